// Stores that nobody thought up: what is left of a run of the simulator, with its crashes and lost
// power, goes round as an export.
#include "tests/simulation/run.hpp"
#include "tests/support/round_trip.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao::simulation;

BOOST_AUTO_TEST_SUITE(portable_simulation)

BOOST_AUTO_TEST_CASE(random_stores_go_round) {
  constexpr std::uint64_t seeds = 25;
  std::uint64_t events = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Run run(seed, Plant::none, false);
    BOOST_REQUIRE(!run.go().violation.has_value());
    const std::string differs = xinqiao::testing::round_trip(run.log()).value_or("");
    BOOST_TEST(differs == "", "seed " << seed << ": " << differs);
    events += xinqiao::testing::export_of(run.log()).done.end.events;
  }
  BOOST_TEST(events > 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
