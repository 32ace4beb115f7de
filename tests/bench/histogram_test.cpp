#include "bench/histogram.hpp"

#include <boost/test/unit_test.hpp>

using xinqiao::bench::Histogram;
using xinqiao::bench::Nanos;

BOOST_AUTO_TEST_SUITE(histogram)

BOOST_AUTO_TEST_CASE(an_empty_histogram_says_zero) {
  const Histogram empty;

  BOOST_TEST(empty.count() == 0U);
  BOOST_TEST(empty.quantile_ms(0.5) == 0.0);
  BOOST_TEST(empty.max_ms() == 0.0);
}

BOOST_AUTO_TEST_CASE(quantiles_of_one_to_a_thousand_milliseconds_are_within_a_thousandth) {
  Histogram histogram;
  for (Nanos ms = 1; ms <= 1'000; ++ms) {
    histogram.record(ms * 1'000'000);
  }

  BOOST_TEST(histogram.quantile_ms(0.5) == 500.0, boost::test_tools::tolerance(0.001));
  BOOST_TEST(histogram.quantile_ms(0.99) == 990.0, boost::test_tools::tolerance(0.001));
  BOOST_TEST(histogram.quantile_ms(0.999) == 999.0, boost::test_tools::tolerance(0.001));
  BOOST_TEST(histogram.quantile_ms(1) == 1'000.0);
}

BOOST_AUTO_TEST_CASE(the_maximum_is_exact) {
  Histogram histogram;
  histogram.record(123'456'789);
  histogram.record(5'000);

  BOOST_TEST(histogram.max_ms() == 123.456789, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(small_durations_keep_their_microsecond) {
  Histogram histogram;
  histogram.record(7'000);
  histogram.record(2'047'000);

  BOOST_TEST(histogram.quantile_ms(0.5) == 0.007);
  BOOST_TEST(histogram.quantile_ms(1) == 2.047);
}

BOOST_AUTO_TEST_CASE(neighbouring_buckets_meet_without_a_gap) {
  // One microsecond more never gives a smaller quantile, over all the edges of the first octaves.
  double last = 0;
  for (Nanos micros = 1; micros < 20'000; ++micros) {
    Histogram histogram;
    histogram.record(micros * 1'000);
    histogram.record(Nanos{1'000'000} * 1'000);
    const double said = histogram.quantile_ms(0.5);
    BOOST_REQUIRE_GE(said, last);
    BOOST_REQUIRE_GE(said, static_cast<double>(micros) / 1e3);
    BOOST_REQUIRE_LE(said, static_cast<double>(micros) / 1e3 * 1.001);
    last = said;
  }
}

BOOST_AUTO_TEST_CASE(merged_histograms_are_as_if_recorded_in_one) {
  Histogram one;
  Histogram other;
  Histogram both;
  for (Nanos i = 0; i < 500; ++i) {
    one.record(i * 10'000);
    other.record(i * 1'000'000);
    both.record(i * 10'000);
    both.record(i * 1'000'000);
  }

  one.merge(other);

  BOOST_TEST(one.count() == both.count());
  BOOST_TEST(one.max_ms() == both.max_ms());
  for (const double share : {0.1, 0.5, 0.9, 0.99, 0.999}) {
    BOOST_TEST(one.quantile_ms(share) == both.quantile_ms(share));
  }
}

BOOST_AUTO_TEST_CASE(durations_below_zero_and_beyond_all_bounds_are_counted) {
  Histogram histogram;
  histogram.record(-5);
  histogram.record(Nanos{100} * 3'600 * 1'000'000'000);

  BOOST_TEST(histogram.count() == 2U);
  BOOST_TEST(histogram.quantile_ms(0.5) == 0.0);
  BOOST_TEST(histogram.max_ms() == 360'000'000.0);
}

BOOST_AUTO_TEST_SUITE_END()
