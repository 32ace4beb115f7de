// How far a run has come, in a line.
#include "bench/progress.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace xinqiao::bench;

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(a_line_says_what_is_done_how_far_and_what_came_of_it) {
  const Standing posting{
      .doing = "posting", .share = 0.5, .posts = 1'234, .heard = 1'234'000, .p99_ms = 8.14};
  BOOST_TEST(line_of("town", posting, 12.9, true) ==
             "town: posting [############            ] 50 %, 12 s, 1,234 posts, 1,234,000 heard, "
             "p99 8.1 ms");
  BOOST_TEST(line_of("town", {.doing = "draining", .share = {}}, 0, true) == "town: draining, 0 s");
  BOOST_TEST(line_of("town", {.doing = "x", .share = 1.7}, 0, false) == "town: x 100 %, 0 s");
}

BOOST_AUTO_TEST_CASE(a_bar_writes_over_itself_and_goes) {
  std::ostringstream out;
  Progress bar(Progress::Shown::bar, "x", out);
  const Nanos now = now_nanos() + nanos_per_second;
  BOOST_TEST(bar.is_due(now));
  bar.tell({.doing = "connecting"}, now);
  BOOST_TEST(!bar.is_due(now + nanos_per_millisecond));
  bar.tell({.doing = "now"}, now);
  bar.end();
  BOOST_TEST(out.str() == "\rx: connecting, 1 s\rx: now, 1 s       \r           \r");
}

BOOST_AUTO_TEST_CASE(without_a_terminal_there_is_a_line_a_few_seconds_and_quiet_is_quiet) {
  std::ostringstream out;
  Progress lines(Progress::Shown::lines, "x", out);
  const Nanos now = now_nanos();
  BOOST_TEST(!lines.is_due(now + nanos_per_second));
  BOOST_TEST(lines.is_due(now + 6 * nanos_per_second));
  lines.tell({.doing = "posting"}, now + 6 * nanos_per_second);
  lines.end();
  BOOST_TEST(out.str() == "x: posting, 6 s\n");
  const Progress quiet(Progress::Shown::nothing, "x", out);
  BOOST_TEST(!quiet.is_due(now + 100 * nanos_per_second));
  BOOST_TEST((Progress::fitting(true) == Progress::Shown::nothing));
}

BOOST_AUTO_TEST_SUITE_END()
