// Members who take packed frames hear what all others hear, in the same order, whatever their
// sockets take; each frame is packed once for all of them, and not where nobody takes it.
#include "tests/support/hub_sockets.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "protocol/deflate.hpp"

using namespace xinqiao;
using namespace xinqiao::house;

namespace {

Frame long_frame(const std::string& what, Words words = Words::of_one) {
  std::string text = what + " ";
  while (text.size() < 200) text += what + "; ";
  return Frame(text, words);
}
Tell told(RoomId room, Seq seq) {
  return {room, seq,
          long_frame("room " + std::to_string(room.value) + " said " + std::to_string(seq))};
}

// What a client hears in these bytes. `packed` counts the frames that came so.
std::vector<std::string> heard_in(std::string_view wire, std::size_t& packed) {
  std::vector<std::string> texts;
  while (!wire.empty()) {
    const bool is_packed = wire[0] == '\xc1';
    BOOST_TEST_REQUIRE((is_packed || wire[0] == '\x81'));
    const auto said = static_cast<unsigned char>(wire[1]);
    BOOST_TEST_REQUIRE(said <= 126u);
    const std::size_t head = said == 126 ? 4 : 2;
    const std::size_t bytes = said < 126 ? said
                                         : static_cast<unsigned char>(wire[2]) * 256u +
                                               static_cast<unsigned char>(wire[3]);
    const std::string_view body = wire.substr(head, bytes);
    BOOST_TEST_REQUIRE(body.size() == bytes);
    texts.emplace_back(body);
    if (is_packed) {
      BOOST_TEST_REQUIRE((inflate_message(body, 1 << 20, texts.back()) == Inflated::whole));
      ++packed;
    }
    wire.remove_prefix(head + bytes);
  }
  return texts;
}

// Lines of all kinds in one house: packed or not, with a socket to be reached at once or without.
struct Mixed {
  House house{limits::outbox_bytes, Sockets::put};
  std::vector<ConnectionId> lines;

  explicit Mixed(std::size_t count = 8) {
    Sockets::all() = {};
    for (std::size_t i = 0; i < count; ++i) {
      lines.push_back(house.enter(MemberId{1 + i / 2}, i));
      Sockets::all().got.emplace_back();
      if (is_packed(i)) house.hub.deflate_for(lines[i]);
      if (i % 4 < 2) house.hub.reach_at_once(lines[i], static_cast<int>(i));
    }
  }
  static bool is_packed(std::size_t line) { return line % 2 == 0; }
  const std::string& wire(std::size_t line) { return Sockets::flush(house.hub, lines[line], line); }
};

struct PackedAndPlain {
  Mixed mixed;
  House plain;
  std::vector<ConnectionId> others;
  std::map<RoomId, Seq> tops;
  std::mt19937 random;
  std::size_t packed = 0;

  explicit PackedAndPlain(std::uint32_t seed) : random(seed) {
    Sockets::all().take_all = false;
    Sockets::all().step = 400;
    Sockets::all().random.seed(seed);
    for (std::size_t i = 0; i < mixed.lines.size(); ++i) {
      others.push_back(plain.enter(MemberId{1 + i / 2}, i));
    }
  }
  std::uint64_t up_to(std::uint64_t most) { return random() % (most + 1); }

