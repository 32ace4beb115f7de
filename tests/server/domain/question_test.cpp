// Questions: the rules and the clock alone. Deadlines are as in server/domain/question/README.md.
#include "protocol/limits.hpp"
#include "server/domain/question/clock.hpp"
#include "server/domain/question/rules_question.hpp"
#include "tests/server/domain/desk.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Desk;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace

BOOST_AUTO_TEST_SUITE(question_test)

BOOST_FIXTURE_TEST_CASE(a_question_is_a_post_and_a_step_beside_it, Desk) {
  const Decision asked = does(min, move(QuestionMove::asked, 0, "热水什么时候恢复？"));
  BOOST_TEST(asked.events.size() == 2u);
  BOOST_TEST(get<Posted>(asked.events[0].body).text == "热水什么时候恢复？");
  const auto& step = get<QuestionMoved>(asked.events[1].body);
  BOOST_TEST(step.target == asked.events[0].seq);
  BOOST_TEST((step.unit == branch));
  BOOST_TEST(asked.events[1].n == asked.events[0].n);
  const Receipt& receipt = get<Receipt>(asked.outcome);
  BOOST_TEST(receipt.seq == asked.events[0].seq);
  BOOST_TEST(receipt.n == asked.events[0].n);
  const QuestionRow& row = *open(receipt.seq);
  BOOST_TEST((row.state == QuestionState::open));
  BOOST_TEST((row.by == min.member));
  BOOST_TEST((row.unit == branch));
}

