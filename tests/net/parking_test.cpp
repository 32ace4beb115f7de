// A silent socket keeps no reader, and nobody outside can tell: everything that RFC 6455 asks for
// is the same before, after and across a time of silence.
#include "protocol/limits.hpp"
#include "tests/net/stepped_house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>

using namespace xinqiao;
using namespace xinqiao::testing;

namespace {

const std::string asked = request("ping", "{}");

struct QuietHouse {
  SteppedHouse stepped;
  Client client{stepped.house.port()};

  // offer: of permessage-deflate, as a line of the handshake.
  explicit QuietHouse(const std::string& offer = {}) {
    const std::string& token = stepped.house.tokens[1];
    BOOST_TEST_REQUIRE(client.open_socket(token, offer)->status == 101);
    BOOST_TEST_REQUIRE(!client.next("\"hello\"").empty());
  }
  std::uint64_t parked() const { return stepped.house.metrics.sockets_parked; }
  // Time goes on; the witness of the house is silent, too.
  void fall_silent() {
    stepped.step(limits::park_after_ms);
    stepped.step(1);
  }
  void park() {
    fall_silent();
    BOOST_TEST_REQUIRE(parked() == 2u);
  }
  bool is_answered() { return !client.next("\"result\"").empty(); }
};

// A client's frame, not the last of its message if so wished. A mask of zeros.
std::string part(unsigned opcode, std::string_view payload, bool is_last) {
  std::string bytes = Client::frame_of(static_cast<Client::Opcode>(opcode), payload);
  if (!is_last) bytes[0] = static_cast<char>(opcode);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parking)

BOOST_AUTO_TEST_CASE(a_silent_socket_is_parked_and_woken_by_what_it_says_again_and_again) {
  QuietHouse house;
  for (int round = 0; round < 3; ++round) {
    house.park();
    house.client.send_frame(Client::text, asked);
    BOOST_TEST(house.is_answered());
    BOOST_TEST(house.parked() == 1u);
  }
}

BOOST_AUTO_TEST_CASE(in_a_crowd_readers_go_sooner_and_come_back_as_ever) {
  SteppedHouse stepped(true, {}, 1);  // the witness alone is no crowd
  Client client{stepped.house.port()};
  BOOST_TEST_REQUIRE(client.open_socket(stepped.house.tokens[1])->status == 101);
  BOOST_TEST_REQUIRE(!client.next("\"hello\"").empty());
  const auto falls_silent = [&] {
    stepped.step(limits::park_crowded_ms);
    stepped.step(1);
    return stepped.house.metrics.sockets_parked.load();
  };

  for (int round = 0; round < 3; ++round) {
    BOOST_TEST(falls_silent() > 0u);
    client.send_frame(Client::text, asked);
    BOOST_TEST(!client.next("\"result\"").empty());
  }
}

BOOST_AUTO_TEST_CASE(what_is_told_reaches_it_and_does_not_wake_it) {
  QuietHouse house;
  house.park();

  for (int i = 0; i < 3; ++i) {
    house.stepped.step(1);
    BOOST_TEST(!house.client.next("\"beat\"").empty());
  }

  BOOST_TEST(house.parked() == 2u);
}

BOOST_AUTO_TEST_CASE(one_that_is_amid_a_message_keeps_its_reader) {
  const std::string first = asked.substr(0, 10);
  const std::string rest = asked.substr(10);
  const std::string whole = Client::frame_of(Client::text, asked);
  const std::string beginnings[] = {
      part(Client::text, first, false),
      part(Client::text, "", false),
      whole.substr(0, 1),
      whole.substr(0, 5),
      whole.substr(0, whole.size() - 1),
      part(Client::text, first, false) + part(9, "?", true),
  };
  const std::string ends[] = {
      part(0, rest, true), part(0, asked, true),           whole.substr(1),
      whole.substr(5),     whole.substr(whole.size() - 1), part(0, rest, true),
  };
  for (std::size_t i = 0; i < std::size(beginnings); ++i) {
    BOOST_TEST_CONTEXT("beginning " << i) {
      for (const bool is_parked_first : {false, true}) {
        QuietHouse house;
        if (is_parked_first) house.park();
        house.client.send(beginnings[i]);
        house.fall_silent();
        BOOST_TEST(house.parked() == 1u);  // the witness
        house.client.send(ends[i]);
        BOOST_TEST(house.is_answered());
        house.park();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_parked_one_is_held_to_the_same_rules) {
  struct Rule {
    std::string bytes;
    int code;
  };
  std::string unmasked = Client::frame_of(Client::text, "");
  unmasked[1] = 0;
  const Rule rules[] = {
      {Client::frame_of(Client::text, "\xff\xfe"), 1007},
      {Client::frame_of(Client::text, "\xe4\xbd"), 1007},                 // cut amid a letter …
      {part(Client::text, "\xe4\xbd", false) + part(0, "", true), 1007},  // … also by an empty end
      {unmasked.substr(0, 2), 1002},
      {part(3, "", true), 1002},                            // no such opcode
      {part(0, "", true), 1002},                            // goes on with nothing
      {part(9, std::string(126, 'x'), true), 1002},         // a ping that is too long
      {part(9, "", false), 1002},                           // or in parts
      {Client::frame_of(Client::close, "\x03\xe8"), 1000},  // a close, answered
      {Client::frame_of(Client::close, "\x03"), 1002},
  };
  for (const Rule& rule : rules) {
    for (const bool is_parked_first : {false, true}) {
      BOOST_TEST_CONTEXT("code " << rule.code << " parked " << is_parked_first) {
        QuietHouse house;
        if (is_parked_first) house.park();
        house.client.send(rule.bytes);
        BOOST_TEST(house.client.close_code() == rule.code);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_longest_message_may_end_with_an_empty_frame) {
  QuietHouse house;
  const std::string text = asked + std::string(limits::frame_bytes - asked.size(), ' ');
  const std::string half = text.substr(0, limits::frame_bytes / 2);
  const std::string other_half = text.substr(limits::frame_bytes / 2);

  house.client.send(part(Client::text, half, false) + part(0, other_half, false));
  house.client.send(part(0, "", true));

  BOOST_TEST(house.is_answered());
}

BOOST_AUTO_TEST_CASE(a_ping_is_answered_and_the_socket_goes_on) {
  for (const bool is_parked_first : {false, true}) {
    QuietHouse house;
    if (is_parked_first) house.park();
    house.client.send(part(9, "还在吗", true));
    auto pong = house.client.frame();
    while (pong && pong->opcode != 10) pong = house.client.frame();
    BOOST_TEST_REQUIRE(pong.has_value());
    BOOST_TEST(pong->payload == "还在吗");
    house.client.send_frame(Client::text, asked);
    BOOST_TEST(house.is_answered());
  }
}

BOOST_AUTO_TEST_CASE(pings_among_what_is_told_leave_every_frame_whole) {
  QuietHouse house;
  constexpr int count = 300;
  std::string all;
  for (int i = 0; i < count; ++i) {
    all += Client::frame_of(Client::text, asked);
    if (i % 3 == 0) all += part(9, std::to_string(i), true);
  }
  std::thread speaking([&] { house.client.send(all); });
  int answers = 0;
  int pongs = 0;
  while (answers < count || pongs < count / 3) {
    const auto frame = house.client.frame();
    if (!frame) break;
    if (frame->opcode == 10) {
      BOOST_TEST(frame->payload == std::to_string(3 * pongs++));
    } else if (frame->payload.find("\"result\"") != std::string::npos) {
      ++answers;
    } else {
      BOOST_TEST(frame->payload.find("\"beat\"") != std::string::npos);
    }
  }
  speaking.join();
  BOOST_TEST(answers == count);
  BOOST_TEST(pongs == count / 3);
}

// Its session is made again to write the rest, and goes when that has left: what it heard is whole,
// and who has had the line before it does not matter.
BOOST_AUTO_TEST_CASE(what_a_parked_one_does_not_take_at_once_waits_for_it) {
  QuietHouse house;
  SteppedHouse& stepped = house.stepped;
  Client slow(stepped.house.port(), "127.0.0.1", 4096);
  enter(slow, stepped.house.tokens[1]);
  Seq heard = number(resume(slow), "top");
  for (Seq seq = 1; seq <= heard; ++seq) {
    BOOST_TEST_REQUIRE(number(slow.next("\"event\""), "seq") == seq);
  }
  house.fall_silent();
  BOOST_TEST_REQUIRE(house.parked() == 3u);

  std::string text;
  for (int i = 0; i < 5000; ++i) text += "水";
  Seq last = heard;
  const std::size_t posts = (limits::outbox_bytes - 8 * 1024) / text.size();
  for (std::uint64_t n = 1; n <= posts; ++n) {
    send_post(house.client, n, text);
    last = number(house.client.next("\"result\""), "seq");
  }
  stepped.step(1'000);  // what waits is counted
  stepped.step(1);
  BOOST_TEST_REQUIRE(stepped.house.metrics.outbox_bytes > 0u, "more was said than it takes");
  BOOST_TEST_REQUIRE(stepped.house.metrics.connections_slow == 0u);
  while (heard < last) BOOST_TEST_REQUIRE(number(slow.next("\"event\""), "seq") == ++heard);

  house.fall_silent();
  BOOST_TEST(house.parked() == 3u);
  slow.send_frame(Client::text, asked);
  BOOST_TEST(!slow.next("\"result\"").empty());
}

BOOST_AUTO_TEST_CASE(who_comes_after_a_parked_one_has_left_hears_only_its_own) {
  QuietHouse house;
  house.park();
  house.client.hang_up();
  while (house.parked() == 2) house.stepped.settle();

  Client next(house.stepped.house.port());
  enter(next, house.stepped.house.tokens[1]);
  house.fall_silent();

  BOOST_TEST(house.parked() == 2u);
  next.send_frame(Client::text, asked);
  BOOST_TEST(!next.next("\"result\"").empty());
}

// Nothing of it is kept but that it was agreed on.
BOOST_AUTO_TEST_CASE(packed_messages_go_on_before_in_and_after_silence) {
  const std::string offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  const std::string words = request("room.list", "{}") + std::string(2'000, ' ');
  const std::string packed = deflate_message(words, Words::of_one);
  const auto first = static_cast<unsigned>(Client::text) | 0x40u;
  const std::string whole = part(first, packed, true);
  const std::string begun = part(first, packed.substr(0, 9), false);
  const std::string rest = part(0, packed.substr(9), true);
  const auto is_answered_packed = [](QuietHouse& house) {
    auto frame = house.client.frame();
    while (frame && frame->payload.find("\"rooms\"") == std::string::npos) {
      frame = house.client.frame();
    }
    return frame && frame->is_packed;
  };
  for (const bool is_parked_first : {false, true}) {
    QuietHouse house(offer);
    BOOST_TEST(house.stepped.house.metrics.sockets_deflating.load() == 1u);
    if (is_parked_first) house.park();
    house.client.send(whole);
    BOOST_TEST(is_answered_packed(house));
    if (is_parked_first) house.park();
    house.client.send(begun);
    house.fall_silent();
    BOOST_TEST(house.parked() == 1u);  // the witness
    house.client.send(rest);
    BOOST_TEST(is_answered_packed(house));
    house.client.send_frame(Client::text, asked);
    BOOST_TEST(house.is_answered());
    house.park();
    house.client.send(part(first, std::string(300, 'x'), true));  // it is none
    BOOST_TEST(house.client.close_code() == 1007);
  }
}

BOOST_AUTO_TEST_CASE(who_hangs_up_while_parked_is_noticed) {
  QuietHouse house;
  house.park();

  house.client.hang_up();
  while (house.parked() == 2) house.stepped.settle();

  BOOST_TEST(house.parked() == 1u);
}

// Who is signed out elsewhere sees it on every screen.
BOOST_AUTO_TEST_CASE(a_parked_one_is_closed_when_its_session_is_ended) {
  QuietHouse house;
  house.park();
  Client elsewhere(house.stepped.house.port());

  elsewhere.post(house.stepped.house.tokens[1], request("session.end", "{}"));

  BOOST_TEST(elsewhere.response()->status == 200);
  BOOST_TEST(house.client.close_code() == static_cast<int>(row(CloseCode::login).code));
  while (house.parked() == 2) house.stepped.settle();
}

BOOST_AUTO_TEST_CASE(a_parked_one_is_told_that_the_server_stops) {
  QuietHouse house;
  house.park();
  std::thread stopping([&] { house.stepped.house.server->stop(std::chrono::milliseconds(2'000)); });

  BOOST_TEST(house.client.close_code() == static_cast<int>(row(CloseCode::going_away).code));

  house.stepped.witness->close_code();
  stopping.join();
}

BOOST_AUTO_TEST_SUITE_END()
