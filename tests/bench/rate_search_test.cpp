// Goal: the highest rate is found near enough, noise is tried again, and what only the generator
// bounded is said to be open.
#include "bench/rate_search.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao::bench;

namespace {

// Runs a search against a server that holds up to a rate; returns the steps it took.
int run(RateSearch& search, double holds, double generator = 1e9) {
  int steps = 0;
  for (; !search.is_done() && steps < 200; ++steps) {
    const double rate = search.rate();
    search.told(rate <= holds      ? StepResult::held
                : rate > generator ? StepResult::unclear
                                   : StepResult::failed);
  }
  return steps;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rate_search)

BOOST_AUTO_TEST_CASE(the_highest_rate_is_found_from_below_and_from_above) {
  for (const double start : {10.0, 1'000.0, 50'000.0}) {
    RateSearch search({.start = start});
    BOOST_TEST(run(search, 1'234) < 60);
    BOOST_TEST(search.is_done());
    BOOST_TEST(search.best() <= 1'234.0);
    BOOST_TEST(search.best() >= 1'234.0 / 1.05);
    BOOST_TEST(!search.is_open());
  }
}

BOOST_AUTO_TEST_CASE(a_step_that_fails_once_is_tried_again) {
  RateSearch search({.start = 100, .factor = 2});
  search.told(StepResult::failed);
  BOOST_TEST(search.rate() == 100.0);
  search.told(StepResult::held);
  BOOST_TEST(search.best() == 100.0);
  BOOST_TEST(search.rate() == 200.0);
  search.told(StepResult::failed);
  search.told(StepResult::failed);
  BOOST_TEST(search.rate() == 141.42, boost::test_tools::tolerance(0.001));
}

BOOST_AUTO_TEST_CASE(where_the_generator_was_the_bottleneck_the_result_is_open) {
  RateSearch search({.start = 100});
  run(search, 900, 900);
  BOOST_TEST(search.is_open());
  BOOST_TEST(search.why().find("the generator was the bottleneck") != std::string::npos);

  // The server failed below what the generator can: that is the server's bound.
  RateSearch clear({.start = 100});
  run(clear, 900, 1'500);
  BOOST_TEST(!clear.is_open());
}

BOOST_AUTO_TEST_CASE(the_most_that_is_tried_is_open_and_nothing_at_all_is_nothing) {
  RateSearch search({.start = 100, .most = 300});
  run(search, 1e9);
  BOOST_TEST(search.best() == 300.0);
  BOOST_TEST(search.is_open());

  RateSearch none({.start = 8});
  run(none, 0.5);
  BOOST_TEST(none.is_done());
  BOOST_TEST(none.best() == 0.0);
  BOOST_TEST(none.why().find("not even 1.0 a second held") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