BOOST_FIXTURE_TEST_CASE(the_table_of_states_holds_in_every_cell, Desk) {
  const auto in_state = [&](QuestionState state) {
    const Seq seq = ask(min);
    if (state != QuestionState::open) take(seq);
    if (state == QuestionState::answered) reply(seq);
    if (state == QuestionState::solved) does(min, move(QuestionMove::solved, seq));
    if (state == QuestionState::withdrawn) does(min, move(QuestionMove::withdrawn, seq));
    return seq;
  };
  struct Cell {
    QuestionState state;
    QuestionMove move;
    Reason refused;
    QuestionState next;
  };
  using S = QuestionState;
  using M = QuestionMove;
  using R = Reason;
  const Cell cells[] = {
      {S::open, M::taken, R::none, S::taken},
      {S::open, M::transferred, R::none, S::open},
      {S::open, M::answered, R::none, S::answered},
      {S::open, M::solved, R::none, S::solved},
      {S::open, M::reopened, R::not_answered, S::open},
      {S::open, M::withdrawn, R::none, S::withdrawn},
      {S::taken, M::taken, R::none, S::taken},
      {S::taken, M::transferred, R::none, S::open},
      {S::taken, M::answered, R::none, S::answered},
      {S::taken, M::solved, R::none, S::solved},
      {S::taken, M::reopened, R::not_answered, S::taken},
      {S::taken, M::withdrawn, R::none, S::withdrawn},
      {S::answered, M::taken, R::question_answered, S::answered},
      {S::answered, M::transferred, R::question_answered, S::answered},
      {S::answered, M::answered, R::none, S::answered},
      {S::answered, M::solved, R::none, S::solved},
      {S::answered, M::reopened, R::none, S::taken},
      {S::answered, M::withdrawn, R::none, S::withdrawn},
      {S::solved, M::taken, R::no_open_question, S::solved},
      {S::solved, M::answered, R::no_open_question, S::solved},
      {S::solved, M::transferred, R::no_open_question, S::solved},
      {S::solved, M::solved, R::no_open_question, S::solved},
      {S::solved, M::reopened, R::no_open_question, S::solved},
      {S::withdrawn, M::taken, R::no_open_question, S::withdrawn},
      {S::withdrawn, M::withdrawn, R::no_open_question, S::withdrawn},
  };
  for (const Cell& cell : cells) {
    BOOST_TEST_INFO_SCOPE(word(cell.state) << " x " << word(cell.move));
    const Seq seq = in_state(cell.state);
    const bool is_askers =
        cell.move == M::solved || cell.move == M::reopened || cell.move == M::withdrawn;
    MoveQuestion command = move(cell.move, seq, "周三修好。");
    if (cell.move != M::answered) command.text.clear();
    if (cell.move == M::transferred) {
      command.unit = works;
      command.reason = "归厂里管";
    }
    BOOST_TEST((reason(does(is_askers ? min : first, command)) == cell.refused));
    const QuestionRow* row = world.questions().row({room, seq});
    if (row != nullptr) BOOST_TEST((row->state == cell.next));
    if (cell.next != S::solved && cell.next != S::withdrawn) {
      BOOST_REQUIRE(row != nullptr);
      does(min, move(M::withdrawn, seq));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(only_those_who_answer_for_it_take_and_answer_and_nobody_its_own, Desk) {
  const Seq seq = ask(min);
  BOOST_TEST((reason(does(qiang, move(QuestionMove::taken, seq))) == Reason::not_responsible));
  BOOST_TEST((reason(does(qiang, move(QuestionMove::answered, seq, "不知道"))) ==
              Reason::not_responsible));
  BOOST_TEST((reason(does(sibling, move(QuestionMove::taken, seq))) == Reason::room_unknown));
  does(above, LeaveRoom{room});
  BOOST_TEST((reason(does(above, move(QuestionMove::taken, seq))) == Reason::not_member));
  does(above, JoinRoom{room});
  BOOST_TEST((reason(does(above, move(QuestionMove::taken, seq))) == Reason::none));

  const Seq own = ask(first);
  BOOST_TEST((reason(does(first, move(QuestionMove::taken, own))) == Reason::own_question));
  BOOST_TEST(
      (reason(does(first, move(QuestionMove::answered, own, "好"))) == Reason::own_question));
  BOOST_TEST((reason(does(second, move(QuestionMove::taken, own))) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(only_the_asker_closes_also_from_outside_the_room, Desk) {
  const Seq seq = ask(min);
  reply(seq);
  for (const QuestionMove one :
       {QuestionMove::solved, QuestionMove::reopened, QuestionMove::withdrawn}) {
    BOOST_TEST((reason(does(first, move(one, seq))) == Reason::not_author));
    BOOST_TEST((reason(does(owner, move(one, seq))) == Reason::not_author));
    BOOST_TEST((reason(does(server, move(one, seq))) != Reason::none));
  }
  does(first, RemoveFromRoom{room, min.member});
  BOOST_TEST((reason(does(min, move(QuestionMove::reopened, seq))) == Reason::none));
  BOOST_TEST((reason(does(min, move(QuestionMove::solved, seq))) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(words_in_such_a_room_answer_something, Desk) {
  const Seq seq = ask(min);
  BOOST_TEST((reason(does(qiang, Post{room, "我也想问", {}})) == Reason::question_needed));
  const Target post{.exists = true, .is_post = true, .by = min.member, .at = now, .n = 1};
  BOOST_TEST((reason(does(qiang, Post{room, "我也想知道", seq}, {}, post)) == Reason::none));
  BOOST_TEST((reason(does(qiang, Forward{room, room, seq}, {}, post)) == Reason::question_needed));
  const RoomId chat = world.next_room();
  does(first, CreateRoom{"茶馆", branch, RoomType::chat, Access::open, Past::shown});
  MoveQuestion elsewhere = move(QuestionMove::asked, 0, "这里能问吗？");
  elsewhere.room = chat;
  BOOST_TEST((reason(does(first, elsewhere)) == Reason::not_questions));
}

BOOST_FIXTURE_TEST_CASE(the_room_stays_open_with_its_past_and_members_make_none, Desk) {
  const auto make = [&](const Caller& who, Access access, Past past) {
    return does(who, CreateRoom{"有问必答", branch, RoomType::questions, access, past});
  };
  const Decision closed = make(first, Access::closed, Past::shown);
  BOOST_TEST((reason(closed) == Reason::invalid_params));
  BOOST_TEST(get<Refusal>(closed.outcome).field == "access");
  BOOST_TEST(get<Refusal>(make(first, Access::open, Past::hidden).outcome).field == "past");
  BOOST_TEST((reason(make(min, Access::open, Past::shown)) == Reason::not_organiser));
  BOOST_TEST(
      (reason(does(first, SetRoomRules{room, Access::closed, {}})) == Reason::invalid_params));
  BOOST_TEST((reason(does(first, SetRoomRules{room, {}, Past::hidden})) == Reason::invalid_params));
}

BOOST_FIXTURE_TEST_CASE(a_missed_acknowledgement_makes_the_parent_an_owner_once, Desk) {
  const Seq seq = ask(min);
  now.ms += 24 * hour_ms - 1;
  BOOST_TEST(tick().events.empty());
  ++now.ms;
  const Decision breached = tick();
  BOOST_REQUIRE(breached.events.size() == 1u);
  const auto& step = get<QuestionMoved>(breached.events[0].body);
  BOOST_TEST((breached.events[0].by == MemberId{}));
  BOOST_TEST((step.move == QuestionMove::breached));
  BOOST_TEST((step.clock == QuestionClock::acknowledge));
  BOOST_TEST((step.due == Instant{open(seq)->at.ms + 24 * hour_ms}));
  BOOST_TEST((step.unit == works));
  BOOST_TEST(step.level == 1u);
  now.ms += hour_ms;
  BOOST_TEST(tick().events.empty());
  BOOST_TEST((open(seq)->unit == branch));
  BOOST_TEST((open(seq)->co_owners == std::vector{works}));
}

BOOST_FIXTURE_TEST_CASE(without_an_answer_it_climbs_to_the_top_and_is_said_no_more, Desk) {
  const Seq seq = ask(min);
  now.ms += 24 * hour_ms;
  tick();
  now.ms += 48 * hour_ms;
  tick();
  BOOST_TEST((open(seq)->co_owners == std::vector{works, root_unit}));
  now.ms += 72 * hour_ms;
  const auto last = tick();
  BOOST_REQUIRE(last.events.size() == 1u);
  BOOST_TEST((get<QuestionMoved>(last.events[0].body).unit == UnitId{}));
  BOOST_TEST(open(seq)->at_top);
  now.ms += 10'000 * hour_ms;
  BOOST_TEST(tick().events.empty());
  BOOST_TEST(open(seq)->answer_breaches == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_stood_still_says_all_it_missed_at_once, Desk) {
  const Seq seq = ask(min);
  now.ms += 1'000 * hour_ms;
  const Decision late = tick();
  BOOST_TEST(late.events.size() == 3u);
  std::uint64_t level = 0;
  for (const Event& event : late.events) {
    BOOST_TEST(get<QuestionMoved>(event.body).level == ++level);
  }
  BOOST_TEST(tick().events.empty());
  BOOST_TEST((open(seq)->co_owners == std::vector{works, root_unit}));
}

BOOST_FIXTURE_TEST_CASE(who_comes_just_before_the_tick_does_not_hide_the_breach, Desk) {
  const Seq taken = ask(min);
  const Seq answered = ask(min);
  const Seq solved = ask(min);
  const Seq deleted = ask(min);
  now.ms += 72 * hour_ms;
  const auto breaches = [](const Decision& decision) {
    std::size_t count = 0;
    for (const Event& event : decision.events) {
      const auto* step = get_if<QuestionMoved>(&event.body);
      count += step != nullptr && step->move == QuestionMove::breached ? 1 : 0;
    }
    return count;
  };
  BOOST_TEST(breaches(take(taken)) == 2u);
  BOOST_TEST(breaches(reply(answered)) == 2u);
  BOOST_TEST(breaches(does(min, move(QuestionMove::solved, solved))) == 2u);
  const Target post{.exists = true, .is_post = true, .by = min.member, .at = now, .n = 1};
  const Decision gone = does(min, Delete{room, deleted}, {}, post);
  BOOST_TEST(breaches(gone) == 2u);
  BOOST_TEST((get<QuestionMoved>(gone.events.back().body).move == QuestionMove::withdrawn));
  BOOST_TEST(breaches(tick()) == 0u);
  BOOST_TEST(counts().late == 4u);
}

BOOST_FIXTURE_TEST_CASE(nothing_moves_a_deadline, Desk) {
  const Seq seq = ask(min);
  const auto due = [&] { return next_breach(*open(seq))->due; };
  const Instant acknowledge = due();
  BOOST_TEST((acknowledge == Instant{open(seq)->at.ms + limits::question_acknowledge_ms}));
  pass_on(seq, works);
  BOOST_TEST((due() == acknowledge));
  does(above, move(QuestionMove::taken, seq));
  const Instant answer{open(seq)->at.ms + limits::question_answer_ms};
  BOOST_TEST((due() == answer));
  const Target post{.exists = true, .is_post = true, .by = min.member, .at = now, .n = 1};
  BOOST_TEST((reason(does(min, Edit{room, seq, "改过的问题"}, {}, post)) == Reason::none));
  pass_on(seq, branch, above);
  BOOST_TEST((due() == answer));
  reply(seq);
  BOOST_TEST(!next_breach(*open(seq)).has_value());
  now.ms += 80 * hour_ms;
  const Decision reopened = does(min, move(QuestionMove::reopened, seq));
  BOOST_REQUIRE(reopened.events.size() == 2u);
  const auto& step = get<QuestionMoved>(reopened.events[1].body);
  BOOST_TEST((step.move == QuestionMove::breached));
  BOOST_TEST((step.due == answer));
  BOOST_TEST(counts().late == 1u);
  BOOST_TEST(counts().in_time == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_transfer_has_a_reason_and_stays_on_the_line_of_the_room, Desk) {
  const Seq seq = ask(min);
  MoveQuestion command = move(QuestionMove::transferred, seq);
  command.unit = works;
  BOOST_TEST((reason(does(first, command)) == Reason::reason_invalid));
  command.reason = "归厂里管";
  command.unit = UnitId{99};
  BOOST_TEST((reason(does(first, command)) == Reason::unit_unknown));
  command.unit = other_branch;
  BOOST_TEST((reason(does(first, command)) == Reason::unit_out_of_reach));
  command.unit = works;
  BOOST_TEST((reason(does(first, command)) == Reason::none));
  BOOST_TEST((open(seq)->unit == works));
  BOOST_TEST((reason(does(first, command)) == Reason::not_responsible));  // it is theirs no more
  const Decision again = does(above, command);
  BOOST_TEST(get<Receipt>(again.outcome).already);
  BOOST_TEST(again.events.empty());
}

BOOST_FIXTURE_TEST_CASE(who_became_an_owner_stays_one_and_no_unit_twice, Desk) {
  const Seq seq = ask(min);
  now.ms += 24 * hour_ms;
  tick();  // works owns it, too
  pass_on(seq, root_unit);
  now.ms += 48 * hour_ms;
  tick();  // above works is the root, which owns it already: nobody stands above
  BOOST_TEST((open(seq)->co_owners == std::vector{works}));
  BOOST_TEST(open(seq)->at_top);
  BOOST_TEST(owns(*open(seq), works));
}

BOOST_FIXTURE_TEST_CASE(what_is_open_keeps_its_room_and_its_units, Desk) {
  const Seq seq = ask(min);
  BOOST_TEST((reason(does(first, ArchiveRoom{room, true})) == Reason::questions_open));
  does(owner, CreateUnit{branch, "班组"});
  const UnitId team = last_unit();
  pass_on(seq, team);
  const Decision closing = does(first, CloseUnit{team});
  BOOST_TEST((reason(closing) == Reason::unit_not_empty));
  BOOST_TEST(get<Refusal>(closing.outcome).field == "questions");
  does(min, move(QuestionMove::withdrawn, seq));
  BOOST_TEST((reason(does(first, CloseUnit{team})) == Reason::none));
  BOOST_TEST((reason(does(first, ArchiveRoom{room, true})) == Reason::none));
  BOOST_TEST(
      (reason(does(min, move(QuestionMove::asked, 0, "还能问吗？"))) == Reason::room_archived));
}

BOOST_FIXTURE_TEST_CASE(an_organiser_who_removes_the_words_does_not_stop_the_clock, Desk) {
  const Seq seq = ask(min);
  const Target post{.exists = true, .is_post = true, .by = min.member, .at = now, .n = 1};
  BOOST_TEST((reason(does(first, RemovePost{room, seq, "无关"}, {}, post)) == Reason::none));
  BOOST_REQUIRE(open(seq) != nullptr);
  now.ms += 24 * hour_ms;
  BOOST_TEST(tick().events.size() == 1u);
  BOOST_TEST((reason(reply(seq)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(deleting_or_recalling_the_post_withdraws_and_so_does_erasure, Desk) {
  const Target post{.exists = true, .is_post = true, .by = min.member, .at = now, .n = 1};
  const Seq deleted = ask(min);
  does(min, Delete{room, deleted}, {}, post);
  const Seq recalled = ask(min);
  does(min, Recall{room, recalled}, {}, post);
  BOOST_TEST(world.questions().size() == 0u);
  BOOST_TEST(counts().withdrawn == 2u);
  ask(qiang);
  const Decision erased = does(owner, EraseMember{qiang.member, false});
  BOOST_TEST((reason(erased) == Reason::none));
  BOOST_TEST(world.questions().size() == 0u);
  BOOST_TEST(counts().withdrawn == 3u);
  BOOST_TEST(counts().open() == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_muted_ask_nothing_and_close_what_they_asked, Desk) {
  const Seq seq = ask(min);
  does(first, MuteMember{room, min.member, 60, "请冷静"});
  BOOST_TEST((reason(does(min, move(QuestionMove::asked, 0, "还有"))) == Reason::muted));
  BOOST_TEST((reason(does(min, move(QuestionMove::withdrawn, seq))) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(there_are_bounds_at_which_it_still_works_and_one_past_them_not, Desk) {
  for (std::size_t i = 0; i < limits::open_questions_per_member; ++i) ask(min);
  const Decision more = does(min, move(QuestionMove::asked, 0, "再问一个"));
  BOOST_TEST((reason(more) == Reason::limit_reached));
  BOOST_TEST(get<Refusal>(more.outcome).field == "open_questions_per_member");
  ask(qiang);
}

BOOST_FIXTURE_TEST_CASE(all_open_questions_together_are_bounded_too, Desk) {
  // Loaded as rows, since asking them takes as long as there are.
  for (std::size_t i = 1; i < limits::open_questions; ++i) {
    QuestionRow row{.room = room, .question = 1'000 + i, .by = qiang.member, .at = now};
    row.asked_in = row.unit = branch;
    world.load(row);
  }
  ask(min);
  const Decision more = does(min, move(QuestionMove::asked, 0, "再问一个"));
  BOOST_TEST((reason(more) == Reason::limit_reached));
  BOOST_TEST(get<Refusal>(more.outcome).field == "open_questions");
}

BOOST_FIXTURE_TEST_CASE(no_more_units_own_one_than_a_row_can_hold, Desk) {
  QuestionRow row{.room = room, .question = 7, .by = min.member, .at = now};
  row.unit = branch;
  for (std::uint64_t i = 0; i < limits::question_co_owners; ++i) row.co_owners.push_back(branch);
  BOOST_TEST((next_owner(world.organisation(), row) == UnitId{}));
  row.co_owners.pop_back();
  BOOST_TEST((next_owner(world.organisation(), row) == works));
}

BOOST_AUTO_TEST_SUITE_END()
