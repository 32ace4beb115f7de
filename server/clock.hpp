// The seam through which time enters. Only the pipeline asks; the world is told.
// Threading: now may be called from any thread.
#pragma once

#include <chrono>

#include "protocol/ids.hpp"

namespace xinqiao {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
  }
};

}  // namespace xinqiao
