// Looks for the first seed that sees a planted bug, as the invariant that it breaks. Threading:
// belongs to its thread.
#pragma once

#include <string>

#include "tests/simulation/run.hpp"

namespace xinqiao::simulation {

constexpr std::uint64_t seeds_for_a_plant = 1'000;  // most are found by the tenth

struct FoundPlant {
  bool is_found = false;
  std::uint64_t seed{};  // that saw it, or the last one tried
  std::string what;
};

inline bool sees(std::uint64_t seed, const Planted& planted, FoundPlant& found) {
  found.seed = seed;
  const auto violation = Run(seed, planted.plant, false).go().violation;
  found.is_found = violation && violation->invariant == planted.invariant;
  if (found.is_found) found.what = violation->what;
  return found.is_found;
}

inline FoundPlant find_plant(const Planted& planted) {
  FoundPlant found;
  if (planted.seed != 0 && sees(planted.seed, planted, found)) return found;
  for (std::uint64_t seed = 1; seed <= seeds_for_a_plant; ++seed) {
    if (sees(seed, planted, found)) break;
  }
  return found;
}

}  // namespace xinqiao::simulation
