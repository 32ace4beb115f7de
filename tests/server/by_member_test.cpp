// What a hub keeps of connections and members, in little room: numbers by member, ids in six bytes,
// and things that are lent.
#include "server/by_member.hpp"
#include "server/lent.hpp"
#include "server/short_id.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace xinqiao;

BOOST_AUTO_TEST_SUITE(by_member)

BOOST_AUTO_TEST_CASE(numbers_are_found_as_in_a_map_near_and_far) {
  std::mt19937 random(11);
  ByMember<std::uint32_t> numbers;
  std::map<std::uint64_t, std::uint32_t> known;
  for (int i = 0; i < 50'000; ++i) {
    const std::uint64_t member = random() % 3'000 + (random() % 2) * (std::uint64_t{1} << 50);
    const auto number = static_cast<std::uint32_t>(random() % 3);
    numbers.set(MemberId{member}, number);
    known.erase(member);
    if (number != 0) known[member] = number;
    const std::uint64_t other = random() % 3'000;
    const auto here = known.find(other);
    const std::uint32_t expected = here == known.end() ? 0 : here->second;
    BOOST_TEST_REQUIRE(numbers.at(MemberId{other}) == expected);
    BOOST_TEST_REQUIRE(numbers.size() == known.size());
  }
}

BOOST_AUTO_TEST_CASE(a_short_id_is_six_bytes_and_keeps_what_ids_count_to) {
  BOOST_TEST(sizeof(ShortId<MemberId>) == 6u);
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1},
                                    std::uint64_t{0x1'0002'0003}, (std::uint64_t{1} << 48) - 1}) {
    const ShortId<MemberId> kept = MemberId{value};
    BOOST_TEST((MemberId(kept) == MemberId{value}));
  }
  BOOST_TEST((MemberId(ShortId<MemberId>{}) == MemberId{}));
}

BOOST_AUTO_TEST_CASE(what_is_lent_is_as_new_and_nobody_elses) {
  std::mt19937 random(12);
  Lent<std::string> notes;
  std::map<std::uint32_t, std::string> lent;
  for (int i = 0; i < 20'000; ++i) {
    const bool is_crowd = i / 1'000 % 2 == 0;
    if (lent.empty() || random() % 3 < (is_crowd ? 2U : 1U)) {
      const std::uint32_t number = notes.lend();
      BOOST_TEST_REQUIRE(number != Lent<std::string>::none);
      BOOST_TEST_REQUIRE(notes.at(number).empty());
      notes.at(number) = std::to_string(i);
      BOOST_TEST_REQUIRE(lent.emplace(number, std::to_string(i)).second);
    } else {
      const auto one = std::next(lent.begin(), static_cast<std::ptrdiff_t>(random() % lent.size()));
      BOOST_TEST_REQUIRE(notes.at(one->first) == one->second);
      notes.give_back(one->first);
      lent.erase(one);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
