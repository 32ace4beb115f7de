// Who is told what: sessions, bounds, cuts, signals.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

BOOST_AUTO_TEST_SUITE(hub)

BOOST_AUTO_TEST_CASE(hello_is_the_first_thing_told_and_rooms_are_silent_until_asked_for) {
  House house;
  const ConnectionId line = house.enter(anna, 1);

  house.say(bridge, 3);

  BOOST_TEST(house.drain(line).empty());
  BOOST_TEST(house.hub.member(line).has_value());
}

BOOST_AUTO_TEST_CASE(who_has_a_socket_is_here_until_the_last_of_them_is_closed_or_cut) {
  Metrics metrics;
  Present present;
  Hub hub(0, metrics, limits::outbox_bytes, &present);
  const auto enter = [&](std::uint64_t session) {
    const ConnectionId line = hub.open();
    hub.tell({Opened{line, anna, SessionId{session}, Frame{"hello"}}});
    return line;
  };

  const ConnectionId asking = hub.open();
  BOOST_TEST(!present.is_here(anna));
  const ConnectionId first = enter(1);
  enter(2);
  BOOST_TEST(present.is_here(anna));
  BOOST_TEST(!present.is_here(bao));

  hub.close(asking);
  hub.close(first);
  BOOST_TEST(present.is_here(anna));
  hub.tell({Cut{SessionId{2}, CloseCode::login}});
  BOOST_TEST(!present.is_here(anna));
  for (const auto& [line, code] : hub.take_cuts()) hub.close(line);
  BOOST_TEST(!present.is_here(anna));
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

BOOST_AUTO_TEST_CASE(what_is_told_to_a_room_reaches_those_attached_live_or_fed_and_nobody_else) {
  House house;
  house.say(bridge, 3);
  const ConnectionId live = house.enter(anna, 1);
  const ConnectionId fed = house.enter(bao, 2);
  const ConnectionId elsewhere = house.enter(bao, 3);
  house.attach(live, bridge, 4);
  house.attach(fed, bridge, 1);
  house.attach(elsewhere, garden, 1);

  house.tell(TellRoom{bridge, Frame{"totals"}});

  BOOST_TEST(house.drain(live) == std::vector<std::string>{"totals"});
  BOOST_TEST(house.drain(fed) == std::vector<std::string>{"totals"});
  BOOST_TEST(house.drain(elsewhere).empty());
  house.read_all();
  BOOST_TEST(house.drain(fed) == events(bridge, 1, 3));
}

BOOST_AUTO_TEST_CASE(an_outbox_at_its_bound_is_kept_and_one_byte_past_it_is_cut) {
  House house(2 * Frame{"12345"}.bytes());
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
  const Frame quarter = frame_of_bytes(limits::answer_bytes / 4);

  for (int i = 0; i < 4; ++i) house.tell(Answer{line, quarter});
  BOOST_TEST(!house.cut.contains(line));
  house.tell(Answer{line, Frame{"!"}});

  BOOST_TEST((house.cut.at(line) == CloseCode::slow));
}

BOOST_AUTO_TEST_CASE(an_answer_to_nobody_waits_in_no_free_place) {
  House house;
  house.hub.close(house.hub.open());  // the first place is free again
  house.hub.take_dirty();

  house.tell(Answer{ConnectionId{}, Frame{"to the server itself"}});

  BOOST_TEST(house.hub.take_dirty().empty());
  BOOST_TEST(house.hub.outbox(ConnectionId{}) == nullptr);
  BOOST_TEST(house.hub.outbox(house.hub.open())->empty());
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

BOOST_AUTO_TEST_SUITE_END()
