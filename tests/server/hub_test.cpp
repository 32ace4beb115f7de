// The hub against a small house of its own: a room's log, the stream of instructions, a reader that
// answers when asked to. What is checked throughout: a connection hears every event it lacks
// exactly once, in ascending order, without a gap.
#include "server/hub.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace xinqiao;

namespace {

constexpr RoomId bridge{7};
constexpr RoomId garden{8};
constexpr MemberId anna{1};
constexpr MemberId bao{2};

Frame frame_of(RoomId room, Seq seq) {
  return Frame{std::to_string(room.value) + ":" + std::to_string(seq)};
}

// One hub, and what stands around it.
struct House {
  Metrics metrics;
  Hub hub;
  std::map<RoomId, Seq> last;  // of every room's log
  std::vector<FeedTask> asked;
  std::map<ConnectionId, CloseCode> cut;

  explicit House(std::size_t outbox_bytes = limits::outbox_bytes) : hub(0, metrics, outbox_bytes) {}

  void tell(Instruction one) {
    TellBatch batch;
    batch.push_back(std::move(one));
    hub.tell(batch);
    look();
  }
  void look() {
    for (const FeedTask& task : hub.take_wishes()) asked.push_back(task);
    for (const auto& [connection, code] : hub.take_cuts()) cut.emplace(connection, code);
  }
  ConnectionId enter(MemberId member, std::uint64_t session) {
    const ConnectionId connection = hub.open();
    tell(Opened{connection, member, SessionId{session}, Frame{"hello"}});
    BOOST_TEST_REQUIRE(drain(connection) == std::vector<std::string>{"hello"});
    return connection;
  }
  void attach(ConnectionId connection, RoomId room, Seq first, std::vector<Interval> have = {}) {
    tell(Attach{connection, room, first, last[room], std::move(have)});
  }
  void say(RoomId room) {
    const Seq seq = ++last[room];
    tell(Tell{room, seq, frame_of(room, seq)});
  }
  void say(RoomId room, int times) {
    for (int i = 0; i < times; ++i) say(room);
  }
  // The reader answers the oldest wish, at most `most` events of it.
  void read_one(Seq most = limits::feed_page_events) {
    BOOST_TEST_REQUIRE(!asked.empty());
    const FeedTask task = asked.front();
    asked.erase(asked.begin());
    FeedPage page{task.connection, task.room, task.feed, task.from, task.through, {}};
    page.through = std::min(task.through, task.from + most - 1);
    for (Seq seq = page.from; seq <= page.through; ++seq) {
      page.events.emplace_back(seq, frame_of(task.room, seq));
    }
    tell(std::move(page));
  }
  void read_all() {
    while (!asked.empty()) read_one();
  }
  std::vector<std::string> drain(ConnectionId connection) {
    std::vector<std::string> heard;
    while (Outbox* outbox = hub.outbox(connection)) {
      if (outbox->empty()) break;
      heard.emplace_back(outbox->front().payload());
      outbox->pop();
      hub.drained(connection);
      look();
    }
    return heard;
  }
};

std::vector<std::string> events(RoomId room, Seq first, Seq last) {
  std::vector<std::string> all;
  for (Seq seq = first; seq <= last; ++seq) all.emplace_back(frame_of(room, seq).payload());
  return all;
}

std::vector<std::string> joined(std::vector<std::string> head,
                                const std::vector<std::string>& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hub)

BOOST_AUTO_TEST_CASE(hello_is_the_first_thing_told_and_rooms_are_silent_until_asked_for) {
  House house;
  const ConnectionId line = house.enter(anna, 1);

  house.say(bridge, 3);

  BOOST_TEST(house.drain(line).empty());
  BOOST_TEST(house.hub.member(line).has_value());
}

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

BOOST_AUTO_TEST_CASE(a_slow_reader_is_cut_and_hears_no_more) {
  House house(100);
  const ConnectionId slow = house.enter(anna, 1);
  const ConnectionId quick = house.enter(bao, 2);
  house.attach(slow, bridge, 1);
  house.attach(quick, bridge, 1);

  std::vector<std::string> heard;
  for (int i = 0; i < 200; ++i) {
    house.say(bridge);
    heard = joined(heard, house.drain(quick));
  }

  BOOST_TEST((house.cut.at(slow) == CloseCode::slow));
  BOOST_TEST(house.hub.outbox(slow)->frames() == 1u);  // the one that may be half written
  BOOST_TEST(!house.cut.contains(quick));
  BOOST_TEST(heard == events(bridge, 1, 200));
  BOOST_TEST(house.metrics.connections_slow.load() == 1u);
}

BOOST_AUTO_TEST_CASE(an_outbox_at_its_bound_is_kept_and_one_byte_past_it_is_cut) {
  House house(10);
  const ConnectionId line = house.enter(anna, 1);

  house.tell(TellMember{anna, Frame{"12345"}});
  house.tell(TellMember{anna, Frame{"67890"}});
  BOOST_TEST(!house.cut.contains(line));
  house.tell(TellMember{anna, Frame{"!"}});

  BOOST_TEST(house.cut.contains(line));
}

BOOST_AUTO_TEST_CASE(a_large_answer_does_not_make_its_reader_slow_for_live_tells) {
  House house(100);
  const ConnectionId line = house.enter(anna, 1);
  house.attach(line, bridge, 1);

  house.tell(Answer{line, Frame{std::string(limits::history_bytes, 'x')}});
  house.say(bridge);

  BOOST_TEST(!house.cut.contains(line));
  BOOST_TEST(house.drain(line).size() == 2u);
}

BOOST_AUTO_TEST_CASE(answers_nobody_reads_are_bounded_too) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  const Frame quarter{std::string(limits::answer_bytes / 4, 'x')};

