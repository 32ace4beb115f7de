// How much of talks stands in one answer.
#include "tests/server/quiet_house.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::Quiet;
using xinqiao::testing::says;

namespace {

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(talk_pages_test)

BOOST_FIXTURE_TEST_CASE(so_many_listeners_stand_in_one_answer_and_it_says_that_there_are_more,
                        Quiet) {
  const auto give = [&](const House::Resident& who) {
    house.clock.advance(1'000);  // nobody is too fast
    BOOST_REQUIRE(does(owner, "duty.give",
                       R"("unit":1,"duty":"listener","member":)" + number(who.member.value)));
  };
  for (std::size_t i = 1; i < limits::talk_listeners; ++i) give(house.add("倾听人"));
  const std::string full = house.call(min, "talk.listeners", "{}");
  BOOST_TEST(times(full, "\"name\"") == limits::talk_listeners);
  BOOST_TEST(!says(full, R"("more":true)"));
  give(house.add("又一位"));
  const std::string more = house.call(min, "talk.listeners", "{}");
  BOOST_TEST(times(more, "\"name\"") == limits::talk_listeners);
  BOOST_TEST(says(more, R"("more":true)"));
}

BOOST_FIXTURE_TEST_CASE(the_oldest_that_wait_stand_in_the_list_and_all_are_counted, Quiet) {
  for (std::size_t i = 0; i <= limits::talks_listed; ++i) asked(house.add("工人"));
  const std::string list = house.call(lan, "talk.list", "{}");
  BOOST_TEST(times(list, "\"package\"") == limits::talks_listed);
  BOOST_TEST(says(list, R"("waiting":[{"room":3,)"));
  BOOST_TEST(says(list, R"("ahead":)" + number(limits::talks_listed - 1)));
  BOOST_TEST(!says(list, R"("ahead":)" + number(limits::talks_listed) + ","));
  BOOST_TEST(told(lan, R"("waiting":)" + number(limits::talks_listed + 1)) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
