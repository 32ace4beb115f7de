// How a connection is brought up to date: it hears every event it lacks exactly once, in ascending
// order, without a gap. Told case by case here; hub_schedule_test.cpp tries random orders of
// things.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

BOOST_AUTO_TEST_SUITE(hub_feed)

BOOST_AUTO_TEST_CASE(attached_with_nothing_missing_it_is_live_at_once) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;

  house.attach(line, bridge, 11);
  house.say(bridge);

  BOOST_TEST(house.asked.empty());
  BOOST_TEST(house.drain(line) == events(bridge, 11, 11));
}

BOOST_AUTO_TEST_CASE(what_is_had_up_to_the_top_is_nothing_missing) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;

  house.attach(line, bridge, 3, {{1, 4}, {5, 10}});
  house.say(bridge);

  BOOST_TEST(house.asked.empty());
  BOOST_TEST(house.drain(line) == events(bridge, 11, 11));
}

BOOST_AUTO_TEST_CASE(an_empty_room_is_live_from_its_first_event) {
  House house;
  const ConnectionId line = house.enter(anna, 1);

  house.attach(line, bridge, 1);
  house.say(bridge, 2);

  BOOST_TEST(house.drain(line) == events(bridge, 1, 2));
}

BOOST_AUTO_TEST_CASE(what_is_told_while_a_page_is_on_its_way_comes_after_it_once) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 4);

  house.say(bridge, 3);
  BOOST_TEST(house.drain(line).empty());
  house.read_all();
  house.say(bridge);

  BOOST_TEST(house.drain(line) == events(bridge, 4, 14));
}

BOOST_AUTO_TEST_CASE(more_than_can_be_held_beside_a_page_is_asked_for_again) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 1);

  house.say(bridge, static_cast<int>(limits::feed_page_events) + 1);
  house.read_one();

  BOOST_TEST(house.asked.size() == 1u);
  BOOST_TEST(house.asked.front().from == 11u);
  house.read_all();
  house.say(bridge);
  BOOST_TEST(house.drain(line) == events(bridge, 1, house.last[bridge]));
}

BOOST_AUTO_TEST_CASE(exactly_what_can_be_held_beside_a_page_needs_no_second_one) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 1);

  house.say(bridge, static_cast<int>(limits::feed_page_events));
  house.read_one();

  BOOST_TEST(house.asked.empty());
  BOOST_TEST(house.drain(line) == events(bridge, 1, house.last[bridge]));
}

BOOST_AUTO_TEST_CASE(a_page_shorter_than_asked_for_is_followed_by_the_next) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 1);
  house.say(bridge, 2);

  house.read_one(4);
  house.say(bridge);
  house.read_all();

  BOOST_TEST(house.drain(line) == events(bridge, 1, 13));
}

BOOST_AUTO_TEST_CASE(what_the_device_has_is_not_sent_again) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 300;

  house.attach(line, bridge, 100, {{1, 50}, {105, 110}, {150, 260}});
  house.read_all();

  const auto wanted =
      joined(joined(events(bridge, 100, 104), events(bridge, 111, 149)), events(bridge, 261, 300));
  BOOST_TEST(house.drain(line) == wanted);
}

BOOST_AUTO_TEST_CASE(what_a_device_claims_beyond_the_top_does_not_silence_what_comes_there) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 5;

  house.attach(line, bridge, 5, {{4, 9}, {12, 20}});
  house.say(bridge, 3);

  BOOST_TEST(house.drain(line) == events(bridge, 6, 8));
}

BOOST_AUTO_TEST_CASE(a_left_room_is_silent_and_a_late_page_of_it_is_dropped) {
  House house;
  const ConnectionId live = house.enter(anna, 1);
  const ConnectionId fed = house.enter(anna, 2);
  const ConnectionId other = house.enter(bao, 3);
  house.last[bridge] = 10;
  house.attach(live, bridge, 11);
  house.attach(fed, bridge, 1);
  house.attach(other, bridge, 11);

  house.tell(Detach{anna, bridge});
  house.read_all();
  house.say(bridge);

  BOOST_TEST(house.drain(live).empty());
  BOOST_TEST(house.drain(fed).empty());
  BOOST_TEST(house.drain(other) == events(bridge, 11, 11));
}

BOOST_AUTO_TEST_CASE(attached_again_the_new_feed_replaces_the_old_one) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 1);

  house.attach(line, bridge, 9);
  house.read_all();  // of both feeds
  house.say(bridge);

  BOOST_TEST(house.drain(line) == events(bridge, 9, 11));
}

