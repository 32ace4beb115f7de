// The generator's clock: nanoseconds of the steady clock, so that intended, sent and heard times
// compare. Threading: any.
#pragma once

#include <chrono>
#include <cstdint>

namespace xinqiao::bench {

using Nanos = std::int64_t;

inline constexpr Nanos nanos_per_second = 1'000'000'000;
inline constexpr Nanos nanos_per_millisecond = 1'000'000;

inline Nanos now_nanos() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since).count();
}

inline double seconds_since(Nanos start) {
  return static_cast<double>(now_nanos() - start) / 1e9;
}

}  // namespace xinqiao::bench
