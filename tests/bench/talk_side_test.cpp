// What one hears of a talk against what the other sealed.
#include "bench/talk_side.hpp"

#include <boost/test/unit_test.hpp>

using xinqiao::bench::TalkSide;
using Verdict = xinqiao::bench::TalkSide::Verdict;

BOOST_AUTO_TEST_SUITE(talk_side)

BOOST_AUTO_TEST_CASE(what_comes_in_its_order_is_right_and_everything_else_is_named) {
  TalkSide side;
  for (const char* bytes : {"aa", "bb", "cc"}) side.sealed.emplace_back(bytes, 0);

  BOOST_TEST((side.hear("aa") == Verdict::right));
  BOOST_TEST((side.hear("aa") == Verdict::doubled));
  BOOST_TEST((side.hear("cc") == Verdict::disordered));
  BOOST_TEST((side.hear("bB") == Verdict::altered));
  BOOST_TEST(side.heard == 1u);
  BOOST_TEST((side.hear("bb") == Verdict::right));
  BOOST_TEST((side.hear("cc") == Verdict::right));
  BOOST_TEST((side.hear("cc") == Verdict::doubled));
  BOOST_TEST((side.hear("dd") == Verdict::altered));
  BOOST_TEST(side.heard == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
