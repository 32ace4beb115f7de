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

inline FoundPlant find_plant(const Planted& planted) {
  FoundPlant found;
  while (found.seed < seeds_for_a_plant) {
    const auto violation = Run(++found.seed, planted.plant, false).go().violation;
    if (!violation || violation->invariant != planted.invariant) continue;
    found.is_found = true;
    found.what = violation->what;
    break;
  }
  return found;
}

}  // namespace xinqiao::simulation
