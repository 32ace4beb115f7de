// The handover of commit groups: what gathers, in which order, and where it ends.
#include "server/group.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace xinqiao;

namespace {

Group group_of(std::size_t commands, std::uint64_t number) {
  Group group;
  group.commands = commands;
  group.number = number;
  group.position = number * 10;
  group.batch.put(store::Family::events, "key " + std::to_string(number), "words");
  group.tells.push_back(Refused{{0, static_cast<std::uint32_t>(number), 1}, CloseCode::login});
  return group;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(group_test)

BOOST_AUTO_TEST_CASE(groups_that_wait_are_kept_and_told_as_one_in_their_order) {
  Handover handover;
  handover.offer(group_of(1, 1));
  handover.offer(group_of(2, 2));
  handover.offer(group_of(3, 3));
  const Group all = handover.take();

  BOOST_TEST(all.commands == 6);
  BOOST_TEST(all.number == 3);
  BOOST_TEST(all.position == 30);
  std::vector<std::string> keys;
  struct Keys {
    std::vector<std::string>& keys;
    void put(store::Family, std::string_view key, std::string_view) { keys.emplace_back(key); }
    void erase(store::Family, std::string_view) {}
  };
  all.batch.replay(Keys{keys});
  BOOST_TEST((keys == std::vector<std::string>{"key 1", "key 2", "key 3"}));
  BOOST_REQUIRE_EQUAL(all.tells.size(), 3);
  BOOST_TEST(get<Refused>(all.tells[2]).connection.slot == 3);
  BOOST_TEST(handover.take().empty());
}

BOOST_AUTO_TEST_CASE(a_group_is_full_at_its_bound_of_commands) {
  Handover handover;
  handover.offer(group_of(limits::group_commands - 1, 1));
  BOOST_TEST(handover.room() == 1u);
  handover.offer(group_of(1, 2));
  BOOST_TEST(handover.room() == 0u);
  handover.take();
  BOOST_TEST(handover.room() == limits::group_commands);
}

BOOST_AUTO_TEST_CASE(the_bound_of_commands_may_be_another) {
  Handover handover(100);
  BOOST_TEST(handover.room() == 100u);
  handover.offer(group_of(60, 1));
  BOOST_TEST(handover.room() == 40u);
  handover.offer(group_of(41, 2));  // a step does more than it was asked to: what falls due
  BOOST_TEST(handover.room() == 0u);
}

BOOST_AUTO_TEST_CASE(a_group_is_full_at_its_bound_of_bytes) {
  Handover handover;
  Group large = group_of(1, 1);
  large.batch.put(store::Family::events, "k", std::string(limits::group_bytes, 'x'));
  handover.offer(std::move(large));
  BOOST_TEST(handover.room() == 0u);
}

BOOST_AUTO_TEST_CASE(who_waits_for_room_is_let_go_when_a_group_is_taken_or_the_house_closes) {
  Handover handover;
  handover.offer(group_of(limits::group_commands, 1));
  std::thread taker([&] { handover.take(); });
  handover.wait_for_room();
  taker.join();

  handover.offer(group_of(limits::group_commands, 2));
  std::thread closer([&] { handover.close(); });
  handover.wait_for_room();
  closer.join();
  BOOST_TEST(handover.is_closed());
}

BOOST_AUTO_TEST_SUITE_END()
