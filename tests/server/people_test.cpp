// People coming in, through the real pipeline in the words of the wire.
#include "protocol/limits.hpp"
#include "server/domain/world.hpp"
#include "tests/support/people_home.hpp"

#include "server/decider.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using xinqiao::testing::field;
using xinqiao::testing::Home;
using xinqiao::testing::House;
using xinqiao::testing::password;
using xinqiao::testing::says;

BOOST_AUTO_TEST_SUITE(people_test)

BOOST_FIXTURE_TEST_CASE(login_and_password_open_and_nothing_else_does, Home) {
  const std::string in = sign_in("ＷANG.min", password);
  BOOST_TEST(says(in, R"("name":"王敏")"));
  const House::Resident phone{min.member, field(in, "token"), {0, 90, 1}};
  BOOST_TEST(says(house.call(phone, "session.me", "{}"), R"("login":"wang.min")"));

  const std::string wrong = sign_in("wang.min", "四号泵房的灯亮了");
  const std::string nobody = sign_in("nobody", password);
  BOOST_TEST(says(wrong, R"("reason":"password_wrong")"));
  BOOST_TEST(wrong.substr(wrong.find("error")) == nobody.substr(nobody.find("error")));
  whole();
}

BOOST_FIXTURE_TEST_CASE(a_password_is_nowhere_but_at_the_worker, Home) {
  house.audience.told.clear();
  house.send(House::Resident{{}, "", {0, 91, 1}}, "session.start",
             R"({"login":"wang.min","password":")" + password + R"(","want":"token"})");
  while (house.pipeline->decide_step() || house.pipeline->keep_step()) {
  }
  BOOST_TEST(house.audience.all<Answer>().empty());  // nothing is decided without a verdict
  BOOST_TEST(house.pipeline->password_step());
  house.settle();
  BOOST_TEST(says(std::string(house.audience.all<Answer>().back().frame.payload()), "token"));
  const auto none = [&](store::Family family) {
    const auto status = house.log->scan(family, "", "", store::Order::ascending,
                                        [](std::string_view, std::string_view value) {
                                          BOOST_TEST(value.find(password) == value.npos);
                                          return true;
                                        });
    BOOST_TEST(status.is_ok());
  };
  none(store::Family::marks);
  none(store::Family::events);
}

BOOST_FIXTURE_TEST_CASE(the_owner_comes_in_while_somebody_guesses, Home) {
  house.address = "192.0.2.66";
  guess(static_cast<int>(limits::guesses_free));
  const std::string held = sign_in("wang.min", password);
  BOOST_TEST(says(held, R"("reason":"rate_limited")"));
  BOOST_TEST(says(held, R"("retry_ms":)"));

  house.address = "10.0.0.7";
  BOOST_TEST(says(sign_in("wang.min", password), R"("token":)"));
}

BOOST_FIXTURE_TEST_CASE(a_browser_that_was_right_before_comes_in_beside_the_attacker, Home) {
  house.browser = "the cookie of a browser at home";
  BOOST_REQUIRE(says(sign_in("wang.min", password), R"("token":)"));
  house.browser.clear();
  guess(30);
  BOOST_TEST(says(sign_in("wang.min", password), "rate_limited"));

  house.browser = "the cookie of a browser at home";
  BOOST_TEST(says(sign_in("wang.min", password), R"("token":)"));
  house.browser = "a cookie that the attacker made up";
  BOOST_TEST(says(sign_in("wang.min", password), "rate_limited"));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_login_is_slowed_down_alike, Home) {
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) {
    BOOST_TEST(says(sign_in("nobody", "not this one"), "password_wrong"));
  }
  BOOST_TEST(says(sign_in("nobody", "not this one"), "rate_limited"));
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_worker_is_bounded, Home) {
  const auto send = [&](std::size_t i) {
    house.address = "10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200);
    house.send(House::Resident{{}, "", {0, 92, 1}}, "session.start",
               R"({"login":"l)" + std::to_string(i) + R"(","password":"x","want":"token"})");
    while (house.pipeline->decide_step() || house.pipeline->keep_step()) {
    }
  };
  house.audience.told.clear();
  for (std::size_t i = 0; i < limits::password_items; ++i) send(i);
  BOOST_TEST(house.audience.all<Answer>().empty());
  BOOST_TEST(house.metrics.password_items == limits::password_items);
  BOOST_TEST(house.metrics.passwords == 1u);  // of the house itself
  send(limits::password_items);
  const auto answers = house.audience.all<Answer>();
  BOOST_REQUIRE(answers.size() == 1u);
  BOOST_TEST(says(std::string(answers[0].frame.payload()), R"("reason":"overloaded")"));
}

