#include "bench/schedule.hpp"

#include <cmath>

namespace xinqiao::bench {

Schedule::Schedule(double per_second, Arrivals arrivals, std::uint64_t seed)
    : gap_seconds_(1 / per_second), arrivals_(arrivals), random_(seed) {}

Nanos Schedule::next() {
  double gap = gap_seconds_;
  if (arrivals_ == Arrivals::poisson) {
    // 53 random bits in (0, 1]: the same numbers with every standard library, which distributions
    // do not promise.
    const double uniform = (static_cast<double>(random_() >> 11) + 1) * 0x1.0p-53;
    gap *= -std::log(uniform);
  }
  at_seconds_ += gap;
  return static_cast<Nanos>(at_seconds_ * 1e9);
}

}  // namespace xinqiao::bench
