// How a connection is brought up to date: it hears every event it lacks exactly once, in ascending
// order, without a gap. Told case by case, then in random orders of things against a model.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
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

BOOST_AUTO_TEST_CASE(a_connection_has_one_page_on_its_way_and_rooms_come_one_after_another) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 100;
  house.last[garden] = 3;
  house.attach(line, bridge, 1);
  house.attach(line, garden, 1);

  BOOST_TEST(house.asked.size() == 1u);
  house.read_all();

  BOOST_TEST(house.drain(line) == joined(events(bridge, 1, 100), events(garden, 1, 3)));
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

BOOST_AUTO_TEST_CASE(a_wish_given_back_is_wished_again_unless_nobody_waits_for_it) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.last[bridge] = 10;
  house.attach(line, bridge, 1);
  const FeedTask wish = house.asked.front();
  house.asked.clear();

  house.hub.give_back(wish);
  house.look();
  BOOST_TEST_REQUIRE(house.asked.size() == 1u);
  house.read_all();
  BOOST_TEST(house.drain(line) == events(bridge, 1, 10));

  house.hub.give_back(wish);
  house.look();
  BOOST_TEST(house.asked.empty());
}

// The model: per connection and room the set of seqs it may still hear, and the last one heard.
struct Ear {
  std::set<Seq> lacks;  // to come from the feed, ascending
  bool attached = false;
  Seq top{};
};

// A line's words are taken one by one: each must be the smallest seq that is still lacking in its
// room.
void listen(House& house, ConnectionId line, std::map<RoomId, Ear>& ears, std::size_t most) {
  Outbox* outbox = house.hub.outbox(line);
  for (std::size_t i = 0; i < most && !outbox->empty(); ++i) {
    const std::string heard(outbox->front().payload());
    outbox->pop();
    house.hub.drained(line);
    house.look();
    const auto colon = heard.find(':');
    const RoomId room{std::stoull(heard.substr(0, colon))};
    const Seq seq = std::stoull(heard.substr(colon + 1));
    Ear& ear = ears[room];
    BOOST_TEST_REQUIRE(!ear.lacks.empty());
    BOOST_TEST_REQUIRE(*ear.lacks.begin() == seq);
    ear.lacks.erase(ear.lacks.begin());
  }
}

BOOST_AUTO_TEST_CASE(in_any_order_of_things_every_event_is_heard_once_and_in_order) {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937 random(seed);
      const auto up_to = [&](Seq most) { return random() % (most + 1); };
      House house;
      std::vector<ConnectionId> lines;
      std::map<ConnectionId, std::map<RoomId, Ear>> ears;
      for (std::uint64_t i = 0; i < 3; ++i) lines.push_back(house.enter(MemberId{i + 1}, i + 1));
      for (int step = 0; step < 400; ++step) {
        const std::size_t who = up_to(2);
        const ConnectionId line = lines[who];
        const RoomId room{up_to(1) + 1};
        Ear& ear = ears[line][room];
        switch (up_to(9)) {
          case 0: {  // attach; what waits of an earlier one is taken first, as a client would
            if (up_to(3) != 0) break;
            listen(house, line, ears[line], 1'000'000);
            const Seq top = house.last[room];
            const Seq first = 1 + up_to(top);
            std::vector<Interval> have;
            for (Seq at = 1 + up_to(9); at <= top && have.size() < 5; at += 2 + up_to(90)) {
              have.push_back({at, std::min(top, at + up_to(40))});
              at = have.back().last;
            }
            ear = {};
            for (Seq seq = first; seq <= top; ++seq) ear.lacks.insert(seq);
            for (const Interval& had : have) {
              for (Seq seq = had.first; seq <= had.last; ++seq) ear.lacks.erase(seq);
            }
            ear.attached = true;
            house.attach(line, room, first, have);
            break;
          }
          case 1:
            if (up_to(9) != 0) break;
            listen(house, line, ears[line], 1'000'000);
            house.tell(Detach{MemberId{who + 1}, room});
            ear = {};
            break;
          case 2:
            if (!house.asked.empty()) {
              const FeedTask back = house.asked.back();
              house.asked.pop_back();
              house.hub.give_back(back);
              house.look();
            }
            break;
          case 3:
          case 4:
            if (!house.asked.empty()) house.read_one(1 + up_to(80));
            break;
          case 5:
          case 6:
            listen(house, line, ears[line], up_to(20));
            break;
          default: {
            const int times = static_cast<int>(up_to(up_to(9) == 0 ? 90 : 3));
            for (int i = 0; i < times; ++i) {
              for (const ConnectionId each : lines) {
                Ear& hears = ears[each][room];
                if (hears.attached) hears.lacks.insert(house.last[room] + 1);
              }
              house.say(room);
            }
          }
        }
      }
      for (int round = 0; round < 100; ++round) {
        house.read_all();
        for (const ConnectionId line : lines) listen(house, line, ears[line], 1'000'000);
      }
      BOOST_TEST(house.cut.empty());
      for (const ConnectionId line : lines) {
        for (const auto& [room, ear] : ears[line]) BOOST_TEST(ear.lacks.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
