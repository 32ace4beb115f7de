// What goes into one document of the index, and where the next begins.
#include "server/outward/stretch.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao;
using namespace xinqiao::outward;

namespace {

SearchPlace at(std::int64_t ms, std::uint64_t room, Seq seq) {
  return {Instant{ms}, RoomId{room}, seq};
}

struct Gathered {
  Gathered() { take(at(1'000, 1, 40), "a c"); }
  void take(const SearchPlace& message, const std::string& text) {
    gathering.take(message, the_fold()(text));
  }
  Gathering gathering;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stretch)

BOOST_FIXTURE_TEST_CASE(messages_of_one_block_are_gathered_with_each_term_once, Gathered) {
  BOOST_REQUIRE(gathering.fits(at(2'000, 1, 41)));
  take(at(2'000, 1, 41), "b c");
  take(at(2'500, 1, 44), "a");  // what came between was no message
  const auto [stretch, terms] = gathering.release();
  BOOST_TEST((stretch == Stretch{RoomId{1}, 40, 44, Instant{1'000}, Instant{2'500}}));
  BOOST_TEST((terms == Terms{"wa", "wb", "wc"}));
  BOOST_TEST(gathering.is_empty());
  BOOST_TEST(gathering.fits(at(9'000'000, 7, 1'000)));
}

BOOST_FIXTURE_TEST_CASE(another_room_or_block_begins_another, Gathered) {
  BOOST_TEST(gathering.fits(at(1'000, 1, 63)));
  BOOST_TEST(!gathering.fits(at(1'000, 1, 64)));
  BOOST_TEST(!gathering.fits(at(1'000, 2, 41)));
  BOOST_TEST(first_of_block(block_of(40)) == 32U);
  BOOST_TEST(last_of_block(block_of(40)) == 63U);
}

BOOST_FIXTURE_TEST_CASE(a_stretch_is_no_longer_than_its_bound_whichever_way_clocks_go, Gathered) {
  BOOST_TEST(gathering.fits(at(1'000 + stretch_ms, 1, 41)));
  BOOST_TEST(!gathering.fits(at(1'001 + stretch_ms, 1, 41)));
  BOOST_TEST(gathering.fits(at(1'000 - stretch_ms, 1, 41)));
  BOOST_TEST(!gathering.fits(at(999 - stretch_ms, 1, 41)));
  take(at(500, 1, 41), "x");
  const Stretch made = gathering.release().first;
  for (const SearchPlace& one : {at(1'000, 1, 40), at(500, 1, 41)}) {
    BOOST_TEST((made.lower() <= one));
    BOOST_TEST((one <= made.upper()));
  }
}

BOOST_FIXTURE_TEST_CASE(long_texts_are_not_heaped_up_without_end, Gathered) {
  std::string many;
  for (std::size_t i = 3; i < stretch_terms; ++i) many += std::to_string(i) + " ";
  take(at(1'000, 1, 41), many);
  BOOST_TEST(gathering.fits(at(1'000, 1, 42)));
  take(at(1'000, 1, 42), "last");
  BOOST_TEST(!gathering.fits(at(1'000, 1, 43)));
}

BOOST_AUTO_TEST_SUITE_END()
