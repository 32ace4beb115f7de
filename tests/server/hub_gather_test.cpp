// What one batch tells a room is one piece for those who hear it, and everybody still hears each
// room in its order, and all else in its place.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

namespace {

// Between two things of another kind, events of one room may come before those of another.
std::vector<std::string> room_by_room(std::vector<std::string> heard) {
  const auto is_event = [](const std::string& text) { return text[1] == ':'; };
  for (auto from = heard.begin(); from != heard.end();) {
    from = std::find_if(from, heard.end(), is_event);
    const auto to = std::find_if_not(from, heard.end(), is_event);
    std::stable_sort(from, to, [](const auto& a, const auto& b) { return a[0] < b[0]; });
    from = to;
  }
  return heard;
}

// Two houses hear the same: one in batches, the other instruction by instruction.
struct Twins {
  House gathered;
  House single;
  std::vector<ConnectionId> lines;  // alike in both
  std::map<RoomId, Seq> tops;
  std::mt19937 random;

  explicit Twins(std::uint32_t seed) : random(seed) {
    for (std::uint64_t i = 0; i < 6; ++i) {
      lines.push_back(gathered.enter(MemberId{1 + i / 2}, i));
      single.enter(MemberId{1 + i / 2}, i);
    }
  }
  std::uint64_t up_to(std::uint64_t most) { return random() % (most + 1); }
  RoomId room() { return RoomId{7 + up_to(2)}; }
  ConnectionId line() { return lines[up_to(lines.size() - 1)]; }
  Frame frame(const char* what) { return Frame{what + std::to_string(random() % 1'000'000)}; }

  Instruction any() {
    switch (up_to(19)) {
      case 0:
      case 1:
      case 2:
        return Answer{line(), frame("answer ")};
      case 3:
        return TellMember{MemberId{1 + up_to(2)}, frame("member ")};
      case 4:
        return TellRoom{room(), frame("room ")};
      case 5:
        return Detach{MemberId{1 + up_to(2)}, room()};
      case 6:
      case 7: {  // with nothing missing: what a feed brings comes in batches of its own
        const RoomId here = room();
        return Attach{line(), here, tops[here] + 1, tops[here], {}};
      }
      case 9:
        return TellMembers{std::make_shared<const std::vector<MemberId>>(
                               std::vector<MemberId>{MemberId{1}, MemberId{3}}),
                           frame("members ")};
      case 8:
        if (up_to(20) == 0) return Cut{SessionId{up_to(5)}, CloseCode::login};
        return TellEveryone{frame("all ")};
      default: {
        const RoomId here = room();
        const Seq seq = ++tops[here];
        return Tell{here, seq, frame_of(here, seq)};
      }
    }
  }
  void batch() {
    TellBatch batch;
    for (std::uint64_t i = up_to(40); i > 0; --i) batch.push_back(any());
    gathered.hub.tell(batch);
    gathered.look();
    for (const Instruction& one : batch) single.tell(one);
    for (const ConnectionId line : lines) {
      const auto one = room_by_room(gathered.drain(line));
      const auto other = room_by_room(single.drain(line));
      BOOST_TEST_REQUIRE(one == other, boost::test_tools::per_element());
    }
    BOOST_TEST_REQUIRE((gathered.cut == single.cut));
    BOOST_TEST_REQUIRE(gathered.metrics.deliveries.load() == single.metrics.deliveries.load());
  }
};

struct Batch {
  House house;
  ConnectionId one = house.enter(anna, 1);
  ConnectionId other = house.enter(bao, 2);
  TellBatch batch;

  Batch() {
    house.attach(one, bridge, 1);
    house.attach(other, bridge, 1);
  }
  void say() {
    const Seq seq = ++house.last[bridge];
    batch.push_back(Tell{bridge, seq, frame_of(bridge, seq)});
  }
  void tell() {
    house.hub.tell(batch);
    house.look();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hub_gather)

BOOST_AUTO_TEST_CASE(what_a_batch_tells_a_room_is_one_piece_for_each) {
  Batch it;
  for (int i = 0; i < 8; ++i) it.say();

  it.tell();

  BOOST_TEST(it.house.hub.outbox(it.one)->frames() == 1u);
  const void* const to_one = it.house.hub.outbox(it.one)->front().wire().data();
  const void* const to_other = it.house.hub.outbox(it.other)->front().wire().data();
  BOOST_TEST(to_one == to_other);
  BOOST_TEST(it.house.drain(it.one) == events(bridge, 1, 8));
  BOOST_TEST(it.house.drain(it.other) == events(bridge, 1, 8));
  BOOST_TEST(it.house.metrics.deliveries.load() == 16u);
}

BOOST_AUTO_TEST_CASE(who_is_answered_in_between_hears_what_came_before_it_first) {
  Batch it;
  it.say();
  it.batch.push_back(Answer{it.one, Frame{"answer"}});
  it.say();
  it.say();

  it.tell();

  BOOST_TEST(it.house.hub.outbox(it.other)->frames() == 1u);
  BOOST_TEST(it.house.drain(it.one) == (std::vector<std::string>{"7:1", "answer", "7:2", "7:3"}));
  BOOST_TEST(it.house.drain(it.other) == events(bridge, 1, 3));
}

BOOST_AUTO_TEST_CASE(who_comes_in_between_hears_what_comes_after_it) {
  Batch it;
  const ConnectionId late = it.house.enter(bao, 3);
  it.say();
  it.batch.push_back(Attach{late, bridge, 2, 1, {}});
  it.say();

  it.tell();

  BOOST_TEST(it.house.drain(late) == events(bridge, 2, 2));
  BOOST_TEST(it.house.drain(it.one) == events(bridge, 1, 2));
}

BOOST_AUTO_TEST_CASE(everybody_hears_what_they_would_hear_told_one_by_one) {
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      Twins twins(seed);
      for (int i = 0; i < 20; ++i) twins.batch();
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
