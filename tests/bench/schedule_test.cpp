#include "bench/schedule.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace xinqiao::bench;

namespace {

std::vector<Nanos> moments(double per_second, Arrivals arrivals, std::uint64_t seed, int count) {
  Schedule schedule(per_second, arrivals, seed);
  std::vector<Nanos> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(schedule.next());
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule)

BOOST_AUTO_TEST_CASE(even_arrivals_are_a_period_apart_and_do_not_drift) {
  const auto all = moments(1'000, Arrivals::even, 1, 10'000);

  BOOST_TEST(all.front() == 1'000'000);
  // A sum of ten thousand periods is off by less than a microsecond.
  BOOST_TEST(std::abs(all.back() - 10 * nanos_per_second) < 1'000);
}

BOOST_AUTO_TEST_CASE(poisson_arrivals_have_the_asked_rate_and_the_spread_of_chance) {
  const auto all = moments(200, Arrivals::poisson, 42, 100'000);

  const double mean = static_cast<double>(all.back()) / 1e9 / 100'000;
  BOOST_TEST(mean == 0.005, boost::test_tools::tolerance(0.02));
  // Of exponential gaps a share of 1/e is longer than the mean.
  int longer = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    BOOST_REQUIRE_GE(all[i], all[i - 1]);
    longer += static_cast<double>(all[i] - all[i - 1]) > mean * 1e9 ? 1 : 0;
  }
  BOOST_TEST(longer / 100'000.0 == 0.3679, boost::test_tools::tolerance(0.03));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_moments_and_another_does_not) {
  BOOST_TEST(moments(50, Arrivals::poisson, 7, 100) == moments(50, Arrivals::poisson, 7, 100));
  BOOST_TEST((moments(50, Arrivals::poisson, 7, 100) != moments(50, Arrivals::poisson, 8, 100)));
}

BOOST_AUTO_TEST_CASE(a_ramp_has_as_many_posts_as_the_area_under_it) {
  // 0 to 100 a second in 10 s are 500 posts, a quarter of them in the first half.
  Schedule schedule({{10, 0, 100}}, Arrivals::even, 1);
  std::vector<Nanos> all;
  for (Nanos at = schedule.next(); at != Schedule::never; at = schedule.next()) all.push_back(at);

  BOOST_TEST(all.size() == 500U);
  BOOST_TEST(std::abs(all[124] - 5 * nanos_per_second) < 1'000);
  BOOST_TEST(std::abs(all[499] - 10 * nanos_per_second) < 1'000);
  BOOST_TEST(schedule.next() == Schedule::never);
}

BOOST_AUTO_TEST_CASE(stretches_follow_each_other_and_a_silent_one_has_no_posts) {
  Schedule schedule({{2, 10, 10}, {3, 0, 0}, {2, 100, 0}}, Arrivals::even, 1);
  std::vector<Nanos> all;
  for (Nanos at = schedule.next(); at != Schedule::never; at = schedule.next()) all.push_back(at);

  BOOST_TEST(all.size() == 120U);
  BOOST_TEST(all[19] == 2 * nanos_per_second);
  BOOST_TEST(all[20] > 5 * nanos_per_second);
  for (std::size_t i = 1; i < all.size(); ++i) BOOST_REQUIRE_GE(all[i], all[i - 1]);
}

BOOST_AUTO_TEST_CASE(a_scenarios_stretches_are_its_warm_up_and_its_phases) {
  Scenario scenario;
  scenario.warmup_seconds = 1;
  scenario.seconds = 4;
  scenario.posts_per_second = 7;
  BOOST_TEST(seconds_of(stretches_of(scenario)) == 5.0);
  scenario.phases = {{.name = "", .seconds = 3, .posts_per_second = 5, .ramp_to = 20, .mix = {}},
                     {.name = "", .seconds = 6, .posts_per_second = 20, .ramp_to = {}, .mix = {}}};
  const auto stretches = stretches_of(scenario);
  BOOST_TEST_REQUIRE(stretches.size() == 3U);
  BOOST_TEST(stretches[0].to == 5.0);
  BOOST_TEST(stretches[1].to == 20.0);
  BOOST_TEST(stretches[2].to == 20.0);
  BOOST_TEST(seconds_of(stretches) == 10.0);
}

BOOST_AUTO_TEST_SUITE_END()