  for (int i = 0; i < 4; ++i) house.tell(Answer{line, quarter});
  BOOST_TEST(!house.cut.contains(line));
  house.tell(Answer{line, Frame{"!"}});

  BOOST_TEST((house.cut.at(line) == CloseCode::slow));
}

BOOST_AUTO_TEST_CASE(an_answer_to_a_connection_that_is_gone_never_reaches_its_successor) {
  House house;
  const ConnectionId gone = house.hub.open();
  house.hub.close(gone);
  const ConnectionId next = house.hub.open();
  BOOST_TEST_REQUIRE(next.slot == gone.slot);

  house.tell(Answer{gone, Frame{"secret"}});
  house.tell(Opened{gone, anna, SessionId{1}, Frame{"hello"}});
  house.tell(Attach{gone, bridge, 1, 0, {}});
  house.tell(Refused{gone});
  house.say(bridge);

  BOOST_TEST(house.drain(next).empty());
  BOOST_TEST(!house.hub.member(next).has_value());
  BOOST_TEST(house.cut.empty());
  BOOST_TEST(house.hub.outbox(gone) == nullptr);
}

BOOST_AUTO_TEST_CASE(an_answer_for_another_thread_is_not_ours) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  ConnectionId elsewhere = line;
  elsewhere.thread = 1;

  house.tell(Answer{elsewhere, Frame{"secret"}});

  BOOST_TEST(house.drain(line).empty());
}

BOOST_AUTO_TEST_CASE(an_ended_session_is_cut_after_its_answer_and_others_stay) {
  House house;
  const ConnectionId first = house.enter(anna, 1);
  const ConnectionId second = house.enter(anna, 1);
  const ConnectionId other = house.enter(anna, 2);
  for (const ConnectionId line : {first, second, other}) house.attach(line, bridge, 1);

  TellBatch batch;
  batch.push_back(Answer{first, Frame{"bye"}});
  batch.push_back(Cut{SessionId{1}});
  batch.push_back(Tell{bridge, 1, frame_of(bridge, 1)});
  batch.push_back(TellMember{anna, Frame{"read"}});
  house.hub.tell(batch);
  house.look();

  BOOST_TEST((house.cut.at(first) == CloseCode::login));
  BOOST_TEST(house.cut.contains(second));
  BOOST_TEST(!house.cut.contains(other));
  BOOST_TEST(house.drain(first) == std::vector<std::string>{"bye"});
  BOOST_TEST(house.drain(second).empty());
  BOOST_TEST((house.drain(other) == std::vector<std::string>{"7:1", "read"}));
}

BOOST_AUTO_TEST_CASE(a_refused_socket_is_cut_and_hears_nothing) {
  House house;
  const ConnectionId line = house.hub.open();

  house.tell(Refused{line});
  house.tell(TellEveryone{Frame{"news"}});

  BOOST_TEST((house.cut.at(line) == CloseCode::login));
  BOOST_TEST(house.drain(line).empty());
}

BOOST_AUTO_TEST_CASE(everyone_is_every_known_socket_and_no_http_exchange) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  const ConnectionId other = house.enter(bao, 2);
  const ConnectionId exchange = house.hub.open();

  house.tell(TellEveryone{Frame{"news"}});

  BOOST_TEST(house.drain(line).size() == 1u);
  BOOST_TEST(house.drain(other).size() == 1u);
  BOOST_TEST(house.drain(exchange).empty());
}

