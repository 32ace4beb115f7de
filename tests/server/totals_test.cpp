// When a room hears of its totals.
#include "server/totals.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;

namespace {

constexpr Instant begin{1'000'000};
Instant after(std::int64_t ms) {
  return {begin.ms + ms};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(totals_test)

BOOST_AUTO_TEST_CASE(the_first_change_is_told_at_once_and_the_next_after_a_while) {
  Totals totals;
  totals.changed(RoomId{1}, 7);
  BOOST_TEST(totals.take(begin).size() == 1u);

  totals.changed(RoomId{1}, 8);
  BOOST_TEST(totals.take(after(limits::totals_ms - 1)).empty());
  const auto due = totals.take(after(limits::totals_ms));
  BOOST_REQUIRE_EQUAL(due.size(), 1);
  BOOST_TEST(due[0].targets == std::vector<Seq>{8});
}

BOOST_AUTO_TEST_CASE(a_post_that_changes_a_thousand_times_is_told_once) {
  Totals totals;
  for (int i = 0; i < 1'000; ++i) totals.changed(RoomId{1}, 7);
  BOOST_TEST(totals.take(begin)[0].targets == std::vector<Seq>{7});
  BOOST_TEST(totals.take(after(10'000)).empty());
}

BOOST_AUTO_TEST_CASE(rooms_do_not_wait_for_each_other) {
  Totals totals;
  totals.changed(RoomId{1}, 7);
  totals.take(begin);
  totals.changed(RoomId{1}, 7);
  totals.changed(RoomId{2}, 3);
  const auto due = totals.take(after(1));
  BOOST_REQUIRE_EQUAL(due.size(), 1);
  BOOST_TEST((due[0].room == RoomId{2}));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_one_telling_waits_for_the_next_in_its_order) {
  Totals totals;
  for (Seq seq = limits::totals_posts + 1; seq >= 1; --seq) totals.changed(RoomId{1}, seq);
  const auto first = totals.take(begin);
  BOOST_TEST(first[0].targets.size() == limits::totals_posts);
  BOOST_TEST(first[0].targets.front() == 2u);
  totals.changed(RoomId{1}, limits::totals_posts);  // came later: after what waits
  const auto second = totals.take(after(limits::totals_ms));
  BOOST_TEST((second[0].targets == std::vector<Seq>{1, limits::totals_posts}));
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_holds_nothing_up) {
  Totals totals;
  totals.changed(RoomId{1}, 7);
  totals.take(begin);
  totals.changed(RoomId{1}, 7);
  BOOST_TEST(totals.take(after(-3'600'000)).size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
