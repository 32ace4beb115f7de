// What a scenario expects, held against a report; and how growth is seen.
#include "bench/expect.hpp"
#include "bench/recovery.hpp"
#include "bench/report.hpp"
#include "bench/scenario.hpp"
#include "bench/slope.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>

using namespace xinqiao;
using namespace xinqiao::bench;

namespace {

bool is_met(const Expectation& one) {
  const boost::json::object report{{"lost", 3},
                                   {"passed", true},
                                   {"none", nullptr},
                                   {"ms", boost::json::object{{"p99", 12.5}}},
                                   {"list", boost::json::array{1, 2}}};
  return are_met(judge(report, {one}));
}

std::string wrong_with(const std::string& toml) {
  const auto read = parse_scenario(toml, "", {});
  return holds_alternative<std::string>(read) ? get<std::string>(read) : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(expect_test)

BOOST_AUTO_TEST_CASE(a_figure_is_met_at_its_bound_and_missed_beyond_it) {
  BOOST_TEST(is_met({"/lost", 3.0, {}}));
  BOOST_TEST(!is_met({"/lost", 2.9, {}}));
  BOOST_TEST(is_met({"/lost", {}, 3.0}));
  BOOST_TEST(!is_met({"/lost", {}, 3.1}));
  BOOST_TEST(is_met({"/ms/p99", 12.5, 12.5}));
  BOOST_TEST(is_met({"/list/1", 2.0, 2.0}));
  BOOST_TEST(is_met({"/passed", {}, 1.0}));
}

BOOST_AUTO_TEST_CASE(what_is_not_in_the_report_is_never_met) {
  BOOST_TEST(!is_met({"/nothing", 1e9, {}}));
  BOOST_TEST(!is_met({"/none", 1e9, {}}));
  BOOST_TEST(!is_met({"/ms", 1e9, {}}));
  BOOST_TEST(!is_met({"/list/7", 1e9, {}}));
}

BOOST_AUTO_TEST_CASE(an_expectation_is_read_and_what_is_wrong_with_it_is_said) {
  const auto read = parse_scenario(
      "name = 'x'\n[[expect]]\nfigure = '/lost'\nat_most = 0\n"
      "[[expect]]\nfigure = '/reconnects'\nat_least = 5\nat_most = 9\n",
      "", {});
  BOOST_TEST_REQUIRE(holds_alternative<Scenario>(read));
  const auto& expect = get<Scenario>(read).expect;
  BOOST_TEST_REQUIRE(expect.size() == 2u);
  BOOST_TEST(expect[0].at_most.value() == 0.0);
  BOOST_TEST(!expect[0].at_least);
  BOOST_TEST(expect[1].at_least.value() == 5.0);
  BOOST_TEST(
      wrong_with("[[expect]]\nfigure = 'lost'\nat_most = 0\n").find("a place in the report") !=
      std::string::npos);
  BOOST_TEST(wrong_with("[[expect]]\nfigure = '/lost'\n") ==
             "expect /lost needs at_most or at_least");
  BOOST_TEST(wrong_with("[[expect]]\nfigure = '/lost'\nat_mots = 0\n").find("at_mots") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_report_is_judged_by_its_own_json) {
  bench::Report report;
  report.scenario.expect = {{"/reconnects", {}, 2.0}, {"/recoveries/0/p99_seconds", 1.5, {}}};
  report.reconnects = 2;
  BOOST_TEST(!are_met(report.judgements()), "nobody came back yet");
  Recovered recovered{.what = "cut", .at = 1, .members = 3, .after = {0.5, 1, 1.5}};
  report.recoveries.push_back(recovered);
  BOOST_TEST(are_met(report.judgements()));
  report.recoveries[0].members = 4;
  BOOST_TEST(!are_met(report.judgements()), "one of them never came back");
  BOOST_TEST(to_json(report).find("\"met\":false") != std::string::npos);
  BOOST_TEST(
      to_text(report).find("NOT MET /recoveries/0/p99_seconds: not in the report, at most 1.5") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_share_is_back_when_as_many_are) {
  Recovered recovered{.what = "cut", .at = 0, .members = 1'000, .after = {}};
  for (int i = 1; i <= 999; ++i) recovered.after.push_back(i);
  BOOST_TEST(recovered.quantile(0.5).value() == 500.0);
  BOOST_TEST(recovered.quantile(0.99).value() == 990.0);
  BOOST_TEST(recovered.quantile(0.999).value() == 999.0);
  BOOST_TEST(!recovered.quantile(1).has_value());
}

BOOST_AUTO_TEST_CASE(growth_is_seen_through_noise_and_noise_is_none) {
  Seen grows;
  Seen stands;
  for (int second = 0; second < 600; ++second) {
    const double noise = second % 7 - 3;
    grows.emplace_back(second, 1'000 + second * 2.0 + noise);
    stands.emplace_back(second, 1'000 + noise);
  }
  BOOST_TEST(std::abs(slope_per_hour(grows) - 7'200) < 10);
  BOOST_TEST(std::abs(slope_per_hour(stands)) < 10);
  BOOST_TEST(slope_per_hour({}) == 0.0);
  BOOST_TEST(slope_per_hour({{1, 5}}) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_drift_is_the_later_half_through_the_earlier) {
  BOOST_TEST(drift({{0, 10}, {1, 10}, {2, 15}, {3, 15}}) == 1.5);
  BOOST_TEST(drift({{0, 10}}) == 1.0);
  BOOST_TEST(drift({}) == 1.0);
  const auto saw = [](double tooth) {  // up and down again, with each tooth so much higher
    Seen seen;
    for (int i = 0; i < 40; ++i) seen.emplace_back(i, 100 + i % 10 * 10 + i / 10 * tooth);
    return seen;
  };
  BOOST_TEST(peak_drift(saw(0)) == 1.0);
  BOOST_TEST(peak_drift(saw(100)) == 490.0 / 290.0);
  BOOST_TEST(peak_drift({}) == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
