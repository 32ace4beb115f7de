// How long something took, as a histogram that only rises: what a page of metrics tells of waits,
// so that whoever reads it can say "99 of 100 took less than".
// Threading: relaxed atomics, any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace xinqiao {

class Times {
 public:
  // Upper ends in nanoseconds; what took longer than the last is in one more.
  static constexpr std::array<std::uint64_t, 15> ends_ns{
      100'000,     250'000,     500'000,       1'000'000,     2'500'000,
      5'000'000,   10'000'000,  25'000'000,    50'000'000,    100'000'000,
      250'000'000, 500'000'000, 1'000'000'000, 5'000'000'000, 30'000'000'000};

  void note(std::uint64_t ns) {
    std::size_t place = 0;
    while (place < ends_ns.size() && ns > ends_ns[place]) ++place;
    counts_[place].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(ns, std::memory_order_relaxed);
  }
  // Those up to this end and not up to the one before; the last place has no end.
  std::uint64_t count_at(std::size_t place) const {
    return counts_[place].load(std::memory_order_relaxed);
  }
  std::uint64_t count() const {
    std::uint64_t all = 0;
    for (const auto& count : counts_) all += count.load(std::memory_order_relaxed);
    return all;
  }
  std::uint64_t sum_ns() const { return sum_ns_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, ends_ns.size() + 1> counts_{};
  std::atomic<std::uint64_t> sum_ns_{};
};

}  // namespace xinqiao
