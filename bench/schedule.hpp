// When posts are due: an open model. The moments depend on the seed and the rate alone, never on
// what the server does. Threading: belongs to its caller.
#pragma once

#include <cstdint>
#include <random>

#include "bench/clock.hpp"
#include "bench/scenario.hpp"

namespace xinqiao::bench {

class Schedule {
 public:
  Schedule(double per_second, Arrivals arrivals, std::uint64_t seed);

  // The next moment, in nanoseconds after the start; never before the last one.
  Nanos next();

 private:
  double gap_seconds_;
  Arrivals arrivals_;
  std::mt19937_64 random_;
  double at_seconds_ = 0;
};

}  // namespace xinqiao::bench
