// Talks: what is repeated, how many there may be, and what becomes of those of who leaves.
#include "tests/server/domain/quiet_room.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::package_bytes;
using xinqiao::testing::QuietRoom;

BOOST_AUTO_TEST_SUITE(talk_bounds_test)

BOOST_FIXTURE_TEST_CASE(a_repeated_key_is_one_request, QuietRoom) {
  RepeatKey key{};
  key.fill(7);
  const AskTalk ask{branch, MemberId{}, package_bytes};
  const Decision first = does(min, ask, key);
  const Decision again = does(min, ask, key);
  BOOST_TEST(again.repeated);
  BOOST_TEST(world.talks().all().size() == 1u);
  AskTalk other = ask;
  other.package = "b3RoZXI";
  BOOST_TEST((reason(does(min, other, key)) == Reason::different_body));
  BOOST_TEST((get<Receipt>(again.outcome).room == get<Receipt>(first.outcome).room));
}

BOOST_FIXTURE_TEST_CASE(three_of_one_asker_may_stand_open, QuietRoom) {
  const RoomId first = asked(min, branch);
  asked(min, works);
  asked(min, bo);
  BOOST_TEST((reason(asks(min, lan)) == Reason::talks_too_many));
  BOOST_TEST(get<Refusal>(asks(min, lan).outcome).field == "talks_open_max");
  moves(bo, TalkMove::accepted, first);
  BOOST_TEST((reason(asks(min, lan)) == Reason::talks_too_many));
  moves(min, TalkMove::ended, first);
  BOOST_TEST((reason(asks(min, lan)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_talk_holds_so_many_messages_and_no_more, QuietRoom) {
  const RoomId room = asked(min, branch);
  moves(bo, TalkMove::accepted, room);
  for (std::size_t i = 0; i < limits::talk_seals; ++i) {
    BOOST_REQUIRE((tries(min, TalkMove::sealed, room) == Reason::none));
  }
  BOOST_TEST((tries(min, TalkMove::sealed, room) == Reason::talks_too_many));
  BOOST_TEST((tries(bo, TalkMove::ended, room) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_talk_holds_so_many_letters_and_no_more, QuietRoom) {
  const RoomId room = asked(min, branch);
  moves(bo, TalkMove::accepted, room);
  const auto seal = [&](std::size_t letters) {
    return reason(does(min, MoveTalk{TalkMove::sealed, room, std::string(letters, 'A')}));
  };
  constexpr std::size_t most = 21'844;
  std::size_t left = limits::talk_letters;
  for (; left > most; left -= most) BOOST_REQUIRE((seal(most) == Reason::none));
  BOOST_TEST((seal(left + 1) == Reason::talks_too_many));
  BOOST_TEST((seal(left) == Reason::none));
  BOOST_TEST((seal(1) == Reason::talks_too_many));
}

BOOST_FIXTURE_TEST_CASE(the_house_holds_so_many_that_wait, QuietRoom) {
  std::vector<Caller> askers;
  while (world.talks().count(TalkState::waiting) < limits::talks_waiting) {
    askers.push_back(worker("工人", branch));
    for (std::size_t i = 0; i < limits::talks_open_max; ++i) asks(askers.back(), branch);
  }
  BOOST_TEST(world.talks().count(TalkState::waiting) == limits::talks_waiting);
  const Decision refused = asks(min, branch);
  BOOST_TEST(get<Refusal>(refused.outcome).field == "talks_waiting");
}

BOOST_FIXTURE_TEST_CASE(a_member_keeps_so_many_that_are_not_forgotten, QuietRoom) {
  for (std::size_t i = 0; i < limits::talks_kept; ++i) {
    moves(min, TalkMove::withdrawn, asked(min, branch));
  }
  BOOST_TEST(get<Refusal>(asks(min, branch).outcome).field == "talks_kept");
  moves(min, TalkMove::forgotten, *world.talks().of(min.member).begin());
  const RoomId room = asked(min, branch);
  // They are no rooms of those of which one may have a thousand.
  BOOST_TEST(world.rooms_held(*world.member(min.member)) == 0u);
  // Nor does a listener take on more.
  for (std::size_t i = 0; i < limits::talks_kept; ++i) {
    moves(bo, TalkMove::withdrawn, asked(bo, works));
  }
  BOOST_TEST(get<Refusal>(moves(bo, TalkMove::accepted, room).outcome).field == "talks_kept");
}

BOOST_FIXTURE_TEST_CASE(one_who_is_deactivated_ends_its_talks_and_is_there_no_more, QuietRoom) {
  const RoomId talking = asked(min, branch);
  moves(bo, TalkMove::accepted, talking);
  const RoomId by_name = asked(qiang, bo);
  const RoomId own = asked(bo, works);
  does(owner, SetActive{bo.member, false});
  BOOST_TEST((row(talking).state == TalkState::ended));
  BOOST_TEST((row(by_name).state == TalkState::declined));
  BOOST_TEST((row(own).state == TalkState::withdrawn));
  BOOST_TEST((said.back().by == MemberId{}));
  does(owner, SetActive{bo.member, true});
  BOOST_TEST(!is_on_duty(*world.member(bo.member)));
  BOOST_TEST((tries(min, TalkMove::forgotten, talking) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(one_who_listens_no_more_declines_what_waits_and_ends_nothing, QuietRoom) {
  const RoomId talking = asked(min, branch);
  moves(bo, TalkMove::accepted, talking);
  const RoomId by_name = asked(qiang, bo);
  does(owner, SetDuty{bo.member, branch, Duty::listener, false});
  BOOST_TEST((row(by_name).state == TalkState::declined));
  BOOST_TEST((row(talking).state == TalkState::talking));
  BOOST_TEST((tries(bo, TalkMove::sealed, talking) == Reason::none));
  does(owner, SetDuty{bo.member, branch, Duty::listener, true});
  BOOST_TEST(!is_on_duty(*world.member(bo.member)));
}

BOOST_FIXTURE_TEST_CASE(the_talks_of_an_erased_member_are_forgotten_by_the_server, QuietRoom) {
  const RoomId talking = asked(min, branch);
  moves(bo, TalkMove::accepted, talking);
  moves(min, TalkMove::sealed, talking);
  const RoomId waiting = asked(min, works);
  does(owner, EraseMember{min.member, false});
  BOOST_TEST((row(talking).state == TalkState::ended));
  BOOST_TEST((row(waiting).state == TalkState::withdrawn));
  std::size_t steps = 0;
  for (auto room = world.talks().to_forget(); room; room = world.talks().to_forget()) {
    BOOST_REQUIRE((tries(server, TalkMove::forgotten, *room) == Reason::none));
    BOOST_TEST(steps_of(*room).empty());
    ++steps;
  }
  BOOST_TEST(steps == 2u);
  BOOST_TEST((row(talking).state == TalkState::forgotten));
  BOOST_TEST(is_in(bo, talking));
  BOOST_TEST(!is_in(min, talking));
}

BOOST_FIXTURE_TEST_CASE(an_erased_listener_leaves_a_request_to_who_asked, QuietRoom) {
  const RoomId by_name = asked(min, bo);
  does(owner, EraseMember{bo.member, false});
  BOOST_TEST((row(by_name).state == TalkState::declined));
  BOOST_TEST(!world.talks().to_forget().has_value());
  BOOST_TEST((tries(min, TalkMove::forgotten, by_name) == Reason::none));
}

BOOST_AUTO_TEST_SUITE_END()
