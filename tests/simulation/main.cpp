// xinqiao-simulate: runs seeds and says how many passed. A failing seed prints what was broken and
// its last lines. xinqiao-simulate-planted is the same over the server's code with bugs in it, all
// of them off but the one that is named.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/simulation/plant_search.hpp"
#include "tests/simulation/shrink.hpp"

namespace {

using namespace xinqiao::simulation;

// Every so many seeds one is run twice, and both runs must be the same.
constexpr std::uint64_t repeat_every = 20;
// In so many seeds everything that may befall the server has done so.
constexpr std::uint64_t seeds_for_all_faults = 200;
// What a seed may cost, so that thousands are no matter of hours; of the processor, and where the
// program is as it ships. It is judged where there are thousands: a quick test is not to fail for
// the machine it is on. A seed that took more has some more goes, and one counts only if nobody
// else had much of the processor meanwhile: who shares its caches makes everything dearer.
constexpr std::uint64_t seeds_for_cost = 1'000;
constexpr double dear_ms = 250;
constexpr int goes_of_a_dear_seed = 5;
constexpr double alone = 1.3;  // so much longer by the wall at most
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr bool is_cost_judged = true;
#else
constexpr bool is_cost_judged = false;
#endif

struct Wanted {
  std::uint64_t first = 1;
  std::uint64_t last = 200;
  Plant plant = Plant::none;
  bool story = false;
  bool plants = false;
  bool faults = false;
  Narrow narrow;
};

struct Sum {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t events = 0;
  double worst_ms = 0;
  std::uint64_t worst_seed = 0;
  Hits hits;
};

// Of the processor, not of the wall: what a seed costs does not depend on who works beside it.
double ms_since(std::clock_t begun) {
  return 1000.0 * static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
}

void report(std::uint64_t seed, Plant plant, const Outcome& outcome) {
  const auto number = static_cast<unsigned long long>(seed);
  const auto tell = [&](const Outcome& one) {
    std::printf("seed %llu: %s broken: %s\n", number, one.violation->invariant.c_str(),
                one.violation->what.c_str());
    for (const std::string& line : one.last_lines) std::printf("  %s\n", line.c_str());
  };
  tell(outcome);
  std::printf("  again with: xinqiao-simulate --seed %llu --story\n", number);
  const Shrunk shrunk = shrink(seed, plant, outcome);
  if (shrunk.outcome.lines == outcome.lines) return;
  std::printf("shorter, %zu lines of %zu: ", shrunk.outcome.lines, outcome.lines);
  tell(shrunk.outcome);
  std::printf("  again with: xinqiao-simulate --seed %llu --story%s\n", number,
              arguments_of(shrunk.narrow).c_str());
}

struct Timed {
  Outcome outcome;
  double ms;
  bool is_alone;
};

Timed timed(std::uint64_t seed, const Wanted& wanted) {
  const std::clock_t begun = std::clock();
  const auto wall = std::chrono::steady_clock::now();
  Outcome outcome = Run(seed, wanted.plant, wanted.story, wanted.narrow).go();
  const double ms = ms_since(begun);
  const std::chrono::duration<double, std::milli> by_wall = std::chrono::steady_clock::now() - wall;
  return {std::move(outcome), ms, by_wall.count() <= alone * ms};
}

// Whether it costs too much by every go that counts, and one does.
bool is_dear(std::uint64_t seed, const Wanted& wanted, const Timed& first) {
  if (!is_cost_judged || wanted.plant != Plant::none || wanted.story) return false;
  if (wanted.last - wanted.first + 1 < seeds_for_cost) return false;
  bool is_known = first.is_alone;
  if (first.ms <= dear_ms) return false;
  for (int go = 1; go < goes_of_a_dear_seed; ++go) {
    const Timed next = timed(seed, wanted);
    if (next.ms <= dear_ms) return false;
    is_known = is_known || next.is_alone;
  }
  return is_known;
}

void run_one(std::uint64_t seed, const Wanted& wanted, Sum& sum) {
  Timed first = timed(seed, wanted);
  Outcome& outcome = first.outcome;
  const double took_ms = first.ms;
  if (!outcome.violation && is_dear(seed, wanted, first)) {
    const std::string cost = std::to_string(static_cast<int>(took_ms)) + " ms of the processor";
    outcome.violation = Violation{"cost", "it takes " + cost};
  }
  if (took_ms > sum.worst_ms) {
    sum.worst_ms = took_ms;
    sum.worst_seed = seed;
  }
  sum.events += outcome.events;
  sum.hits.add(outcome.hits);
  if (!outcome.violation && seed % repeat_every == 0) {
    if (Run(seed, wanted.plant, false, wanted.narrow).go().hash != outcome.hash) {
      outcome.violation = Violation{"same seed", "two runs of one seed differ"};
    }
  }
  if (outcome.violation && !wanted.story) report(seed, wanted.plant, outcome);
  ++(outcome.violation ? sum.failed : sum.passed);
}

template <class Names, class Counts>
std::size_t tell_hits(const char* title, const Names& names, const Counts& counts, bool aloud) {
  std::size_t missing = 0;
  if (aloud) std::printf("%s:", title);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (aloud) std::printf(" %s %zu", names[i].data(), counts[i]);
    if (counts[i] != 0) continue;
    ++missing;
    std::printf("%s%s was never met\n", aloud ? "\n" : "", names[i].data());
  }
  if (aloud) std::printf("\n");
  return missing;
}