  void batch() {
    TellBatch one;
    TellBatch other;
    for (std::uint64_t i = up_to(30); i > 0; --i) add(one, other);
    mixed.house.hub.tell(one);
    mixed.house.look();
    plain.hub.tell(other);
    plain.look();
  }
  void add(TellBatch& one, TellBatch& other) {
    const std::string what = std::to_string(random() % 1'000);
    const Words words = static_cast<Words>(up_to(2));
    const Frame own = up_to(1) == 0 ? Frame("own " + what) : long_frame("own " + what, words);
    const std::size_t line = up_to(others.size() - 1);
    const RoomId here{7 + up_to(2)};
    const auto same = [&](const Instruction& instruction) {
      one.push_back(instruction);
      other.push_back(instruction);
    };
    switch (up_to(11)) {
      case 0:
        one.push_back(Answer{mixed.lines[line], own});
        other.push_back(Answer{others[line], own});
        return;
      case 1:
        return same(TellMember{MemberId{1 + up_to(3)}, own});
      case 2:
        return same(TellRoom{here, own});
      case 3:
        one.push_back(Attach{mixed.lines[line], here, tops[here] + 1, tops[here], {}});
        other.push_back(Attach{others[line], here, tops[here] + 1, tops[here], {}});
        return;
      case 4:
        return same(TellEveryone{own});
      case 5:
        return same(TellMembers{std::make_shared<const std::vector<MemberId>>(
                                    std::vector<MemberId>{MemberId{1}, MemberId{3}}),
                                long_frame("alarm " + what), siren});
      default:
        return same(told(here, ++tops[here]));
    }
  }
  void compare() {
    for (std::size_t i = 0; i < others.size(); ++i) {
      std::string expected;
      while (!plain.hub.outbox(others[i])->empty()) {
        expected += plain.hub.outbox(others[i])->front().wire();
        plain.hub.wrote(others[i]);
      }
      std::size_t here = 0;
      std::size_t none = 0;
      const std::vector<std::string> heard = heard_in(mixed.wire(i), here);
      BOOST_TEST_REQUIRE(sorted(heard) == sorted(heard_in(expected, none)),
                         boost::test_tools::per_element());
      BOOST_TEST_REQUIRE(none == 0u);
      BOOST_TEST_REQUIRE((here == 0 || Mixed::is_packed(i)));
      packed += here;
    }
  }
  // Alerts pass what waits; but for them the order is the same.
  static std::vector<std::string> sorted(std::vector<std::string> texts) {
    std::ranges::stable_partition(texts, [](const auto& text) { return text[0] != 'a'; });
    return texts;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_deflate)

BOOST_AUTO_TEST_CASE(packed_and_plain_members_hear_the_same_whatever_their_sockets_take) {
  std::size_t packed = 0;
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      PackedAndPlain pair(seed);
      for (int i = 0; i < 20; ++i) pair.batch();
      pair.compare();
      packed += pair.packed;
    }
  }
  BOOST_TEST(packed > 10'000u);
}

BOOST_AUTO_TEST_CASE(a_frame_is_packed_once_for_all_who_take_it) {
  Mixed it;
  for (const ConnectionId line : it.lines) it.house.attach(line, bridge, 1);
  BOOST_TEST(it.house.metrics.sockets_deflating.load() == 4u);

  TellBatch batch{told(bridge, 1), told(bridge, 2), told(bridge, 3)};
  it.house.hub.tell(batch);

  BOOST_TEST(it.house.metrics.frames_deflated.load() == 3u);
  BOOST_TEST(it.house.metrics.deflate_bytes_out.load() < it.house.metrics.deflate_bytes_in.load());
  BOOST_TEST((it.wire(0) == it.wire(2) && it.wire(2) == it.wire(4)));
  BOOST_TEST((it.wire(1) == it.wire(3) && it.wire(1) != it.wire(0)));
  BOOST_TEST(it.wire(0).size() < it.wire(1).size());
  BOOST_TEST(it.house.metrics.deliveries.load() == 24u);
}

BOOST_AUTO_TEST_CASE(several_hubs_share_what_one_has_packed) {
  Mixed one;
  House other{limits::outbox_bytes, Sockets::put};
  const ConnectionId line = other.enter(anna, 1);
  other.hub.deflate_for(line);
  other.attach(line, bridge, 1);
  one.house.attach(one.lines[0], bridge, 1);
  const TellBatch batch{told(bridge, 1)};

  one.house.hub.tell(batch);
  other.hub.tell(batch);

  BOOST_TEST(one.house.metrics.frames_deflated.load() == 1u);
  BOOST_TEST(other.metrics.frames_deflated.load() == 0u);
  BOOST_TEST(other.hub.outbox(line)->front().wire() == one.wire(0));
}

BOOST_AUTO_TEST_CASE(where_nobody_takes_packed_frames_none_is_made) {
  Mixed it(8);
  it.house.attach(it.lines[1], bridge, 1);
  it.house.attach(it.lines[3], bridge, 1);
  it.house.tell(told(bridge, 1));
  it.house.tell(TellMember{bao, Frame("short")});
  BOOST_TEST(it.house.metrics.frames_deflated.load() == 0u);
}

BOOST_AUTO_TEST_CASE(secrets_go_as_they_are) {
  Mixed it;
  it.house.tell(Answer{it.lines[0], long_frame("a token", Words::kept_plain)});
  it.house.tell(Answer{it.lines[2], long_frame("no token", Words::of_many)});
  std::size_t packed = 0;
  heard_in(it.wire(0), packed);
  BOOST_TEST(packed == 0u);
  heard_in(it.wire(2), packed);
  BOOST_TEST(packed == 1u);
}

BOOST_AUTO_TEST_CASE(who_leaves_is_counted_no_more) {
  Mixed it;
  it.house.hub.deflate_for(it.lines[0]);
  BOOST_TEST(it.house.metrics.sockets_deflating.load() == 4u);
  it.house.hub.close(it.lines[0]);
  it.house.hub.close(it.lines[1]);
  it.house.hub.deflate_for(it.lines[0]);
  BOOST_TEST(it.house.metrics.sockets_deflating.load() == 3u);
  const ConnectionId next = it.house.enter(anna, 9);
  it.house.tell(TellMember{anna, long_frame("told")});
  BOOST_TEST(it.house.hub.outbox(next)->front().wire()[0] == '\x81');
}

BOOST_AUTO_TEST_SUITE_END()
