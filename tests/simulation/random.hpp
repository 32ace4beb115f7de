// All chance of a run: one stream of numbers from one seed, the same on every machine.
// Threading: belongs to its run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace xinqiao::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15ULL + 1) {}

  std::uint64_t next() { return engine_(); }
  // 0 .. bound - 1. The slight bias of the remainder does not matter here.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : next() % bound; }
  std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
  bool chance(std::size_t percent) { return below(100) < percent; }

  template <class Container>
  auto& pick(Container& container) {
    return container[below(container.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace xinqiao::simulation
