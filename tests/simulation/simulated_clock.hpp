// Time as the seed wants it: it stands still, ticks, jumps forwards and backwards.
// Threading: belongs to its run.
#pragma once

#include <algorithm>

#include "server/clock.hpp"

namespace xinqiao::simulation {

class SimulatedClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  // All its steps forward, one after the other: no two moments that it shows, the earlier first,
  // are further apart than this went on between them.
  std::int64_t way_forward() const { return way_forward_; }

  void move(std::int64_t ms) {
    now_.ms = std::max(now_.ms + ms, earliest_ms);
    way_forward_ += std::max<std::int64_t>(0, ms);
  }

 private:
  static constexpr std::int64_t earliest_ms = 1'000'000'000'000;
  Instant now_{1'700'000'000'000};
  std::int64_t way_forward_ = 0;
};

// What the server sees: the clock itself, or, of a plant, one that is two days slow.
class ServersClock final : public Clock {
 public:
  ServersClock(const Clock& clock, bool is_slow) : clock_(clock), late_ms_(is_slow ? slow_ms : 0) {}
  Instant now() const override { return {clock_.now().ms - late_ms_}; }

 private:
  static constexpr std::int64_t slow_ms = std::int64_t{48} * 3600 * 1000;
  const Clock& clock_;
  std::int64_t late_ms_;
};

}  // namespace xinqiao::simulation
