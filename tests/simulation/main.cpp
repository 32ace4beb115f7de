// xinqiao-simulate: runs seeds and says how many passed. A failing seed prints what was broken and
// its last lines.
#include <CLI/CLI.hpp>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>

#include "tests/simulation/run.hpp"

namespace {

using namespace xinqiao::simulation;

// Every so many seeds one is run twice, and both runs must be the same.
constexpr std::uint64_t repeat_every = 20;

struct Wanted {
  std::uint64_t first = 1;
  std::uint64_t last = 200;
  Plant plant = Plant::none;
  bool story = false;
};

void report(std::uint64_t seed, const Outcome& outcome) {
  std::printf("seed %llu: %s broken: %s\n", static_cast<unsigned long long>(seed),
              outcome.violation->invariant.c_str(), outcome.violation->what.c_str());
  for (const std::string& line : outcome.last_lines) std::printf("  %s\n", line.c_str());
  std::printf("  again with: xinqiao-simulate --seed %llu --story\n",
              static_cast<unsigned long long>(seed));
}

bool passes(std::uint64_t seed, const Wanted& wanted, std::size_t& events) {
  Outcome outcome = Run(seed, wanted.plant, wanted.story).go();
  events += outcome.events;
  if (!outcome.violation && seed % repeat_every == 0) {
    if (Run(seed, wanted.plant, false).go().hash != outcome.hash) {
      outcome.violation = Violation{"same seed", "two runs of one seed differ"};
    }
  }
  if (outcome.violation && !wanted.story) report(seed, outcome);
  return !outcome.violation;
}

bool parse_range(const std::string& text, Wanted& wanted) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return false;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), text.data() + dots, wanted.first);
  const auto last = std::from_chars(text.data() + dots + 2, end, wanted.last);
  return first.ec == std::errc() && last.ec == std::errc() && last.ptr == end &&
         wanted.first <= wanted.last;
}

int run_all(const Wanted& wanted) {
  const auto begun = std::chrono::steady_clock::now();
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t events = 0;
  for (std::uint64_t seed = wanted.first; seed <= wanted.last; ++seed) {
    ++(passes(seed, wanted, events) ? passed : failed);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("%zu events kept, %.1f ms a seed\n", events,
              took.count() * 1'000 / static_cast<double>(passed + failed));
  std::printf("%zu passed, %zu failed, 0 skipped\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Runs the real server over a simulated world, from a seed."};
  Wanted wanted;
  std::string range;
  std::string plant;
  std::uint64_t seed = 0;
  app.add_option("--seeds", range, "seeds A..B (default 1..200)");
  auto* one = app.add_option("--seed", seed, "one seed");
  app.add_flag("--story", wanted.story, "tell what happens, line by line");
  app.add_option("--plant", plant, "run with a planted bug, which must be found");
  CLI11_PARSE(app, argc, argv);
  if (!range.empty() && !parse_range(range, wanted)) {
    std::fprintf(stderr, "--seeds is A..B, with A not beyond B\n");
    return 2;
  }
  if (*one) wanted.first = wanted.last = seed;
  if (!plant.empty()) {
    const auto known = plant_named(plant);
    if (!known) {
      std::fprintf(stderr, "no such plant; there are:\n");
      for (const auto& [name, value] : plants) std::fprintf(stderr, "  %s\n", name.data());
      return 2;
    }
    wanted.plant = *known;
  }
  return run_all(wanted);
}