BOOST_FIXTURE_TEST_CASE(a_password_is_changed_by_the_old_one_and_other_devices_go, Home) {
  const std::string in = sign_in("wang.min", password);
  const House::Resident phone{min.member, field(in, "token"), {0, 93, 1}};
  house.clock.advance(2 * limits::password_fresh_ms);
  house.audience.told.clear();
  BOOST_TEST(says(set(min, R"("new":"四号泵房的灯也亮了")"), "password_not_due"));
  BOOST_TEST(
      says(set(min, R"("old":"not it at all","new":"四号泵房的灯也亮了")"), "password_wrong"));
  BOOST_TEST(says(set(min, R"("old":")" + password + R"(","new":"88888888")"),
                  R"("reason":"password_weak","action":"fix","field":"common")"));
  BOOST_TEST(says(set(min, R"("old":")" + password + R"(","new":"short")"), R"("field":"length")"));
  BOOST_TEST(
      says(set(min, R"("old":")" + password + R"(","new":"i am wang.min")"), R"("field":"login")"));
  BOOST_TEST(house.audience.all<Cut>().empty());

  BOOST_TEST(says(set(min, R"("old":")" + password + R"(","new":"四号泵房的灯也亮了")"),
                  R"("login":"wang.min")"));
  BOOST_TEST(house.audience.all<Cut>().size() == 1u);
  BOOST_TEST(says(house.call(phone, "session.me", "{}"), "login_required"));
  BOOST_TEST(says(house.call(min, "session.me", "{}"), "王敏"));
  BOOST_TEST(says(sign_in("wang.min", password), "password_wrong"));
  BOOST_TEST(says(sign_in("wang.min", "四号泵房的灯也亮了"), "token"));
}

BOOST_FIXTURE_TEST_CASE(one_cannot_guess_at_ones_hosts_password_from_a_session_left_open, Home) {
  house.clock.advance(2 * limits::password_fresh_ms);
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) {
    BOOST_TEST(says(set(min, R"("old":"guess","new":"四号泵房的灯也亮了")"), "password_wrong"));
  }
  BOOST_TEST(says(set(min, R"("old":"guess","new":"四号泵房的灯也亮了")"), "rate_limited"));
}

BOOST_FIXTURE_TEST_CASE(a_login_is_taken_once, Home) {
  BOOST_TEST(says(set(qiang, R"("login":"WANG.MIN","new":"四号泵房的灯也亮了")"), "login_taken"));
  BOOST_TEST(says(set(qiang, R"("login":"李 强","new":"四号泵房的灯也亮了")"), "login_invalid"));
  BOOST_TEST(says(set(qiang, R"("login":"李强","new":"四号泵房的灯也亮了")"), R"("login":"李强")"));
}

BOOST_FIXTURE_TEST_CASE(an_invitation_is_made_used_listed_and_taken_back, Home) {
  const std::string made =
      house.call(zhou, "invitation.create", R"({"uses":2,"days":7,"note":"新同事"})");
  const std::string secret = field(made, "secret");
  const std::string id = field(made, "invitation");
  const auto join = [&](const std::string& name, const std::string& claim) {
    return house.call("session.start", R"({"invitation":")" + secret + R"(","name":")" + name +
                                           R"(","claim":")" + claim + R"(","want":"token"})");
  };
  BOOST_TEST(says(join("周 建民", "claim-of-somebody-1"), "name_misleading"));
  const std::string first = join("赵新", "claim-of-somebody-2");
  BOOST_TEST(says(first, R"("member":4,"name":"赵新")"));
  BOOST_TEST(says(join("赵新", "claim-of-somebody-2"), R"("member":4)"));
  BOOST_TEST(says(house.call(zhou, "invitation.list", "{}"),
                  R"("uses":2,"used":1,"note":"新同事","state":"open")"));
  BOOST_TEST(says(house.call(min, "invitation.list", "{}"), R"({"invitations":[]})"));
  BOOST_TEST(says(house.call(min, "invitation.create", R"({"uses":1,"days":1})"), "not_organiser"));
  BOOST_TEST(says(join("钱多多", "claim-of-somebody-3"), R"("member":5)"));
  BOOST_TEST(says(join("孙一", "claim-of-somebody-4"), "invitation_used_up"));
  const std::string revoke = R"({"invitation":")" + id + "\"}";
  BOOST_TEST(says(house.call(min, "invitation.revoke", revoke), "invitation_unknown"));
  BOOST_TEST(says(house.call(zhou, "invitation.revoke", revoke), R"("result":{})"));
  BOOST_TEST(says(join("孙一", "claim-of-somebody-4"), "invitation_revoked"));
  BOOST_TEST(says(house.call(zhou, "invitation.list", "{}"), R"("state":"revoked")"));
  whole();
}

BOOST_FIXTURE_TEST_CASE(all_of_it_is_there_after_a_restart, Home) {
  house.browser = "a cookie at home";
  sign_in("wang.min", password);
  const std::string made = house.call(zhou, "invitation.create", R"({"uses":1,"days":7})");
  house.call("session.start",
             R"({"invitation":")" + field(made, "secret") +
                 R"(","name":"赵新","claim":"claim-of-somebody-2","want":"token"})");
  House again(house.log);
  const domain::Member& member = *again.pipeline->world().member(min.member);
  BOOST_TEST(member.credential->login == "wang.min");
  BOOST_TEST(member.browsers.size() == 1u);
  BOOST_TEST(again.pipeline->world().invitations().size() == 1u);
  BOOST_TEST(again.pipeline->world().arrivals().size() == 1u);
  BOOST_TEST(says(again.call("session.start", R"({"login":"wang.min","password":")" + password +
                                                  R"(","want":"token"})"),
                  "token"));
  whole();
}

BOOST_AUTO_TEST_SUITE_END()
