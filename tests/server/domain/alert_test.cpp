// Alerts: the rules, the audience and the figures alone, as in server/domain/alert/README.md.
#include "protocol/limits.hpp"
#include "server/domain/alert/rules_alert.hpp"
#include "tests/server/domain/desk.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Desk;

namespace {

const std::vector<std::string> usual{"安全", "需要帮助", "30 分钟内到"};

// The works of Desk: above at home in the works; first, second, min, qiang in one branch; sibling
// in another; the owner is at home nowhere.
struct Siren : Desk {
  RaiseAlert alert(std::vector<UnitId> units) const {
    return {std::move(units), false, "三号罐区泄漏", "请立即撤离到集合点。", usual};
  }
  RoomId raise(const Caller& who, std::vector<UnitId> units) {
    const Decision raised = does(who, alert(std::move(units)));
    BOOST_REQUIRE((reason(raised) == Reason::none));
    return get<Receipt>(raised.outcome).room;
  }
  Reason moves(const Caller& who, AlertMove what, RoomId where) {
    return reason(does(who, MoveAlert{what, where, "是误报，请回到岗位。"}));
  }
  Decision reaches(const Caller& who, RoomId where, Reach reach) {
    return does(who, ReachAlert{where, reach});
  }
  Decision answers(const Caller& who, RoomId where, std::uint64_t option) {
    return does(who, AnswerAlert{where, option});
  }
  AlertFigures figures(RoomId where) const { return Alerts::sum(*world.alerts().find(where)); }
  Reach reach(RoomId where, const Caller& who) const {
    return world.alerts().mark(where, who.member)->reach;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(alert_test)

BOOST_FIXTURE_TEST_CASE(it_is_a_room_of_its_own_with_its_people_in_it, Siren) {
  const Decision raised = does(first, alert({branch}));
  const Receipt& receipt = get<Receipt>(raised.outcome);
  const Room& of_it = *world.room(receipt.room);
  BOOST_TEST((of_it.rules.rules.type == RoomType::alert));
  BOOST_TEST(of_it.members.size() == 4u);
  BOOST_TEST(of_it.members.contains(min.member));
  BOOST_TEST(!of_it.members.contains(sibling.member));
  const auto& step = get<AlertMoved>(raised.events.back().body);
  BOOST_TEST(step.targeted == 4u);
  BOOST_TEST(step.target == receipt.seq);
  BOOST_TEST(world.member(min.member)->rooms.contains(receipt.room));
}

BOOST_FIXTURE_TEST_CASE(who_raises_it_need_not_be_one_of_its_people, Siren) {
  const RoomId where = raise(owner, {branch});
  BOOST_TEST(world.room(where)->members.contains(owner.member));
  BOOST_TEST((world.alerts().mark(where, owner.member) == nullptr));
  BOOST_TEST(figures(where).targeted == 4u);
}

BOOST_FIXTURE_TEST_CASE(each_person_counts_once_however_the_units_overlap, Siren) {
  BOOST_TEST(audience_of(world, {works, branch, other_branch}).size() == 6u);
  BOOST_TEST(audience_of(world, {branch}).size() == 4u);
  BOOST_TEST(audience_of(world, {other_branch}).size() == 1u);
  BOOST_TEST(audience_of(world, {root_unit}).size() == 7u);  // the owner, who is at home nowhere
  does(owner, SetActive{min.member, false});
  BOOST_TEST(audience_of(world, {branch}).size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(the_audience_is_frozen_when_it_is_raised, Siren) {
  const RoomId where = raise(first, {branch});
  const Caller late = worker("新人", branch);
  does(owner, SetHome{qiang.member, other_branch});
  BOOST_TEST(figures(where).targeted == 4u);
  BOOST_TEST((world.alerts().mark(where, late.member) == nullptr));
  BOOST_TEST((world.alerts().mark(where, qiang.member)->unit == branch));
  BOOST_TEST((reason(answers(qiang, where, 1)) == Reason::none));
  BOOST_TEST((reason(answers(late, where, 1)) == Reason::room_unknown));
}

BOOST_FIXTURE_TEST_CASE(only_who_organises_all_of_its_units_raises_and_moves_it, Siren) {
  BOOST_TEST((reason(does(min, alert({branch}))) == Reason::not_organiser));
  BOOST_TEST((reason(does(first, alert({works}))) == Reason::not_organiser));  // above one's unit
  BOOST_TEST((reason(does(first, alert({branch, other_branch}))) == Reason::not_organiser));
  BOOST_TEST((reason(does(above, alert({UnitId{99}}))) == Reason::unit_unknown));
  const RoomId where = raise(above, {branch, other_branch});
  BOOST_TEST((moves(first, AlertMove::cancelled, where) == Reason::not_organiser));
  BOOST_TEST((moves(min, AlertMove::updated, where) == Reason::not_organiser));
  BOOST_TEST((moves(owner, AlertMove::updated, where) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(to_nobody_it_is_refused, Siren) {
  does(owner, CreateUnit{works, "空支部"});
  const Decision refused = does(owner, alert({last_unit()}));
  BOOST_TEST((reason(refused) == Reason::alert_to_nobody));
  const Decision none = does(owner, alert({}));
  BOOST_TEST(get<Refusal>(none.outcome).field == "alert_units");
}

BOOST_FIXTURE_TEST_CASE(its_words_and_answers_are_checked_and_bounded, Siren) {
  RaiseAlert asks = alert({branch});
  asks.text = " \n";
  BOOST_TEST((reason(does(first, asks)) == Reason::text_blank));
  asks = alert({branch});
  asks.title = "一\n二";
  BOOST_TEST((reason(does(first, asks)) == Reason::title_invalid));
  asks = alert({branch});
  asks.options = {};
  BOOST_TEST(get<Refusal>(does(first, asks).outcome).field == "alert_options");
  asks.options = {"安全", "安全"};
  BOOST_TEST((reason(does(first, asks)) == Reason::invalid_params));
  asks.options = {std::string(limits::alert_option_bytes + 1, 'x')};
  BOOST_TEST((reason(does(first, asks)) == Reason::title_invalid));
  asks.options.clear();
  for (std::size_t i = 0; i < limits::alert_options; ++i)
    asks.options.push_back("答" + std::to_string(i));
  BOOST_TEST((reason(does(first, asks)) == Reason::none));
  asks.options.push_back("再一个");
  BOOST_TEST(get<Refusal>(does(first, asks).outcome).field == "alert_options");
}

BOOST_FIXTURE_TEST_CASE(so_many_at_once_and_one_more_when_one_is_over, Siren) {
  std::vector<RoomId> raised;
  for (std::size_t i = 0; i < limits::open_alerts; ++i) raised.push_back(raise(first, {branch}));
  const Decision more = does(first, alert({branch}));
  BOOST_TEST(get<Refusal>(more.outcome).field == "open_alerts");
  BOOST_TEST((moves(first, AlertMove::all_clear, raised.front()) == Reason::none));
  raise(first, {branch});
}

BOOST_FIXTURE_TEST_CASE(what_is_known_of_a_person_only_rises, Siren) {
  const RoomId where = raise(first, {branch});
  BOOST_TEST((reach(where, min) == Reach::targeted));
  reaches(min, where, Reach::seen);
  BOOST_TEST((reach(where, min) == Reach::seen));
  const Decision late = reaches(min, where, Reach::delivered);
  BOOST_TEST(get<Receipt>(late.outcome).already);
  BOOST_TEST(late.marks.empty());
  BOOST_TEST((reach(where, min) == Reach::seen));
  answers(min, where, 1);
  reaches(min, where, Reach::delivered);
  BOOST_TEST((reach(where, min) == Reach::answered));
  const AlertFigures all = figures(where);
  BOOST_TEST((all.reached == std::array<std::uint64_t, 5>{4, 1, 1, 1, 1}));
}

BOOST_FIXTURE_TEST_CASE(an_answer_may_be_revised_and_counts_once, Siren) {
  const RoomId where = raise(first, {branch});
  answers(min, where, 2);
  now.ms += 1'000;
  answers(min, where, 1);
  BOOST_TEST((figures(where).answers == std::vector<std::uint64_t>{1, 0, 0}));
  const AlertMark& mark = *world.alerts().mark(where, min.member);
  BOOST_TEST(mark.revisions == 1u);
  BOOST_TEST((mark.answered_at == now));
  const Decision again = answers(min, where, 1);
  BOOST_TEST(again.marks.empty());
  BOOST_TEST((reason(answers(min, where, 4)) == Reason::invalid_params));
  BOOST_TEST((reason(answers(sibling, where, 1)) == Reason::room_unknown));
  BOOST_TEST((reason(answers(owner, where, 1)) == Reason::not_member));  // follows it, is not of it
}

BOOST_FIXTURE_TEST_CASE(whoever_answers_for_them_ticks_by_hand_and_takes_it_back, Siren) {
  const RoomId where = raise(above, {branch, other_branch});
  BOOST_TEST((reason(does(first, TickAlert{where, min.member, true})) == Reason::none));
  BOOST_TEST(figures(where).ticked == 1u);
  BOOST_TEST(
      (reason(does(first, TickAlert{where, sibling.member, true})) == Reason::not_organiser));
  BOOST_TEST((reason(does(qiang, TickAlert{where, min.member, true})) == Reason::not_organiser));
  BOOST_TEST((reason(does(first, TickAlert{where, owner.member, true})) == Reason::member_unknown));
  answers(min, where, 1);
  BOOST_TEST(figures(where).ticked == 0u);  // it has answered by itself
  does(first, TickAlert{where, min.member, false});
  BOOST_TEST((world.alerts().mark(where, min.member)->ticked_by == MemberId{}));
}

BOOST_FIXTURE_TEST_CASE(when_it_is_over_it_is_followed_and_not_answered, Siren) {
  const RoomId where = raise(first, {branch});
  BOOST_TEST((moves(first, AlertMove::updated, where) == Reason::none));
  BOOST_TEST((moves(first, AlertMove::cancelled, where) == Reason::none));
  for (const AlertMove one : {AlertMove::updated, AlertMove::cancelled, AlertMove::all_clear}) {
    BOOST_TEST((moves(first, one, where) == Reason::alert_over));
  }
  BOOST_TEST((reason(answers(min, where, 1)) == Reason::alert_over));
  BOOST_TEST((reason(does(first, TickAlert{where, min.member, true})) == Reason::alert_over));
  BOOST_TEST((reason(reaches(min, where, Reach::seen)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(written_is_said_by_the_server_alone_and_raises_only, Siren) {
  const RoomId where = raise(first, {branch});
  const NoteWritten both{{{where, min.member}, {where, min.member}, {where, sibling.member}}};
  BOOST_TEST((reason(does(min, both)) == Reason::not_organiser));
  BOOST_TEST(figures(where).reached[1] == 0u);

  BOOST_TEST(does(server, both).marks.size() == 1u);  // the other one it is not for
  BOOST_TEST(figures(where).reached[1] == 1u);
  reaches(qiang, where, Reach::seen);
  BOOST_TEST(does(server, NoteWritten{{{where, qiang.member}, {where, min.member}}}).marks.empty());
  BOOST_TEST((world.alerts().mark(where, qiang.member)->reach == Reach::seen));
}

// Many of many at once are one row, a few of many a mark each: what is known is the same.
BOOST_FIXTURE_TEST_CASE(written_to_many_is_one_row_and_to_a_few_a_mark_each, Siren) {
  std::vector<Caller> crowd;
  for (int i = 0; i < 64; ++i) crowd.push_back(worker("工友" + std::to_string(i), other_branch));
  const RoomId where = raise(above, {other_branch});
  BOOST_REQUIRE(figures(where).targeted == 65u);
  const auto written = [&](std::size_t from, std::size_t to) {
    NoteWritten note;
    for (std::size_t i = to; i > from; --i) note.written.push_back({where, crowd[i - 1].member});
    return note;
  };
  const Decision few = does(server, written(0, 4));
  BOOST_TEST(few.marks.size() == 4u);
  BOOST_TEST((holds_alternative<AlertMark>(few.marks.front())));
  BOOST_TEST(figures(where).reached[1] == 4u);
  answers(crowd[10], where, 1);
  const Decision many = does(server, written(2, 40));
  BOOST_REQUIRE(many.marks.size() == 1u);
  BOOST_TEST(get<AlertAudience>(many.marks.front()).people.size() == 65u);
  BOOST_TEST(figures(where).reached[1] == 40u);
  BOOST_TEST((reach(where, crowd[10]) == Reach::answered));
  BOOST_TEST((reach(where, crowd[39]) == Reach::written));
  BOOST_TEST((reach(where, crowd[40]) == Reach::targeted));
  BOOST_TEST(does(server, written(0, 40)).marks.empty());
}

// Said of several alerts in one command, of people it is not for, and of rooms that are no alerts.
BOOST_FIXTURE_TEST_CASE(what_was_written_is_noted_by_alert, Siren) {
  const RoomId one = raise(first, {branch});
  const RoomId other = raise(above, {branch, other_branch});
  does(server, NoteWritten{{{other, sibling.member},
                            {one, min.member},
                            {RoomId{77}, min.member},
                            {other, min.member},
                            {one, sibling.member}}});
  BOOST_TEST(figures(one).reached[1] == 1u);
  BOOST_TEST(figures(other).reached[1] == 2u);
}

BOOST_FIXTURE_TEST_CASE(its_followers_are_those_who_may_follow_it_and_are_not_its_people, Siren) {
  const Caller lone = worker("无家", UnitId{});
  for (const auto& units : {std::vector{branch}, std::vector{works}, std::vector{root_unit},
                            std::vector{other_branch}}) {
    const RoomId where = raise(owner, units);
    const Alert& alert = *world.alerts().find(where);
    std::vector<MemberId> naive;
    for (const auto& [id, member] : world.members()) {
      if (!alert.is_for(id) && may_follow(world, {.member = id}, alert)) naive.push_back(id);
    }
    BOOST_TEST((followers_of(world, alert) == naive));
    BOOST_TEST(alert.is_for(lone.member) == (units.front() == root_unit));
    BOOST_TEST(naive.empty() == (units.front() == root_unit));
  }
}

BOOST_FIXTURE_TEST_CASE(its_room_is_nobodys_to_arrange_or_to_speak_in, Siren) {
  const RoomId where = raise(first, {branch});
  const Seq seq = world.room(where)->row.last_seq;
  const Target post{.exists = true, .is_post = true, .by = first.member, .at = now, .n = 1};
  const std::pair<Caller, Command> all[] = {
      {first, Post{where, "话", {}}},
      {first, Edit{where, seq - 1, "改"}},
      {min, LeaveRoom{where}},
      {first, AddToRoom{where, {sibling.member}}},
      {first, RemoveFromRoom{where, min.member}},
      {first, RenameRoom{where, "新名"}},
      {first, SetRoomRules{where, Access::open, {}}},
      {first, ArchiveRoom{where, true}},
      {first, MuteMember{where, min.member, 5, "静"}},
      {first, UnmuteMember{where, min.member}},
      {first, SetReadOnly{where, true, {}}},
      {first, RemovePost{where, seq - 1, "不对"}},
      {first, SetPin{where, seq - 1, true}},
      {min, SetReaction{where, seq - 1, 1}},
  };
  for (const auto& [who, command] : all) {
    BOOST_TEST_INFO_SCOPE(command.index());
    BOOST_TEST((reason(does(who, command, {}, post)) == Reason::alert_room));
  }
  BOOST_TEST((reason(does(first, CreateRoom{"警报", branch, RoomType::alert, Access::closed,
                                            Past::shown})) == Reason::invalid_params));
  moves(first, AlertMove::all_clear, where);
  BOOST_TEST((reason(does(first, ArchiveRoom{where, true})) == Reason::none));
}

// A store may hold one that was set when it still could be: who did so may take it back.
BOOST_FIXTURE_TEST_CASE(a_reaction_is_no_answer_and_only_taken_back, Siren) {
  const RoomId where = raise(first, {branch});
  const Seq words = world.alerts().find(where)->row.words;
  Target post{.exists = true, .is_post = true, .by = first.member, .at = now, .n = 1};
  BOOST_TEST((reason(does(min, SetReaction{where, words, 1}, {}, post)) == Reason::alert_room));
  post.reaction = 1;
  const Decision back = does(min, SetReaction{where, words, 0}, {}, post);
  BOOST_TEST((reason(back) == Reason::none));
  BOOST_TEST(get<ReactionMark>(back.marks.at(0)).gone);
}

BOOST_FIXTURE_TEST_CASE(only_who_organises_all_of_its_units_archives_it, Siren) {
  const RoomId where = raise(above, {branch, other_branch});
  moves(above, AlertMove::all_clear, where);
  for (const bool archived : {true, false}) {
    BOOST_TEST((reason(does(first, ArchiveRoom{where, archived})) == Reason::not_organiser));
    BOOST_TEST((reason(does(above, ArchiveRoom{where, archived})) == Reason::none));
    BOOST_TEST(world.room(where)->rules.archived == archived);
  }
}

BOOST_FIXTURE_TEST_CASE(who_raised_it_and_was_put_down_does_nothing_with_it_any_more, Siren) {
  const RoomId where = raise(first, {branch});
  does(owner, SetDuty{first.member, branch, Duty::organiser, false});
  BOOST_TEST((moves(first, AlertMove::all_clear, where) == Reason::not_organiser));
  BOOST_TEST((reason(does(first, TickAlert{where, min.member, true})) == Reason::not_organiser));
  moves(owner, AlertMove::all_clear, where);
  BOOST_TEST((reason(does(first, ArchiveRoom{where, true})) == Reason::not_organiser));
  BOOST_TEST((reason(answers(first, where, 1)) == Reason::alert_over));  // still one of its people
}

BOOST_FIXTURE_TEST_CASE(the_erased_are_in_no_list_and_the_deactivated_stay, Siren) {
  const RoomId where = raise(first, {branch});
  does(owner, SetActive{qiang.member, false});
  BOOST_TEST(figures(where).targeted == 4u);
  does(owner, EraseMember{min.member, false});
  BOOST_TEST(figures(where).targeted == 3u);
  BOOST_TEST((world.alerts().mark(where, min.member) == nullptr));
  BOOST_TEST(!world.room(where)->members.contains(min.member));
  BOOST_TEST(world.alerts().find(where)->row.targeted == 4u);
}

// Whatever is done in whatever order: figures by unit are what a naive count of the marks says, and
// no reach ever falls.
BOOST_FIXTURE_TEST_CASE(figures_are_what_the_marks_say_and_nothing_falls, Siren) {
  std::mt19937 random(20261127);
  const auto below = [&](std::size_t bound) { return random() % bound; };
  for (int round = 0; round < 200; ++round) {
    Siren town;
    const RoomId where = town.raise(town.above, {town.branch, town.other_branch});
    const Caller* people[] = {&town.first, &town.second, &town.min, &town.qiang, &town.sibling};
    std::map<MemberId, Reach> before;
    for (int step = 0; step < 60; ++step) {
      const Caller& who = *people[below(5)];
      switch (below(5)) {
        case 4:
          town.does(town.server,
                    NoteWritten{{{where, who.member}, {where, people[below(5)]->member}}});
          break;
        case 0:
          town.reaches(who, where, below(2) == 0 ? Reach::delivered : Reach::seen);
          break;
        case 1:
          town.answers(who, where, 1 + below(4));
          break;
        case 2:
          town.does(*people[below(5)], TickAlert{where, who.member, below(2) == 0});
          break;
        default:
          town.does(town.above, TickAlert{where, who.member, below(2) == 0});
      }
      const Alert& alert = *town.world.alerts().find(where);
      std::map<UnitId, AlertFigures> naive;
      for (const AlertMark& mark : alert.people) {
        AlertFigures& unit = naive[mark.unit];
        unit.answers.resize(alert.row.options.size());
        ++unit.targeted;
        for (std::size_t i = 0; i < 5; ++i) {
          unit.reached[i] += static_cast<std::size_t>(mark.reach) > i ? 1 : 0;
        }
        if (mark.option != 0) ++unit.answers[mark.option - 1];
        unit.ticked += mark.ticked_by != MemberId{} && mark.reach != Reach::answered ? 1 : 0;
        BOOST_REQUIRE((before[mark.member] <= mark.reach));
        before[mark.member] = mark.reach;
      }
      BOOST_REQUIRE((naive == alert.by_unit));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
