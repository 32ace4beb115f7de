// The pace of guesses at logins: who guesses waits, and whose login it is does not.
#include "server/guesses.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;

namespace {

constexpr std::int64_t minute_ms = 60'000;

struct Door {
  // Whether the try may be made.
  bool tries(const std::string& place, const std::string& login = "wang", bool known = false) {
    return !guesses.take({login, place, known}, now);
  }
  std::int64_t wait(const std::string& place, const std::string& login = "wang") {
    return guesses.take({login, place, false}, now).value_or(0);
  }

  Guesses guesses;
  Instant now{1'780'000'000'000};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(guesses_test)

BOOST_FIXTURE_TEST_CASE(ten_are_free_and_then_each_waits_twice_as_long_up_to_a_minute, Door) {
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) BOOST_TEST(tries("attacker"));
  for (const std::int64_t due : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
    BOOST_TEST(wait("attacker") == due);
    now.ms += due - 1;
    BOOST_TEST(wait("attacker") == 1);
    now.ms += 1;
    BOOST_TEST(tries("attacker"));
  }
}

BOOST_FIXTURE_TEST_CASE(the_owner_elsewhere_is_not_held_up, Door) {
  for (int i = 0; i < 50; ++i) tries("attacker");
  BOOST_TEST(!tries("attacker"));
  BOOST_TEST(tries("home"));
  BOOST_TEST(tries("the owner's own browser", "wang", true));
  BOOST_TEST(tries("attacker", "another login"));
}

BOOST_FIXTURE_TEST_CASE(many_places_leave_less_free_to_strangers_and_all_to_known_browsers, Door) {
  for (std::uint64_t i = 0; i < limits::guesses_besiege; ++i) {
    BOOST_TEST(tries("bot " + std::to_string(i)));
  }
  for (std::uint64_t i = 0; i < limits::guesses_free_besieged; ++i) BOOST_TEST(tries("new place"));
  BOOST_TEST(wait("new place") == 1'000);
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) {
    BOOST_TEST(tries("the owner's own browser", "wang", true));
  }
}

BOOST_FIXTURE_TEST_CASE(a_right_one_begins_anew, Door) {
  for (int i = 0; i < 9; ++i) tries("home");
  guesses.right({"wang", "home", false});
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) BOOST_TEST(tries("home"));
  BOOST_TEST(!tries("home"));
}

BOOST_FIXTURE_TEST_CASE(one_that_was_not_tried_is_given_back, Door) {
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) tries("home");
  guesses.give_back({"wang", "home", false});
  BOOST_TEST(tries("home"));
  BOOST_TEST(!tries("home"));
}

BOOST_FIXTURE_TEST_CASE(after_an_hour_all_is_forgotten, Door) {
  for (int i = 0; i < 40; ++i) {
    tries("attacker");
    now.ms += minute_ms;
  }
  now.ms += limits::guess_memory_ms;
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) BOOST_TEST(tries("attacker"));
  BOOST_TEST(!tries("attacker"));
}

BOOST_FIXTURE_TEST_CASE(what_is_remembered_is_bounded_and_the_oldest_goes_first, Door) {
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) tries("first", "login of the first");
  BOOST_TEST(!tries("first", "login of the first"));
  for (std::size_t i = 1; i < limits::guessed_places; ++i) {
    tries("p" + std::to_string(i), "l" + std::to_string(i % 100));
  }
  BOOST_TEST(!tries("first", "login of the first"));  // still remembered, and now the latest
  for (std::size_t i = 0; i < limits::guessed_places; ++i) {
    tries("q" + std::to_string(i), "l" + std::to_string(i % 100));
  }
  BOOST_TEST(tries("first", "login of the first"));
}

BOOST_AUTO_TEST_CASE(a_place_is_an_address_or_the_household_of_one) {
  BOOST_TEST(place_of(std::string("192.0.2.7")) == "192.0.2.7");
  BOOST_TEST(place_of(std::string("2001:db8:1:2::7")) ==
             place_of(std::string("2001:db8:1:2:a::8")));
  BOOST_TEST(place_of(std::string("2001:db8:1:3::7")) != place_of(std::string("2001:db8:1:2::7")));
  BOOST_TEST(place_of(std::string("::ffff:192.0.2.7")) !=
             place_of(std::string("::ffff:192.0.2.8")));
}

BOOST_AUTO_TEST_SUITE_END()