// Every point at which the server can die and every fault; those that were not met have failed.
std::size_t tell_faults(const Wanted& wanted, const Sum& sum) {
  const bool are_enough = wanted.last - wanted.first + 1 >= seeds_for_all_faults;
  if (!are_enough && !wanted.faults) return 0;
  const std::size_t missing = tell_hits("deaths", point_names, sum.hits.points, wanted.faults) +
                              tell_hits("faults", fault_names, sum.hits.faults, wanted.faults);
  return are_enough && wanted.plant == Plant::none ? missing : 0;
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
  const std::clock_t begun = std::clock();
  Sum sum;
  for (std::uint64_t seed = wanted.first; seed <= wanted.last; ++seed) run_one(seed, wanted, sum);
  const double took_ms = ms_since(begun);
  const std::size_t missing = tell_faults(wanted, sum);
  std::printf("%zu events kept, %.1f ms of the processor a seed, %.1f ms the worst (seed %llu)\n",
              sum.events, took_ms / static_cast<double>(sum.passed + sum.failed), sum.worst_ms,
              static_cast<unsigned long long>(sum.worst_seed));
  std::printf("%zu passed, %zu failed, 0 skipped\n", sum.passed, sum.failed + missing);
  return sum.failed + missing == 0 ? 0 : 1;
}

int find_all_plants() {
  std::size_t missed = 0;
  for (const Planted& planted : plants) {
    const std::clock_t begun = std::clock();
    const FoundPlant found = find_plant(planted);
    missed += found.is_found ? 0 : 1;
    std::printf("%-6s %-28s %s %4llu  %6.0f ms  %s\n", planted.invariant.data(),
                planted.name.data(), found.is_found ? "seed" : "MISSED",
                static_cast<unsigned long long>(found.seed), ms_since(begun),
                found.what.substr(0, 90).c_str());
    std::fflush(stdout);
  }
  std::printf("%zu passed, %zu failed, 0 skipped\n", plants.size() - missed, missed);
  return missed == 0 ? 0 : 1;
}

// Bugs in the server's own code are in the other program alone.
int go_on_planted(char** argv) {
  const auto own = std::filesystem::read_symlink("/proc/self/exe");
  const std::string other = (own.parent_path() / "xinqiao-simulate-planted").string();
  ::execv(other.c_str(), argv);
  std::fprintf(stderr, "cannot run %s\n", other.c_str());
  return 2;
}

int run_wanted(const Wanted& wanted, char** argv) {
  const bool needs_code = wanted.plants || std::ranges::any_of(plants, [&](const Planted& one) {
                            return one.in_code && one.plant == wanted.plant;
                          });
  if (needs_code && !has_planted_code) return go_on_planted(argv);
  return wanted.plants ? find_all_plants() : run_all(wanted);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Runs the real server over a simulated world, from a seed."};
  Wanted wanted;
  std::string range;
  std::string plant;
  std::vector<std::string> without;
  std::uint64_t seed = 0;
  app.add_option("--seeds", range, "seeds A..B (default 1..200)");
  auto* one = app.add_option("--seed", seed, "one seed");
  app.add_flag("--story", wanted.story, "tell what happens, line by line");
  app.add_option("--plant", plant, "run with a planted bug, which must be found");
  app.add_flag("--plants", wanted.plants, "find every planted bug, as the invariant it breaks");
  app.add_flag("--faults", wanted.faults, "tell how often each fault was met, and each death");
  app.add_option("--steps", wanted.narrow.steps_most, "so much trouble at most, between two rests");
  app.add_option("--without", without, "a fault that does not come; more than once");
  CLI11_PARSE(app, argc, argv);
  for (const auto& [name, happening] : Run::faults) {
    const bool is_left_out = std::ranges::find(without, name) != without.end();
    if (is_left_out) wanted.narrow.without |= 1U << happening;
  }
  if (!range.empty() && !parse_range(range, wanted)) {
    std::fprintf(stderr, "--seeds is A..B, with A not beyond B\n");
    return 2;
  }
  if (*one) wanted.first = wanted.last = seed;
  if (!plant.empty()) {
    const auto known = plant_named(plant);
    if (!known) {
      std::fprintf(stderr, "no such plant; there are:\n");
      for (const Planted& line : plants) std::fprintf(stderr, "  %s\n", line.name.data());
      return 2;
    }
    wanted.plant = known->plant;
  }
  return run_wanted(wanted, argv);
}