BOOST_AUTO_TEST_CASE(typing_reaches_the_others_in_the_room_and_not_her_own_devices) {
  House house;
  const ConnectionId typist = house.enter(anna, 1);
  const ConnectionId own_phone = house.enter(anna, 2);
  const ConnectionId reader = house.enter(bao, 3);
  const ConnectionId outside = house.enter(bao, 4);
  for (const ConnectionId line : {typist, own_phone, reader}) house.attach(line, bridge, 1);

  const auto frame = house.hub.typing(typist, bridge);

  BOOST_TEST_REQUIRE(frame.has_value());
  BOOST_TEST(house.drain(typist).empty());
  BOOST_TEST(house.drain(own_phone).empty());
  BOOST_TEST(house.drain(outside).empty());
  BOOST_TEST(house.drain(reader) == std::vector<std::string>{std::string(frame->payload())});
  house.hub.typing_elsewhere(bridge, anna, *frame);
  BOOST_TEST(house.drain(typist).empty());
  BOOST_TEST(house.drain(reader).size() == 1u);
}

BOOST_AUTO_TEST_CASE(typing_of_one_who_is_not_attached_goes_nowhere) {
  House house;
  const ConnectionId stranger = house.enter(anna, 1);
  const ConnectionId reader = house.enter(bao, 2);
  house.attach(reader, bridge, 1);

  BOOST_TEST(!house.hub.typing(stranger, bridge).has_value());
  BOOST_TEST(!house.hub.typing(house.hub.open(), bridge).has_value());
  BOOST_TEST(house.drain(reader).empty());
}

BOOST_AUTO_TEST_CASE(a_big_room_carries_no_typing) {
  House house;
  std::vector<ConnectionId> lines;
  for (std::size_t i = 0; i < limits::typing_room_connections; ++i) {
    lines.push_back(house.enter(MemberId{100 + i}, 100 + i));
    house.attach(lines.back(), bridge, 1);
  }
  const auto at_bound = house.hub.typing(lines[0], bridge);
  BOOST_TEST_REQUIRE(at_bound.has_value());
  BOOST_TEST(house.drain(lines[1]).size() == 1u);

  const ConnectionId one_more = house.enter(anna, 1);
  house.attach(one_more, bridge, 1);

  BOOST_TEST(!house.hub.typing(lines[0], bridge).has_value());
  house.hub.typing_elsewhere(bridge, bao, *at_bound);
  BOOST_TEST(house.drain(lines[1]).empty());
}

BOOST_AUTO_TEST_CASE(one_who_is_behind_goes_without_typing_and_is_not_cut_for_it) {
  House house;
  const ConnectionId typist = house.enter(anna, 1);
  const ConnectionId behind = house.enter(bao, 2);
  house.attach(typist, bridge, 1);
  house.attach(behind, bridge, 1);
  house.tell(Answer{behind, Frame{std::string(limits::feed_below_bytes, 'x')}});

  house.hub.typing(typist, bridge);

  BOOST_TEST(house.hub.outbox(behind)->frames() == 1u);
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

BOOST_AUTO_TEST_CASE(calls_in_flight_are_counted_up_to_their_bound) {
  House house;
  const ConnectionId line = house.enter(anna, 1);

  for (std::size_t i = 0; i < limits::calls_in_flight; ++i) {
    BOOST_TEST(house.hub.begin_call(line));
  }
  BOOST_TEST(!house.hub.begin_call(line));
  house.tell(Answer{line, Frame{"{}"}, false, Reason::not_member});

  BOOST_TEST((house.hub.answered_reason(line) == Reason::not_member));
  BOOST_TEST(house.hub.begin_call(line));
  house.hub.call_not_taken(line);
  BOOST_TEST(house.hub.calls_in_flight(line) == limits::calls_in_flight - 1);
}

BOOST_AUTO_TEST_CASE(a_connection_is_dirty_once_however_much_it_is_told) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  house.attach(line, bridge, 1);
  house.hub.take_dirty();

  house.say(bridge, 5);

  BOOST_TEST(house.hub.take_dirty().size() == 1u);
  BOOST_TEST(house.hub.take_dirty().empty());
}

BOOST_AUTO_TEST_CASE(a_closed_connection_leaves_nothing_behind) {
  House house;
  const ConnectionId line = house.enter(anna, 1);
  const ConnectionId other = house.enter(anna, 2);
  house.last[garden] = 5;
  for (const ConnectionId each : {line, other}) {
    house.attach(each, bridge, 1);
    house.attach(each, garden, 1);
  }

  house.hub.close(line);
  house.hub.close(line);
  house.read_all();
  house.say(bridge);

  BOOST_TEST(house.hub.connections() == 1u);
  BOOST_TEST(house.drain(other) == joined(events(garden, 1, 5), events(bridge, 1, 1)));
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
