// The seats of a room say what a map of them would say, whatever is done in whatever order, and
// take a tenth of its memory.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <stdexcept>

#include "server/domain/seats.hpp"

using namespace xinqiao;
using xinqiao::domain::Membership;
using xinqiao::domain::Seats;

namespace {

using Map = std::map<MemberId, Membership>;

void check_same(const Seats& seats, const Map& map) {
  BOOST_REQUIRE(seats.size() == map.size());
  BOOST_REQUIRE(seats.empty() == map.empty());
  auto expected = map.begin();
  for (const auto& [member, membership] : seats) {
    BOOST_REQUIRE(expected != map.end());
    BOOST_REQUIRE(member == expected->first);
    BOOST_REQUIRE(membership == expected->second);
    ++expected;
  }
  BOOST_REQUIRE(expected == map.end());
}

void check_looked_up(const Seats& seats, const Map& map, MemberId member) {
  const auto expected = map.find(member);
  BOOST_REQUIRE(seats.contains(member) == (expected != map.end()));
  if (expected != map.end()) BOOST_REQUIRE(seats.at(member) == expected->second);
  const auto beyond = map.upper_bound(member);
  const auto found = seats.upper_bound(member);
  BOOST_REQUIRE((found == seats.end()) == (beyond == map.end()));
  if (beyond != map.end()) BOOST_REQUIRE(found->first == beyond->first);
}

// Small ones for the most part, and now and then one of any size.
class Numbers {
 public:
  std::uint64_t below(std::uint64_t end) { return draw_() % end; }
  std::uint64_t any() { return draw_() >> below(64); }
  Membership membership() {
    if (below(8) == 0) return {any(), any(), any(), any(), any()};
    const Seq joined = 1 + below(100'000);
    const Ordinal n = joined - below(joined);
    const std::uint64_t read = below(1'000);
    return {joined, n, joined + read, n + read / 2, below(1ULL << 40U)};
  }

 private:
  std::mt19937_64 draw_{20261128};
};

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

}  // namespace

BOOST_AUTO_TEST_SUITE(seats)

BOOST_AUTO_TEST_CASE(an_empty_room_has_no_seat) {
  Seats none;
  check_same(none, {});
  check_looked_up(none, {}, MemberId{1});
  BOOST_TEST(!none.erase(MemberId{1}));
  BOOST_CHECK_THROW(none.at(MemberId{1}), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(they_say_what_a_map_says_after_any_changes) {
  Numbers numbers;
  for (const std::uint64_t members : {3ULL, 17ULL, 40ULL, 900ULL}) {
    Seats seats;
    Map map;
    for (int change = 0; change < 6'000; ++change) {
      const MemberId member{1 + numbers.below(members)};
      // Growing, then shrinking, and again.
      const bool leaves = numbers.below(10) < (change / 1'000 % 2 == 0 ? 3U : 7U);
      if (leaves) {
        BOOST_REQUIRE(seats.erase(member) == (map.erase(member) == 1));
      } else {
        map[member] = numbers.membership();
        seats.put(member, map[member]);
      }
      check_looked_up(seats, map, member);
      check_looked_up(seats, map, MemberId{numbers.below(members + 2)});
      if (change % 50 == 0) check_same(seats, map);
    }
    check_same(seats, map);
  }
}

BOOST_AUTO_TEST_CASE(the_largest_numbers_are_kept) {
  Seats seats;
  Map map;
  for (std::uint64_t i = 0; i < 2 * Seats::page_seats; ++i) {
    const std::uint64_t far = most - 3 * i;
    map[MemberId{far}] = {far, i % 2 == 0 ? 0 : most, i % 3 == 0 ? 0 : most, most - i, most};
    seats.put(MemberId{far}, map[MemberId{far}]);
    map[MemberId{i}] = {1, 0, 0, 0, 0};
    seats.put(MemberId{i}, map[MemberId{i}]);
  }
  check_same(seats, map);
}

BOOST_AUTO_TEST_CASE(who_comes_in_order_fills_its_pages) {
  Seats seats;
  constexpr std::uint64_t members = 1'000 * Seats::page_seats;
  for (std::uint64_t i = 1; i <= members; ++i) seats.put(MemberId{i}, {1, 0, 1, 0, 0});
  // Six numbers of a byte each, and a line of 24 bytes a page in a table that doubles.
  BOOST_TEST(seats.bytes() <= members * 6 + 2 * 24 * members / Seats::page_seats);
  Seats readers;
  for (std::uint64_t i = 1; i <= members; ++i) {
    readers.put(MemberId{7 * i}, {i % 200, i % 190, 90'000 + i, 88'000 + i, 3'000'000 + i});
  }
  BOOST_TEST(readers.bytes() <= 18 * members);
}

BOOST_AUTO_TEST_SUITE_END()
