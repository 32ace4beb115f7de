// The simulator itself under test: it is only worth something if it would see a mistake. Each
// planted bug must be found within as many seeds as every run of script/test spends; and one seed
// must be one run.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <vector>

#include "tests/simulation/corpus.hpp"
#include "tests/simulation/plant_search.hpp"
#include "tests/simulation/shrink.hpp"
#include "tests/simulation/simulated_clock.hpp"

using namespace xinqiao::simulation;

namespace {

constexpr std::uint64_t seeds_in_script_test = 200;

#if XINQIAO_PLANTED_CODE  // under a sanitizer nobody looks for them
std::vector<std::string> plant_names() {
  std::vector<std::string> names;
  for (const Planted& one : plants) names.emplace_back(one.name);
  return names;
}
#endif

const std::string resume_cases = "protocol/examples/resume/";

std::string tree_path(const std::string& path) {
  return std::string(XINQIAO_SOURCE_DIR) + "/" + path;
}

std::string read_whole(const std::string& path) {
  std::ifstream in(tree_path(path));
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<xinqiao::Interval> intervals_in(const json::value& list) {
  std::vector<xinqiao::Interval> all;
  for (const json::value& pair : list.as_array()) {
    all.push_back({pair.at(0).to_number<xinqiao::Seq>(), pair.at(1).to_number<xinqiao::Seq>()});
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulation)

#if XINQIAO_PLANTED_CODE
BOOST_DATA_TEST_CASE(a_planted_bug_is_found, boost::unit_test::data::make(plant_names()), name) {
  const Planted planted = *plant_named(name);

  const FoundPlant found = find_plant(planted);

  BOOST_TEST_REQUIRE(found.is_found);
  BOOST_TEST_MESSAGE(name << " is found by seed " << found.seed << " as " << planted.invariant
                          << ": " << found.what);
}
#endif

BOOST_AUTO_TEST_CASE(every_invariant_has_a_planted_bug_that_breaks_it) {
  for (const std::string_view invariant : invariants) {
    const bool has_one =
        std::ranges::any_of(plants, [&](const Planted& one) { return one.invariant == invariant; });
    BOOST_TEST(has_one, "nothing is planted for " << invariant);
  }
  for (const Planted& one : plants) {
    const bool is_known = std::ranges::find(invariants, one.invariant) != invariants.end();
    BOOST_TEST(is_known, one.name << " breaks what is no invariant");
  }
}

BOOST_AUTO_TEST_CASE(the_readme_tells_of_every_planted_bug_beside_its_invariant) {
  const std::string readme = read_whole("tests/simulation/README.md");
  for (const Planted& one : plants) {
    const std::string start = "\n| " + std::string(one.invariant) + " | ";
    const std::size_t row = std::min(readme.find(start + "`"), readme.find(start + "*`"));
    BOOST_TEST_REQUIRE(row != std::string::npos);
    const std::string plants_there = readme.substr(row, readme.find('\n', row + 1) - row);
    BOOST_TEST(plants_there.find("`" + std::string(one.name) + "`") != std::string::npos, one.name);
  }
}

BOOST_AUTO_TEST_CASE(one_seed_is_one_run) {
  const Outcome first = Run(7, Plant::none, false).go();
  const Outcome second = Run(7, Plant::none, false).go();

  BOOST_TEST(first.hash == second.hash);
  BOOST_TEST(first.events == second.events);
}

BOOST_AUTO_TEST_CASE(another_seed_is_another_run) {
  const Outcome first = Run(7, Plant::none, false).go();
  const Outcome second = Run(8, Plant::none, false).go();

  BOOST_TEST(first.hash != second.hash);
}

BOOST_AUTO_TEST_CASE(a_seed_without_a_bug_passes_and_says_something) {
  const Outcome outcome = Run(4, Plant::none, false).go();

  BOOST_TEST(!outcome.violation.has_value());
  BOOST_TEST(outcome.events > 10u);
}

BOOST_AUTO_TEST_CASE(seeds_pass_and_hubs_put_frames_on_sockets_whole_and_in_part) {
  std::size_t whole = 0;
  std::size_t in_part = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Outcome outcome = Run(seed, Plant::none, false).go();
    BOOST_TEST(!outcome.violation.has_value(), "seed " << seed);
    whole += outcome.put_whole;
    in_part += outcome.put_in_part;
  }
  BOOST_TEST(whole > 50u);
  BOOST_TEST(in_part > 10u);
}

BOOST_AUTO_TEST_CASE(a_breach_keeps_its_last_lines) {
  Outcome outcome;
  for (std::uint64_t seed = 1; !outcome.violation && seed <= seeds_in_script_test; ++seed) {
    outcome = Run(seed, Plant::double_tell, false).go();
  }

  BOOST_TEST_REQUIRE(outcome.violation.has_value());
  BOOST_TEST_REQUIRE(!outcome.last_lines.empty());
  BOOST_TEST(outcome.last_lines.back().starts_with("BROKEN " + outcome.violation->invariant));
}

BOOST_AUTO_TEST_CASE(a_breach_is_told_by_a_shorter_story_of_the_same) {
  std::uint64_t seed = 1;
  Outcome outcome;
  for (; !outcome.violation && seed <= seeds_in_script_test; ++seed) {
    outcome = Run(seed, Plant::resurrect_deleted, false).go();
  }
  BOOST_TEST_REQUIRE(outcome.violation.has_value());

  const Shrunk shrunk = shrink(seed - 1, Plant::resurrect_deleted, outcome);

  BOOST_TEST_REQUIRE(shrunk.outcome.violation.has_value());
  BOOST_TEST(shrunk.outcome.violation->invariant == outcome.violation->invariant);
  BOOST_TEST(shrunk.outcome.lines <= outcome.lines);
  const Outcome again = Run(seed - 1, Plant::resurrect_deleted, false, shrunk.narrow).go();
  BOOST_TEST(again.hash == shrunk.outcome.hash);
}

// After ten years ahead and back, 90 days are 90 days: by the latest moment that was ever shown a
// device would have sent again what the server had long forgotten (seeds 2032, 5943 and 6740).
BOOST_AUTO_TEST_CASE(time_goes_by_also_after_the_clock_was_years_ahead) {
  constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
  SimulatedClock clock;
  clock.move(3650 * day_ms);
  clock.move(-3650 * day_ms);
  const std::int64_t sent_ms = clock.way_forward();
  const xinqiao::Instant kept = clock.now();

  clock.move(90 * day_ms);

  BOOST_TEST(clock.way_forward() - sent_ms >= clock.now().ms - kept.ms);
  BOOST_TEST(clock.now().ms - kept.ms == 90 * day_ms);
}

BOOST_AUTO_TEST_CASE(letters_beyond_ascii_can_be_escaped) {
  BOOST_TEST(ascii_only("{\"a\":\"心桥 é 🌉\"}") ==
             "{\"a\":\"\\u5fc3\\u6865 \\u00e9 \\ud83c\\udf09\"}");
}

BOOST_AUTO_TEST_CASE(a_room_view_names_what_is_missing) {
  RoomView view;
  const std::vector<xinqiao::Interval> have = {{1, 2}, {4, 4}};

  BOOST_TEST(view.begin(have, 3, 6, true, false) == "");
  BOOST_TEST(view.expected() == 3u);
  BOOST_TEST(view.arrives(3) == "");
  BOOST_TEST(view.arrives(6) == "seq 6 arrives where 5 is due");
}

BOOST_AUTO_TEST_CASE(a_room_view_knows_when_complete_is_a_lie) {
  RoomView view;

  BOOST_TEST(view.begin({{1, 2}}, 10, 12, true, false) == "complete, with a hole");
  BOOST_TEST(view.begin({{1, 9}}, 10, 12, false, false) == "incomplete, without a hole");
  // Who came back finds what was said meanwhile hidden: that is a hole, and less than is possible.
  BOOST_TEST(view.begin({{1, 2}}, 10, 12, false, true) == "");
}

// The device is a model of the page: it is held against the same cases as the page itself.
BOOST_AUTO_TEST_CASE(a_room_view_follows_every_case_of_resume) {
  std::size_t cases = 0;
  for (const auto& file : std::filesystem::directory_iterator(tree_path(resume_cases))) {
    const json::object one =
        json::parse(read_whole(resume_cases + file.path().filename().string())).as_object();
    if (!one.contains("expect")) continue;
    ++cases;
    const std::string name(text_in(one, "name"));
    const json::object& expect = one.at("expect").as_object();
    RoomView view;
    for (const xinqiao::Interval& held : intervals_in(one.at("have"))) {
      for (xinqiao::Seq seq = held.first; seq <= held.last; ++seq) {
        const json::object event{{"seq", seq}, {"kind", "post"}, {"text", "话"}};
        BOOST_TEST(view.learn(event, RoomView::From::told) == "", name);
      }
    }
    const bool is_rolled_back = is_true(expect, "rolled_back");
    if (is_rolled_back) view = RoomView();

    const std::string wrong =
        view.begin(view.intervals(), number_in(expect, "first"), number_in(expect, "top"),
                   is_true(expect, "complete"), one.contains("bottom"));

    BOOST_TEST(wrong == "", name);
    for (const xinqiao::Interval& sent : intervals_in(expect.at("sent"))) {
      for (xinqiao::Seq seq = sent.first; seq <= sent.last; ++seq) {
        BOOST_TEST(view.arrives(seq) == "", name);
      }
    }
    BOOST_TEST(view.is_fed(), name);
    BOOST_TEST(view.expected() == number_in(expect, "top") + 1, name);
  }
  BOOST_TEST(cases >= 50u);
}

BOOST_AUTO_TEST_SUITE_END()
