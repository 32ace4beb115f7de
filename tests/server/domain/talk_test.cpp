// Talks: the rules alone, as in server/domain/talk/README.md.
#include "tests/server/domain/quiet_room.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::package_bytes;
using xinqiao::testing::QuietRoom;

namespace {

// A talk of min with bo, brought to each state by a way of its own.
struct InState : QuietRoom {
  RoomId bring_to(TalkState state) {
    const RoomId room = state == TalkState::declined ? asked(min, bo) : asked(min, branch);
    switch (state) {
      case TalkState::waiting:
        break;
      case TalkState::talking:
        moves(bo, TalkMove::accepted, room);
        break;
      case TalkState::ended:
      case TalkState::forgotten:
        moves(bo, TalkMove::accepted, room);
        moves(min, TalkMove::sealed, room);
        moves(min, TalkMove::ended, room);
        if (state == TalkState::forgotten) moves(bo, TalkMove::forgotten, room);
        break;
      case TalkState::declined:
        moves(bo, TalkMove::declined, room);
        break;
      case TalkState::withdrawn:
        moves(min, TalkMove::withdrawn, room);
        break;
    }
    BOOST_REQUIRE((row(room).state == state));
    return room;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(talk_test)

BOOST_FIXTURE_TEST_CASE(it_is_a_closed_room_of_its_own_made_when_it_is_asked_for, QuietRoom) {
  const Decision decision = asks(min, branch);
  const Receipt& receipt = get<Receipt>(decision.outcome);
  const Room& room = *world.room(receipt.room);
  BOOST_TEST((room.rules.rules.type == RoomType::talk));
  BOOST_TEST((room.rules.rules.access == Access::closed));
  BOOST_TEST(room.members.size() == 1u);
  BOOST_TEST(is_in(min, receipt.room));
  const auto& step = get<TalkMoved>(decision.events.back().body);
  BOOST_TEST(step.bytes == package_bytes);
  BOOST_TEST(decision.events.back().seq == receipt.seq);
  BOOST_TEST(row(receipt.room).package == package_bytes);
}

// Who tries is who may, in a state that has no refusal of its own: so the table alone decides.
BOOST_AUTO_TEST_CASE(every_move_in_every_state_does_what_the_table_says) {
  constexpr Reason yes = Reason::none;
  struct Line {
    TalkState state;
    Reason accept, decline, withdraw, seal, end, forget;
  };
  const Reason over = Reason::talk_over;
  const Reason taken = Reason::talk_taken;
  const Reason waits = Reason::talk_waits;
  const Reason open = Reason::talk_open;
  const Line table[] = {
      {TalkState::waiting, yes, Reason::not_a_listener, yes, waits, waits, open},
      {TalkState::talking, taken, taken, taken, yes, yes, open},
      {TalkState::ended, over, over, over, over, over, yes},
      {TalkState::declined, over, over, over, over, over, yes},
      {TalkState::withdrawn, over, over, over, over, over, yes},
      {TalkState::forgotten, over, over, over, over, over, yes},
  };
  for (const Line& line : table) {
    const auto result = [&](bool by_listener, TalkMove move) {
      InState works;
      const RoomId room = works.bring_to(line.state);
      return works.tries(by_listener ? works.bo : works.min, move, room);
    };
    BOOST_TEST_INFO_SCOPE("in state " << word(line.state));
    BOOST_TEST((result(true, TalkMove::accepted) == line.accept));
    BOOST_TEST((result(true, TalkMove::declined) == line.decline));
    BOOST_TEST((result(false, TalkMove::withdrawn) == line.withdraw));
    BOOST_TEST((result(false, TalkMove::sealed) == line.seal));
    BOOST_TEST((result(false, TalkMove::ended) == line.end));
    BOOST_TEST((result(false, TalkMove::forgotten) == line.forget));
  }
}

BOOST_FIXTURE_TEST_CASE(who_accepts_comes_in_and_nobody_after_it, QuietRoom) {
  const RoomId room = asked(min, branch);
  const Decision accepted = moves(bo, TalkMove::accepted, room);
  BOOST_TEST((reason(accepted) == Reason::none));
  BOOST_TEST(is_in(bo, room));
  BOOST_TEST((row(room).listener == bo.member));
  BOOST_TEST(row(room).package.empty());
  BOOST_TEST((tries(lan, TalkMove::accepted, room) == Reason::talk_taken));
  BOOST_TEST(world.room(room)->members.size() == 2u);
  BOOST_TEST((reason(does(owner, AddToRoom{room, {owner.member}})) == Reason::room_unknown));
  BOOST_TEST((reason(does(min, AddToRoom{room, {qiang.member}})) == Reason::talk_room));
  BOOST_TEST((reason(does(qiang, JoinRoom{room})) == Reason::room_unknown));
}

BOOST_FIXTURE_TEST_CASE(a_listener_of_what_lies_above_may_accept_and_one_beside_may_not,
                        QuietRoom) {
  const RoomId room = asked(min, branch);
  BOOST_TEST(is_offered(lan, room));
  BOOST_TEST(!is_offered(far, room));
  BOOST_TEST((tries(far, TalkMove::accepted, room) == Reason::room_unknown));
  BOOST_TEST((tries(qiang, TalkMove::accepted, room) == Reason::room_unknown));
  BOOST_TEST((tries(owner, TalkMove::accepted, room) == Reason::room_unknown));
  BOOST_TEST((tries(min, TalkMove::accepted, room) == Reason::not_a_listener));
  BOOST_TEST((tries(lan, TalkMove::accepted, room) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_listener_who_asks_does_not_accept_its_own_request, QuietRoom) {
  const RoomId room = asked(bo, works);
  BOOST_TEST(!is_offered(bo, room));
  const RoomId lower = asked(lan, branch);
  BOOST_TEST(!is_offered(lan, lower));
  BOOST_TEST((tries(lan, TalkMove::accepted, lower) == Reason::not_a_listener));
  BOOST_TEST((reason(asks(bo, bo)) == Reason::not_a_listener));
}

BOOST_FIXTURE_TEST_CASE(nobody_talks_to_their_superior_by_chance, QuietRoom) {
  const RoomId room = asked(min, branch);
  BOOST_TEST(!is_offered(chief, room));
  BOOST_TEST((tries(chief, TalkMove::accepted, room) == Reason::talk_line));
  does(owner, SetDuty{owner.member, root_unit, Duty::listener, true});
  duty(owner, true);
  BOOST_TEST((tries(owner, TalkMove::accepted, room) == Reason::talk_line));
  const RoomId by_name = asked(min, chief);
  BOOST_TEST(is_offered(chief, by_name));
  BOOST_TEST((tries(chief, TalkMove::accepted, by_name) == Reason::none));
  // Of another branch it is no superior.
  const Caller other = worker("外人", beside);
  BOOST_TEST(is_offered(chief, asked(other, branch)));
}

BOOST_FIXTURE_TEST_CASE(a_unit_where_nobody_could_ever_accept_is_not_asked, QuietRoom) {
  const UnitId quiet = unit_below(root_unit, "食堂");
  BOOST_TEST((reason(asks(min, quiet)) == Reason::not_a_listener));
  does(owner, SetDuty{chief.member, quiet, Duty::listener, true});
  BOOST_TEST((reason(asks(min, quiet)) == Reason::not_a_listener));  // its superior alone
  BOOST_TEST((reason(asks(min, UnitId{99})) == Reason::unit_unknown));
  BOOST_TEST((reason(asks(min, qiang)) == Reason::not_a_listener));
  BOOST_TEST((reason(asks(min, Caller{MemberId{99}, {}, false})) == Reason::member_unknown));
  does(owner, SetActive{far.member, false});
  BOOST_TEST((reason(asks(min, far)) == Reason::member_inactive));
}

BOOST_FIXTURE_TEST_CASE(one_who_is_not_there_is_offered_nothing_and_may_be_asked_by_name,
                        QuietRoom) {
  duty(bo, false);
  const RoomId room = asked(min, branch);
  BOOST_TEST(!is_offered(bo, room));
  BOOST_TEST((tries(bo, TalkMove::accepted, room) == Reason::not_a_listener));
  const RoomId by_name = asked(min, bo);
  BOOST_TEST((tries(bo, TalkMove::accepted, by_name) == Reason::none));
  BOOST_TEST((duty(min, true) == Reason::not_a_listener));
}

BOOST_FIXTURE_TEST_CASE(by_name_it_is_for_that_one_alone, QuietRoom) {
  const RoomId room = asked(min, bo);
  BOOST_TEST(!is_offered(lan, room));
  BOOST_TEST((tries(lan, TalkMove::accepted, room) == Reason::room_unknown));
  BOOST_TEST((tries(lan, TalkMove::declined, room) == Reason::room_unknown));
  BOOST_TEST((tries(min, TalkMove::declined, room) == Reason::not_a_listener));
  BOOST_TEST((tries(bo, TalkMove::declined, room) == Reason::none));
  BOOST_TEST(!is_in(bo, room));
  BOOST_TEST((tries(bo, TalkMove::forgotten, room) == Reason::room_unknown));
  BOOST_TEST((tries(min, TalkMove::forgotten, room) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(the_line_is_counted_and_moves_up, QuietRoom) {
  const RoomId first = asked(min, branch);
  const RoomId by_name = asked(min, bo);
  const RoomId second = asked(qiang, branch);
  const RoomId third = asked(far, branch);
  BOOST_TEST(world.talks().ahead(row(first)) == 0u);
  BOOST_TEST(world.talks().ahead(row(second)) == 1u);
  BOOST_TEST(world.talks().ahead(row(third)) == 2u);
  BOOST_TEST(world.talks().ahead(row(by_name)) == 0u);
  BOOST_TEST(talks_offered(world, bo.member) == 4u);
  BOOST_TEST(talks_offered(world, lan.member) == 3u);
  moves(bo, TalkMove::accepted, first);
  BOOST_TEST(world.talks().ahead(row(second)) == 0u);
  BOOST_TEST(world.talks().ahead(row(third)) == 1u);
  BOOST_TEST((world.talks().behind(line_of(row(second)), first, 1) == std::vector{second}));
}

BOOST_FIXTURE_TEST_CASE(only_the_two_seal_and_end_and_forget, QuietRoom) {
  const RoomId room = asked(min, branch);
  moves(bo, TalkMove::accepted, room);
  for (const Caller& who : {lan, chief, owner, qiang, far}) {
    for (const TalkMove move : {TalkMove::sealed, TalkMove::ended, TalkMove::forgotten}) {
      BOOST_TEST((tries(who, move, room) == Reason::room_unknown));
    }
  }
  BOOST_TEST((tries(min, TalkMove::sealed, room) == Reason::none));
  const Decision last = moves(bo, TalkMove::sealed, room);
  BOOST_TEST(get<Receipt>(last.outcome).n == 2u);
  BOOST_TEST(row(room).seals == 2u);
  BOOST_TEST((tries(min, TalkMove::ended, RoomId{999}) == Reason::room_unknown));
}

BOOST_FIXTURE_TEST_CASE(forgetting_takes_every_byte_and_says_so_once, QuietRoom) {
  const RoomId room = asked(min, branch);
  moves(bo, TalkMove::accepted, room);
  for (int i = 0; i < 5; ++i) moves(i % 2 == 0 ? min : bo, TalkMove::sealed, room);
  moves(bo, TalkMove::ended, room);
  const Decision forgotten = moves(min, TalkMove::forgotten, room);
  BOOST_TEST(forgotten.redactions.size() == 7u);  // asked, accepted, five messages
  for (const Event& bare : forgotten.redactions) {
    BOOST_TEST(get<TalkMoved>(bare.body).bytes.empty());
  }
  BOOST_TEST(steps_of(room).empty());
  const Decision again = moves(bo, TalkMove::forgotten, room);
  BOOST_TEST(again.events.empty());
  BOOST_TEST(again.redactions.empty());
  BOOST_TEST(get<Receipt>(again.outcome).already);
  BOOST_TEST(get<Receipt>(again.outcome).seq == get<Receipt>(forgotten.outcome).seq);
  BOOST_TEST(world.talks().of(min.member).empty());
}

BOOST_FIXTURE_TEST_CASE(to_listen_is_no_other_right, QuietRoom) {
  BOOST_TEST(!may_organise(world, lan, works));
  BOOST_TEST(!belongs(world.organisation(), world.member(far.member)->standing, branch));
  does(owner, SetDuty{qiang.member, beside, Duty::listener, true});
  BOOST_TEST(!belongs(world.organisation(), world.member(qiang.member)->standing, beside));
  BOOST_TEST((reason(does(lan, CreateUnit{works, "三支部"})) == Reason::not_organiser));
  BOOST_TEST((reason(does(lan, SetDuty{min.member, branch, Duty::listener, true})) ==
              Reason::not_organiser));
  BOOST_TEST(
      (reason(does(chief, SetDuty{min.member, branch, Duty::listener, true})) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(nothing_else_is_done_in_its_room, QuietRoom) {
  const RoomId room = asked(min, branch);
  moves(bo, TalkMove::accepted, room);
  const Decision sealed = moves(min, TalkMove::sealed, room);
  const Seq seq = get<Receipt>(sealed.outcome).seq;
  const Command commands[] = {
      Post{room, "话", std::nullopt},
      Edit{room, seq, "话"},
      Delete{room, seq},
      Recall{room, seq},
      SetPin{room, seq, true},
      Forward{room, room, seq},
      SetReaction{room, seq, 1},
      ReportPost{room, seq, "理由"},
      RemovePost{room, seq, "理由"},
      MuteMember{room, bo.member, 5, "理由"},
      UnmuteMember{room, bo.member},
      SetReadOnly{room, true, "理由"},
      RenameRoom{room, "名字"},
      SetRoomRules{room, Access::open, std::nullopt},
      ArchiveRoom{room, true},
      AddToRoom{room, {qiang.member}},
      RemoveFromRoom{room, bo.member},
      LeaveRoom{room},
  };
  for (const Command& command : commands) {
    BOOST_TEST_INFO_SCOPE("command " << command.index());
    BOOST_TEST((reason(does(min, command)) == Reason::talk_room));
  }
  const Command strangers[] = {JoinRoom{room},          Post{room, "话", std::nullopt},
                               LeaveRoom{room},         RenameRoom{room, "名字"},
                               ArchiveRoom{room, true}, SetRead{room, seq}};
  for (const Command& command : strangers) {
    for (const Caller& who : {owner, chief, lan, qiang}) {
      BOOST_TEST_INFO_SCOPE("command " << command.index());
      BOOST_TEST((reason(does(who, command)) == Reason::room_unknown));
    }
  }
  BOOST_TEST((reason(does(bo, SetRead{room, seq})) == Reason::none));
  const CreateRoom forged{"谈心", branch, RoomType::talk, Access::closed, Past::shown};
  BOOST_TEST((reason(does(chief, forged)) == Reason::invalid_params));
}

BOOST_AUTO_TEST_SUITE_END()
