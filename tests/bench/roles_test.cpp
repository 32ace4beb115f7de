// Goal: who does what, when, and in which rooms, is what the scenario says.
#include "bench/roles.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace xinqiao::bench;

BOOST_AUTO_TEST_SUITE(roles)

BOOST_AUTO_TEST_CASE(members_take_roles_by_their_shares_in_order) {
  const Mix mix{.writers = 0.1, .readers = 0.3, .lurkers = 0.4, .slow = 0.15, .flapping = 0.05};

  BOOST_TEST(count_of(Role::writer, mix, 100) == 10U);
  BOOST_TEST(count_of(Role::reader, mix, 100) == 30U);
  BOOST_TEST(count_of(Role::lurker, mix, 100) == 40U);
  BOOST_TEST(count_of(Role::slow, mix, 100) == 15U);
  BOOST_TEST(count_of(Role::flapping, mix, 100) == 5U);
  BOOST_TEST((role_of(mix, 0, 100) == Role::writer));
  BOOST_TEST((role_of(mix, 10, 100) == Role::reader));
  BOOST_TEST((role_of(mix, 99, 100) == Role::flapping));
}

BOOST_AUTO_TEST_CASE(everyone_has_a_role_however_few_there_are) {
  const Mix mix{
      .writers = 1.0 / 3, .readers = 1.0 / 3, .lurkers = 0, .slow = 0, .flapping = 1.0 / 3};
  for (std::size_t members = 1; members < 20; ++members) {
    std::size_t all = 0;
    for (const Role role : {Role::writer, Role::reader, Role::lurker, Role::slow, Role::flapping}) {
      all += count_of(role, mix, members);
    }
    BOOST_TEST(all == members);
  }
}

BOOST_AUTO_TEST_CASE(a_phase_has_its_own_mix_and_who_is_hard_in_any_is_apart) {
  Scenario scenario;
  scenario.warmup_seconds = 1;
  Phase calm{.name = "calm", .seconds = 2, .posts_per_second = 1, .ramp_to = {}, .mix = {}};
  Phase storm = calm;
  storm.mix = Mix{.writers = 0.5, .flapping = 0.5};
  scenario.phases = {calm, storm};

  BOOST_TEST(mix_at(scenario, 0.5).writers == 1.0);
  BOOST_TEST(mix_at(scenario, 2.9).writers == 1.0);
  BOOST_TEST(mix_at(scenario, 3.1).writers == 0.5);
  BOOST_TEST(mix_at(scenario, 99).writers == 1.0);
  BOOST_TEST(!is_apart(scenario, 0, 10));
  BOOST_TEST(is_apart(scenario, 9, 10));
}

BOOST_AUTO_TEST_CASE(sizes_of_rooms_follow_zipf_and_the_seed) {
  Scenario scenario;
  scenario.rooms = 200;
  const auto rooms = rooms_by_zipf(scenario, 1'000);

  BOOST_TEST_REQUIRE(rooms.size() == 200U);
  BOOST_TEST(rooms[0].size() == 1'000U);
  BOOST_TEST(rooms[1].size() == 500U);
  BOOST_TEST(rooms[9].size() == 100U);
  BOOST_TEST(rooms[199].size() == 5U);
  for (const auto& room : rooms) {
    BOOST_REQUIRE_EQUAL((std::set<std::size_t>(room.begin(), room.end()).size()), room.size());
    BOOST_REQUIRE_LT(room.back(), 1'000U);
  }
  BOOST_TEST((rooms_by_zipf(scenario, 1'000) == rooms));
  scenario.seed = 2;
  BOOST_TEST((rooms_by_zipf(scenario, 1'000) != rooms));
  scenario.zipf_exponent = 3;
  BOOST_TEST(rooms_by_zipf(scenario, 1'000)[199].size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
