// A paged map says what a map would say, wherever its ids lie; what it holds stays where it is, and
// goes with it.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "protocol/ids.hpp"
#include "server/domain/paged_map.hpp"

using namespace xinqiao;
using Texts = domain::PagedMap<MemberId, std::string>;

namespace {

void check_same(Texts& texts, const std::map<MemberId, std::string>& expected) {
  BOOST_REQUIRE(texts.size() == expected.size());
  BOOST_REQUIRE(texts.empty() == expected.empty());
  auto wanted = expected.begin();
  for (const auto& [id, text] : std::as_const(texts)) {
    BOOST_REQUIRE(wanted != expected.end());
    BOOST_REQUIRE(id == wanted->first);
    BOOST_REQUIRE(text == wanted->second);
    ++wanted;
  }
  BOOST_REQUIRE(wanted == expected.end());
}

void check_beyond(const Texts& texts, const std::map<MemberId, std::string>& expected,
                  MemberId id) {
  const auto found = texts.upper_bound(id);
  const auto wanted = expected.upper_bound(id);
  BOOST_REQUIRE((found == texts.end()) == (wanted == expected.end()));
  if (wanted == expected.end()) return;
  BOOST_REQUIRE(found->first == wanted->first);
  BOOST_REQUIRE(found->second == wanted->second);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(paged_map)

BOOST_AUTO_TEST_CASE(values_come_as_in_a_map) {
  std::mt19937_64 draw{20261129};
  for (int life = 0; life < 200; ++life) {
    Texts texts;
    std::map<MemberId, std::string> expected;
    const std::uint64_t end = life % 4 == 0 ? std::numeric_limits<std::uint64_t>::max() : 1'000;
    for (int step = 0; step < 200; ++step) {
      const MemberId id{draw() % end};
      const std::string text = "桥友 " + std::to_string(draw());
      texts[id] = text;
      expected[id] = text;
      const MemberId other{draw() % end};
      BOOST_REQUIRE(texts.contains(other) == expected.contains(other));
      BOOST_REQUIRE(texts.find(id) != nullptr && *texts.find(id) == text);
      check_beyond(texts, expected, other);
      check_beyond(texts, expected, id);
    }
    check_same(texts, expected);
  }
}

BOOST_AUTO_TEST_CASE(ids_at_the_ends_of_pages_and_of_numbers_are_found) {
  Texts texts;
  std::map<MemberId, std::string> expected;
  const std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t value :
       {last, std::uint64_t{0}, std::uint64_t{63}, std::uint64_t{64}, std::uint64_t{127}, last - 1,
        std::uint64_t{640}, std::uint64_t{1} << 63}) {
    texts[MemberId{value}] = std::to_string(value);
    expected[MemberId{value}] = std::to_string(value);
    check_same(texts, expected);
  }
  for (const auto& [id, text] : expected) {
    check_beyond(texts, expected, id);
    check_beyond(texts, expected, MemberId{id.value - 1});
    check_beyond(texts, expected, MemberId{id.value + 1});
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_in_an_empty_one) {
  const Texts none;
  BOOST_TEST(none.empty());
  BOOST_TEST((none.begin() == none.end()));
  BOOST_TEST((none.upper_bound(MemberId{}) == none.end()));
  BOOST_TEST(none.find(MemberId{1}) == nullptr);
}

// Others point to what a member holds.
BOOST_AUTO_TEST_CASE(what_it_holds_stays_where_it_is) {
  Texts texts;
  const std::string* const first = &texts[MemberId{500}];
  for (std::uint64_t value = 0; value < 5'000; ++value) texts[MemberId{value}] = "x";
  BOOST_TEST(texts.find(MemberId{500}) == first);
  const Texts moved = std::move(texts);
  BOOST_TEST(moved.find(MemberId{500}) == first);
}

BOOST_AUTO_TEST_CASE(what_it_holds_goes_with_it) {
  const auto counted = std::make_shared<int>(0);
  {
    domain::PagedMap<MemberId, std::shared_ptr<int>> shared;
    for (std::uint64_t value = 1; value <= 100; ++value) shared[MemberId{value}] = counted;
    BOOST_TEST(counted.use_count() == 101);
    for (const auto& [id, held] : shared) BOOST_TEST(held == counted);
  }
  BOOST_TEST(counted.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_gone_through_may_be_changed) {
  Texts texts;
  for (std::uint64_t value = 1; value <= 70; ++value) texts[MemberId{value}];
  for (const auto& [id, text] : texts) text = std::to_string(id.value);
  for (std::uint64_t value = 1; value <= 70; ++value) {
    BOOST_REQUIRE(*texts.find(MemberId{value}) == std::to_string(value));
  }
}

BOOST_AUTO_TEST_SUITE_END()
