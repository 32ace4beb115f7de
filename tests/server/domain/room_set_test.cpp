// The rooms of a member say what a set of them would say, in whatever order they come and go, and
// take a byte or two each.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "server/domain/room_set.hpp"
#include "server/domain/world.hpp"

using namespace xinqiao;
using xinqiao::domain::RoomSet;

namespace {

void check_same(const RoomSet& rooms, const std::set<RoomId>& expected) {
  BOOST_REQUIRE(rooms.size() == expected.size());
  BOOST_REQUIRE(rooms.empty() == expected.empty());
  BOOST_REQUIRE(std::vector<RoomId>(rooms.begin(), rooms.end()) ==
                std::vector<RoomId>(expected.begin(), expected.end()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(room_set)

BOOST_AUTO_TEST_CASE(rooms_come_and_go_as_in_a_set) {
  std::mt19937_64 draw{20261129};
  for (int life = 0; life < 200; ++life) {
    RoomSet rooms;
    std::set<RoomId> expected;
    const std::uint64_t end = life % 4 == 0 ? std::numeric_limits<std::uint64_t>::max() : 300;
    for (int step = 0; step < 200; ++step) {
      const RoomId room{draw() % end};
      if (draw() % 3 == 0) {
        BOOST_REQUIRE(rooms.erase(room) == (expected.erase(room) == 1));
      } else {
        BOOST_REQUIRE(rooms.insert(room) == expected.insert(room).second);
      }
      BOOST_REQUIRE(rooms.contains(room) == expected.contains(room));
      BOOST_REQUIRE(rooms.contains(RoomId{room.value / 2}) ==
                    expected.contains(RoomId{room.value / 2}));
    }
    check_same(rooms, expected);
    while (!expected.empty()) {
      BOOST_REQUIRE(rooms.erase(*expected.begin()));
      expected.erase(expected.begin());
    }
    check_same(rooms, expected);
  }
}

BOOST_AUTO_TEST_CASE(the_first_and_the_last_number_are_rooms) {
  RoomSet rooms;
  const RoomId last{std::numeric_limits<std::uint64_t>::max()};
  BOOST_TEST(rooms.insert(last));
  BOOST_TEST(rooms.insert(RoomId{0}));
  BOOST_TEST(!rooms.insert(RoomId{0}));
  check_same(rooms, {RoomId{0}, last});
}

BOOST_AUTO_TEST_CASE(a_room_takes_a_byte_or_two) {
  RoomSet rooms;
  for (std::uint64_t i = 0; i < 20; ++i) rooms.insert(RoomId{1 + i * 37});
  BOOST_TEST(rooms.bytes() <= 20u);
  for (std::uint64_t i = 20; i < 40; ++i) rooms.insert(RoomId{1 + i * 3'700});
  BOOST_TEST(rooms.bytes() <= 62u);
}

// Thousands of members have nothing of what some have: it takes a pointer each.
BOOST_AUTO_TEST_CASE(what_few_members_have_takes_little_of_all) {
  BOOST_TEST(sizeof(domain::Member) <= 280u);
}

BOOST_AUTO_TEST_SUITE_END()
