// A shorter story of the same breach: with less trouble, and without each fault that it does not
// need. What is left names what matters. Threading: belongs to its thread.
#pragma once

#include <string>

#include "tests/simulation/run.hpp"

namespace xinqiao::simulation {

struct Shrunk {
  Narrow narrow;
  Outcome outcome;
};

inline Shrunk shrink(std::uint64_t seed, Plant plant, const Outcome& broken) {
  Shrunk best{{}, broken};
  const auto try_it = [&](const Narrow& narrow) {
    Outcome outcome = Run(seed, plant, false, narrow).go();
    const bool is_same =
        outcome.violation && outcome.violation->invariant == broken.violation->invariant;
    if (is_same && outcome.lines <= best.outcome.lines) best = {narrow, std::move(outcome)};
  };
  for (const std::size_t steps : {2'000, 1'000, 500, 250, 120, 60}) {
    try_it({steps, best.narrow.without});
  }
  for (const auto& [name, happening] : Run::faults) {
    try_it({best.narrow.steps_most, best.narrow.without | 1U << happening});
  }
  return best;
}

// As arguments of xinqiao-simulate.
inline std::string arguments_of(const Narrow& narrow) {
  std::string text;
  if (narrow.steps_most != SIZE_MAX) text += " --steps " + std::to_string(narrow.steps_most);
  for (const auto& [name, happening] : Run::faults) {
    if ((narrow.without >> happening & 1U) != 0) text += " --without " + std::string(name);
  }
  return text;
}

}  // namespace xinqiao::simulation
