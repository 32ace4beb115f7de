// When posts are due: an open model. The moments depend on the seed and the rates alone, never on
// what the server does. Threading: belongs to its caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "bench/clock.hpp"
#include "bench/scenario.hpp"

namespace xinqiao::bench {

// A time in which the rate goes evenly from one value to another.
struct Stretch {
  double seconds = 0;
  double from = 0;  // posts a second
  double to = 0;
};

class Schedule {
 public:
  static constexpr Nanos never = std::numeric_limits<Nanos>::max();

  Schedule(double per_second, Arrivals arrivals, std::uint64_t seed);  // for ever
  Schedule(std::vector<Stretch> stretches, Arrivals arrivals, std::uint64_t seed);

  // The next moment, in nanoseconds after the start; never before the last one. `never`: all
  // stretches are over.
  Nanos next();

 private:
  std::vector<Stretch> stretches_;
  Arrivals arrivals_;
  std::mt19937_64 random_;
  std::size_t stretch_ = 0;
  double begun_seconds_ = 0;  // when the stretch began
  double begun_posts_ = 0;    // how many were due by then
  double posts_ = 0;          // due so far: whole with even arrivals
};

// The stretches of a scenario: its warm-up, then its phases, or its one rate.
std::vector<Stretch> stretches_of(const Scenario& scenario);
double seconds_of(const std::vector<Stretch>& stretches);

}  // namespace xinqiao::bench