BOOST_AUTO_TEST_CASE(a_live_room_attached_again_is_fed_anew) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.attach(line, bridge, 1);
  house.say(bridge, 4);
  house.drain(line);

  house.attach(line, bridge, 3);
  house.say(bridge);
  house.read_all();

  BOOST_TEST(house.drain(line) == events(bridge, 3, 5));
}

BOOST_AUTO_TEST_CASE(a_feed_asks_for_nothing_while_the_outbox_is_full_enough) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 200;
  house.tell(Answer{line, Frame{std::string(limits::feed_below_bytes, 'x')}});

  house.attach(line, bridge, 1);
  BOOST_TEST(house.asked.empty());
  house.drain(line);

  BOOST_TEST(house.asked.size() == 1u);
  house.read_all();
  BOOST_TEST(house.drain(line) == events(bridge, 1, 200));
}

BOOST_AUTO_TEST_CASE(a_connection_has_few_pages_on_their_way_and_one_of_a_room) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  const std::size_t rooms = limits::feed_pages_at_once + 2;
  for (std::size_t room = 1; room <= rooms; ++room) {
    house.last[RoomId{room}] = 2 * limits::feed_page_events;
    house.attach(line, RoomId{room}, 1);
  }

  std::vector<std::string> due;
  for (std::size_t room = 1; room <= rooms; ++room) {
    BOOST_TEST(house.asked.size() == std::min(limits::feed_pages_at_once, 1 + rooms - room));
    BOOST_TEST((house.asked.front().room == RoomId{room}));
    house.read_one();  // the first page of a room asks for its second
    const FeedTask second = house.asked.back();
    BOOST_TEST((second.room == RoomId{room}));
    house.asked.pop_back();
    house.asked.insert(house.asked.begin(), second);
    house.read_one();
    due = joined(due, events(RoomId{room}, 1, 2 * limits::feed_page_events));
  }

  BOOST_TEST(house.asked.empty());
  BOOST_TEST(house.drain(line) == due);
}

BOOST_AUTO_TEST_CASE(a_room_left_while_its_page_is_on_its_way_does_not_hold_up_the_next) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 100;
  house.last[garden] = 3;
  house.attach(line, bridge, 1);
  house.attach(line, garden, 1);

  house.tell(Detach{anna, bridge});
  house.read_all();

  BOOST_TEST(house.drain(line) == events(garden, 1, 3));
}

BOOST_AUTO_TEST_CASE(wishes_not_taken_come_again_the_oldest_first_while_somebody_waits_for_them) {
  House house;
  house.asked_most = 0;
  const ConnectionId first = house.enter(anna, 1);
  const ConnectionId gone = house.enter(bao, 2);
  const ConnectionId last = house.enter(bao, 3);
  house.last[bridge] = 10;
  for (const ConnectionId line : {first, gone, last}) house.attach(line, bridge, 1);
  BOOST_TEST(house.asked.empty());

  house.hub.close(gone);
  house.asked_most = 1;
  house.look();
  BOOST_TEST_REQUIRE(house.asked.size() == 1u);
  BOOST_TEST((house.asked.front().connection == first));
  house.read_one();
  BOOST_TEST_REQUIRE(house.asked.size() == 1u);
  BOOST_TEST((house.asked.front().connection == last));
  house.read_one();

  BOOST_TEST(house.asked.empty());
  BOOST_TEST(house.drain(first) == events(bridge, 1, 10));
  BOOST_TEST(house.drain(last) == events(bridge, 1, 10));
}

BOOST_AUTO_TEST_CASE(who_lacks_a_whole_page_gets_it_in_one_piece) {
  House house;
  const ConnectionId whole = house.enter(anna, 1);
  const ConnectionId part = house.enter(bao, 2);
  house.last[bridge] = 10;
  house.attach(whole, bridge, 1);
  house.attach(part, bridge, 1, {{4, 6}});
  house.read_one();
  house.read_one();

  BOOST_TEST(house.hub.outbox(whole)->frames() == 1u);
  BOOST_TEST(house.hub.outbox(part)->frames() == 7u);
  BOOST_TEST(house.metrics.deliveries.load() == 17u);
  BOOST_TEST(house.drain(whole) == events(bridge, 1, 10));
  BOOST_TEST(house.drain(part) == joined(events(bridge, 1, 3), events(bridge, 7, 10)));
}

BOOST_AUTO_TEST_SUITE_END()
