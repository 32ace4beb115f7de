// The steady clock as a number, for measuring waits: never for deciding anything. Threading: any.
#pragma once

#include <chrono>
#include <cstdint>

namespace xinqiao {

inline std::uint64_t steady_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

}  // namespace xinqiao
