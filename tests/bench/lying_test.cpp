// Goal: a run believes no server. Method: a server that drops, doubles, reorders, corrupts,
// rewrites, delays and stops, and whose lies are counted; the run must name each of them, and its
// times must be those that the server knows to be true.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/bench/lying_run.hpp"

using namespace xinqiao::bench;

namespace {

constexpr std::uint64_t members = 4;

Scenario quick() {
  Scenario scenario;
  scenario.name = "lies";
  scenario.members = members;
  scenario.posts_per_second = 200;
  scenario.arrivals = Arrivals::even;
  scenario.warmup_seconds = 0;
  scenario.seconds = 1;
  scenario.drain_seconds = 1;
  scenario.text_bytes_min = 60;
  scenario.text_bytes_max = 60;
  return scenario;
}

Told tell(const Lies& lies) {
  return tell(lies, quick());
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(share * static_cast<double>(values.size()));
  return values.at(static_cast<std::size_t>(std::max(rank, 1.0)) - 1);
}

// From the moment at which each post was due until it was told to the last. Posts are due a period
// apart; the one that came the soonest says when the first was.
std::vector<double> true_times(const LyingServer& server, double posts_per_second) {
  const auto moments = server.moments();
  const double period = 1e9 / posts_per_second;
  const auto due_after = [&](std::uint64_t number) {
    return static_cast<Nanos>(static_cast<double>(number) * period);
  };
  Nanos start = std::numeric_limits<Nanos>::max();
  for (const auto& [number, arrived, told] : moments) {
    start = std::min(start, arrived - due_after(number));
  }
  std::vector<double> times;
  for (const auto& [number, arrived, told] : moments) {
    times.push_back(static_cast<double>(told - start - due_after(number)) / 1e6);
  }
  return times;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lies)

BOOST_AUTO_TEST_CASE(an_honest_server_passes) {
  const Told told = tell({});
  BOOST_TEST(told.passed);
  BOOST_TEST(told.verdict.clean());
  BOOST_TEST(told.verdict.sent >= 199U);
  BOOST_TEST(told.verdict.deliveries == told.verdict.sent * members);
}

BOOST_AUTO_TEST_CASE(what_one_listener_does_not_hear_is_lost) {
  const Told told = tell({.drop_every = 20});
  BOOST_TEST(told.lies > 5U);
  BOOST_TEST(told.verdict.lost == told.lies);
  BOOST_TEST(told.verdict.duplicated + told.verdict.reordered + told.verdict.altered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(what_is_told_twice_is_a_double) {
  const Told told = tell({.double_every = 20});
  BOOST_TEST(told.lies > 5U);
  BOOST_TEST(told.verdict.duplicated == told.lies);
  BOOST_TEST(told.verdict.lost + told.verdict.reordered + told.verdict.altered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(what_is_told_after_the_next_is_out_of_order) {
  const Told told = tell({.reorder_every = 21});
  BOOST_TEST(told.lies > 5U);
  BOOST_TEST(told.verdict.reordered == told.lies);
  BOOST_TEST(told.verdict.lost + told.verdict.duplicated + told.verdict.altered == 0U);
  BOOST_TEST(!told.passed);
}

// Who hears first is believed: if that is the one who is lied to, the others' words are altered.
BOOST_AUTO_TEST_CASE(other_words_to_one_listener_are_altered) {
  const Told told = tell({.corrupt_every = 20});
  BOOST_TEST(told.lies > 5U);
  BOOST_TEST(told.verdict.altered >= told.lies);
  BOOST_TEST(told.verdict.altered <= told.lies * members);
  BOOST_TEST(told.verdict.lost + told.verdict.duplicated + told.verdict.reordered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(a_log_with_other_words_than_were_told_is_altered) {
  const Told told = tell({.rewrite_every = 20});
  BOOST_TEST(told.lies > 5U);
  BOOST_TEST(told.verdict.altered == told.lies);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(all_lies_at_once_are_each_named) {
  const Told told =
      tell({.drop_every = 31, .double_every = 17, .reorder_every = 19, .corrupt_every = 23});
  BOOST_TEST(told.verdict.lost > 0U);
  BOOST_TEST(told.verdict.duplicated > 0U);
  BOOST_TEST(told.verdict.reordered > 0U);
  BOOST_TEST(told.verdict.altered > 0U);
  BOOST_TEST(told.verdict.lost + told.verdict.duplicated + told.verdict.reordered +
                 told.verdict.altered >=
             told.lies);
}

// A machine that is busy elsewhere may hold up what was sent; what is wrong is wrong three times.
BOOST_AUTO_TEST_CASE(percentiles_are_within_a_hundredth_of_the_truth) {
  Scenario scenario = quick();
  scenario.posts_per_second = 150;
  scenario.seconds = 4;
  scenario.drain_seconds = 10;
  std::string wrong = "not tried";
  for (int tries = 0; tries < 3 && !wrong.empty(); ++tries) {
    const LyingServer server(members, {.delay_ms_least = 1'000, .delay_ms_most = 3'000});
    const Report report = run_against(server, scenario);
    const std::vector<double> truth = true_times(server, scenario.posts_per_second);
    BOOST_TEST_REQUIRE(truth.size() == report.verdict.sent);
    BOOST_TEST_REQUIRE(report.heard_by_all.count() == truth.size());
    BOOST_TEST(report.verdict.reordered > 0U);  // delays of their own: later ones overtake
    wrong.clear();
    for (const double share : {0.1, 0.5, 0.9, 0.99}) {
      const double wanted = quantile(truth, share);
      for (const Histogram* said : {&report.heard_by_all, &report.latency}) {
        const double off = said->quantile_ms(share) / wanted - 1;
        if (std::abs(off) <= 0.01) continue;
        wrong += std::to_string(share) + " is off by " + std::to_string(off) + "; ";
      }
    }
  }
  BOOST_TEST(wrong == "");
}

// Posts go on being due while the server does nothing: all of them waited, and all are counted.
BOOST_AUTO_TEST_CASE(a_stop_of_a_second_shows_in_the_figures_of_all_it_delayed) {
  Scenario scenario = quick();
  scenario.seconds = 5;
  scenario.drain_seconds = 20;
  const LyingServer server(members, {.stop_at = 400, .stop_seconds = 1});
  const Report report = run_against(server, scenario);

  BOOST_TEST(report.verdict.clean());
  BOOST_TEST(report.heard_by_all.count() == report.verdict.sent);
  BOOST_TEST(report.heard_by_all.quantile_ms(0.99) > 900.0);
  BOOST_TEST(report.heard_by_all.quantile_ms(0.9) > 400.0);
  BOOST_TEST(report.heard_by_all.quantile_ms(0.5) < 400.0);
  BOOST_TEST(report.acknowledgement.quantile_ms(0.99) > 900.0);
}

BOOST_AUTO_TEST_SUITE_END()
