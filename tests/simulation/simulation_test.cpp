// The simulator itself under test: it is only worth something if it would see a mistake. Each
// planted bug must be found within as many seeds as every run of script/test spends; and one seed
// must be one run.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <vector>

#include "tests/simulation/corpus.hpp"
#include "tests/simulation/run.hpp"

using namespace xinqiao::simulation;

namespace {

constexpr std::uint64_t seeds_in_script_test = 200;
constexpr std::uint64_t seeds_for_a_plant = 1000;  // most are found by the tenth

std::vector<std::string> plant_names() {
  std::vector<std::string> names;
  for (const auto& [name, plant] : plants) names.emplace_back(name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(simulation)

BOOST_DATA_TEST_CASE(a_planted_bug_is_found, boost::unit_test::data::make(plant_names()), name) {
  std::optional<Violation> found;
  std::uint64_t seed = 0;
  while (!found && seed < seeds_for_a_plant) {
    found = Run(++seed, *plant_named(name), false).go().violation;
  }

  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST_MESSAGE(name << " is found by seed " << seed << " as " << found->invariant << ": "
                          << found->what);
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

BOOST_AUTO_TEST_CASE(a_breach_keeps_its_last_lines) {
  Outcome outcome;
  for (std::uint64_t seed = 1; !outcome.violation && seed <= seeds_in_script_test; ++seed) {
    outcome = Run(seed, Plant::double_tell, false).go();
  }

  BOOST_TEST_REQUIRE(outcome.violation.has_value());
  BOOST_TEST_REQUIRE(!outcome.last_lines.empty());
  BOOST_TEST(outcome.last_lines.back().starts_with("BROKEN " + outcome.violation->invariant));
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

BOOST_AUTO_TEST_SUITE_END()
