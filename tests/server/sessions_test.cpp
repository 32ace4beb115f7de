// A member's own sessions: seen, and ended from another.
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao;
using testing::House;
using testing::says;

BOOST_AUTO_TEST_SUITE(sessions_test)

BOOST_AUTO_TEST_CASE(a_member_sees_the_own_sessions_and_ends_one_of_them) {
  House house;
  const House::Resident min = house.add("王敏");
  const House::Resident qiang = house.add("李强");
  const auto call_min = [&](const std::string& method, const std::string& params) {
    house.audience.told.clear();
    return house.call(min, method, params);
  };
  const std::string list = call_min("session.list", "{}");
  BOOST_TEST(says(list, R"({"sessions":[{"session":1,"device":")"));
  BOOST_TEST(says(list, R"("this":true}]})"));
  BOOST_TEST(!says(list, R"("session":2)"));

  // Another's session, and one that never was: nothing happens, and nothing is learnt.
  BOOST_TEST(says(call_min("session.end", R"({"session":2})"), R"("result":{})"));
  BOOST_TEST(says(call_min("session.end", R"({"session":77})"), R"("result":{})"));
  BOOST_TEST(house.audience.all<Cut>().empty());
  BOOST_TEST(says(house.call(qiang, "session.me", "{}"), R"("session":2)"));

  BOOST_TEST(says(call_min("session.end", R"({"session":1})"), R"("result":{})"));
  BOOST_TEST(house.audience.all<Cut>().size() == 1);
  BOOST_TEST(says(call_min("session.list", "{}"), "login_required"));
}

BOOST_AUTO_TEST_SUITE_END()
