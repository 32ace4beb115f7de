// Goal: what other programs are given of a histogram is what it says itself.
#include "bench/percentiles.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao::bench;

namespace {

Histogram to_a_thousand() {
  Histogram histogram;
  for (Nanos ms = 1; ms <= 1'000; ++ms) histogram.record(ms * nanos_per_millisecond);
  return histogram;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(percentiles)

BOOST_AUTO_TEST_CASE(points_rise_and_end_with_the_greatest) {
  const auto points = percentile_points(to_a_thousand());

  BOOST_TEST_REQUIRE(points.size() > 20U);
  for (std::size_t i = 1; i < points.size(); ++i) {
    BOOST_REQUIRE_GT(points[i].share, points[i - 1].share);
    BOOST_REQUIRE_GE(points[i].ms, points[i - 1].ms);
    BOOST_REQUIRE_LE(points[i].ms, std::max(1.0, points[i].share * 1'000 * 1.002 + 1));
  }
  BOOST_TEST(points.front().share == 0.0);
  BOOST_TEST(points.back().share == 1.0);
  BOOST_TEST(points.back().ms == 1'000.0);
}

BOOST_AUTO_TEST_CASE(of_nothing_there_are_no_points) {
  BOOST_TEST(percentile_points(Histogram()).empty());
}

BOOST_AUTO_TEST_CASE(mean_and_deviation_are_exact_and_cleared) {
  Histogram histogram = to_a_thousand();
  BOOST_TEST(histogram.mean_ms() == 500.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(histogram.deviation_ms() == 288.675, boost::test_tools::tolerance(1e-5));
  histogram.clear();
  BOOST_TEST(histogram.count() == 0U);
  BOOST_TEST(histogram.mean_ms() == 0.0);
  BOOST_TEST(histogram.max_ms() == 0.0);
}

BOOST_AUTO_TEST_CASE(a_hgrm_file_has_the_columns_and_the_foot_that_plotters_read) {
  const std::string text = to_hgrm(to_a_thousand());

  BOOST_TEST(text.starts_with("       Value     Percentile TotalCount 1/(1-Percentile)\n\n"));
  BOOST_TEST(text.find("     500.223 0.500000000000        500           2.00\n") !=
             std::string::npos);
  BOOST_TEST(text.find("    1000.000 1.000000000000       1000\n") != std::string::npos);
  BOOST_TEST(text.find("#[Mean    =      500.500, StdDeviation   =      288.675]\n") !=
             std::string::npos);
  BOOST_TEST(text.find("#[Max     =     1000.000, Total count    =         1000]\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
