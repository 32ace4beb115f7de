// Time as the seed wants it: it stands still, ticks, jumps forwards and backwards.
// Threading: belongs to its run.
#pragma once

#include <algorithm>

#include "server/clock.hpp"

namespace xinqiao::simulation {

class SimulatedClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  // The latest moment ever shown: what the server's time cannot be before.
  Instant latest() const { return latest_; }

  void move(std::int64_t ms) {
    now_.ms = std::max(now_.ms + ms, earliest_ms);
    latest_ = std::max(latest_, now_);
  }

 private:
  static constexpr std::int64_t earliest_ms = 1'600'000'000'000;
  Instant now_{1'700'000'000'000};
  Instant latest_ = now_;
};

}  // namespace xinqiao::simulation
