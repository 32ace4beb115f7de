#include "bench/schedule.hpp"

#include <cmath>

namespace xinqiao::bench {
namespace {

double posts_in(const Stretch& stretch) {
  return stretch.seconds * (stretch.from + stretch.to) / 2;
}

// After which time so many posts of the stretch are due: the area under a straight line, turned
// around so that nothing is lost by cancelling.
double seconds_until(const Stretch& stretch, double posts) {
  const double slope = (stretch.to - stretch.from) / stretch.seconds;
  const double under = stretch.from * stretch.from + 2 * slope * posts;
  const double rate = std::sqrt(std::max(under, 0.0));
  const double sum = stretch.from + rate;
  return sum > 0 ? 2 * posts / sum : 0;
}

}  // namespace

Schedule::Schedule(double per_second, Arrivals arrivals, std::uint64_t seed)
    : Schedule({{std::numeric_limits<double>::infinity(), per_second, per_second}}, arrivals,
               seed) {}

Schedule::Schedule(std::vector<Stretch> stretches, Arrivals arrivals, std::uint64_t seed)
    : stretches_(std::move(stretches)), arrivals_(arrivals), random_(seed) {}

Nanos Schedule::next() {
  if (arrivals_ == Arrivals::poisson) {
    // 53 random bits in (0, 1]: the same numbers with every standard library, which distributions
    // do not promise.
    posts_ -= std::log((static_cast<double>(random_() >> 11) + 1) * 0x1.0p-53);
  } else {
    posts_ += 1;
  }
  while (stretch_ < stretches_.size()) {
    const Stretch& stretch = stretches_[stretch_];
    if (posts_ - begun_posts_ <= posts_in(stretch)) {
      return static_cast<Nanos>((begun_seconds_ + seconds_until(stretch, posts_ - begun_posts_)) *
                                1e9);
    }
    begun_posts_ += posts_in(stretch);
    begun_seconds_ += stretch.seconds;
    ++stretch_;
  }
  return never;
}

std::vector<Stretch> stretches_of(const Scenario& scenario) {
  if (scenario.phases.empty()) {
    const double rate = scenario.posts_per_second;
    return {{scenario.warmup_seconds, rate, rate}, {scenario.seconds, rate, rate}};
  }
  const double first = scenario.phases.front().posts_per_second;
  std::vector<Stretch> all{{scenario.warmup_seconds, first, first}};
  for (const Phase& phase : scenario.phases) {
    all.push_back(
        {phase.seconds, phase.posts_per_second, phase.ramp_to.value_or(phase.posts_per_second)});
  }
  return all;
}

double seconds_of(const std::vector<Stretch>& stretches) {
  double all = 0;
  for (const Stretch& stretch : stretches) all += stretch.seconds;
  return all;
}

}  // namespace xinqiao::bench
