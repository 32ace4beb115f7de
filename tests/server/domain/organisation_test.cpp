// The tree, duties, homes and what follows from them: the rules alone.
#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

// A works with two branches below it and a team below the first; an owner; organisers of the works
// and of the first branch.
struct Works : Town {
  Works() {
    owner = add("周建民", true);
    works = unit(root_unit, "炼油厂");
    first = unit(works, "第一党支部");
    second = unit(works, "第二党支部");
    team = unit(first, "甲班");
    chief = add("徐静");
    leader = add("林晚");
    worker = add("王敏");
    give(chief, works);
    give(leader, first);
  }
  UnitId unit(UnitId parent, const std::string& name) {
    const UnitId id = world.organisation().next_unit();
    BOOST_REQUIRE((reason(does(owner, CreateUnit{parent, name})) == Reason::none));
    return id;
  }
  void give(const Caller& member, UnitId where) {
    const SetDuty duty{member.member, where, Duty::organiser, true};
    BOOST_REQUIRE((reason(does(owner, duty)) == Reason::none));
  }
  void home(const Caller& member, UnitId where) {
    BOOST_REQUIRE((reason(does(owner, SetHome{member.member, where})) == Reason::none));
  }
  RoomId room(const Caller& maker, CreateRoom command) {
    const RoomId id = world.next_room();
    BOOST_REQUIRE((reason(does(maker, command)) == Reason::none));
    return id;
  }
  bool is_in(RoomId room, const Caller& who) const {
    return world.room(room)->members.contains(who.member);
  }

  Caller owner, chief, leader, worker;
  UnitId works, first, second, team;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(organisation_test)

BOOST_FIXTURE_TEST_CASE(a_duty_reaches_down_the_tree_and_not_up_or_aside, Works) {
  BOOST_TEST(may_organise(world, leader, first));
  BOOST_TEST(may_organise(world, leader, team));
  BOOST_TEST(!may_organise(world, leader, works));
  BOOST_TEST(!may_organise(world, leader, second));
  BOOST_TEST(may_organise(world, chief, team));
  BOOST_TEST(!may_organise(world, chief, root_unit));
  BOOST_TEST(may_organise(world, owner, root_unit));
  BOOST_TEST((reason(does(leader, CreateUnit{second, "乙班"})) == Reason::not_organiser));
  BOOST_TEST((reason(does(leader, CreateUnit{first, "乙班"})) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_unit_never_comes_to_lie_below_itself, Works) {
  BOOST_TEST((reason(does(owner, MoveUnit{works, team})) == Reason::unit_cycle));
  BOOST_TEST((reason(does(owner, MoveUnit{works, works})) == Reason::unit_cycle));
  BOOST_TEST((reason(does(owner, MoveUnit{root_unit, works})) == Reason::unit_cycle));
  BOOST_TEST((reason(does(owner, MoveUnit{team, second})) == Reason::none));
  BOOST_TEST(world.organisation().covers(second, team));
  BOOST_TEST(!world.organisation().covers(first, team));
}

BOOST_FIXTURE_TEST_CASE(the_tree_is_bounded_in_depth_also_by_moving, Works) {
  UnitId at = team;
  while (world.organisation().depth(at) < limits::unit_depth) at = unit(at, "班组");
  BOOST_TEST((reason(does(owner, CreateUnit{at, "太深"})) == Reason::limit_reached));
  const UnitId pair = unit(second, "两层");
  unit(pair, "下层");
  const UnitId above = world.organisation().unit(at)->parent;
  BOOST_TEST((reason(does(owner, MoveUnit{pair, above})) == Reason::limit_reached));
}

BOOST_FIXTURE_TEST_CASE(a_unit_is_closed_only_when_nothing_is_left_in_it, Works) {
  const auto what_holds = [&](UnitId unit) {
    const Decision decision = does(owner, CloseUnit{unit});
    const auto* refusal = get_if<Refusal>(&decision.outcome);
    return refusal == nullptr ? std::string() : refusal->field;
  };
  BOOST_TEST(what_holds(first) == "units");
  home(worker, team);
  BOOST_TEST(what_holds(team) == "members");
  home(worker, {});
  give(worker, team);
  BOOST_TEST(what_holds(team) == "duties");
  does(owner, SetDuty{worker.member, team, Duty::organiser, false});
  const RoomId talk = room(owner, {.title = "班前会", .unit = team});
  BOOST_TEST(what_holds(team) == "rooms");
  does(owner, ArchiveRoom{talk, true});
  BOOST_TEST(what_holds(team) == "");
  BOOST_TEST((reason(does(owner, CreateUnit{team, "晚了"})) == Reason::unit_closed));
  BOOST_TEST((reason(does(owner, ArchiveRoom{talk, false})) == Reason::unit_closed));
  BOOST_TEST((reason(does(owner, CloseUnit{root_unit})) == Reason::unit_not_empty));
}

BOOST_FIXTURE_TEST_CASE(nobody_administers_one_who_stands_higher, Works) {
  home(owner, team);
  home(chief, team);
  home(leader, first);
  home(worker, team);
  BOOST_TEST((reason(does(leader, SetActive{worker.member, false})) == Reason::none));
  BOOST_TEST((reason(does(leader, SetActive{chief.member, false})) == Reason::not_organiser));
  BOOST_TEST((reason(does(chief, SetActive{owner.member, false})) == Reason::not_organiser));
  // A sign-in link for another is a way into that other's account.
  BOOST_TEST((reason(does(leader, CreateLink{chief.member, {}})) == Reason::not_organiser));
  BOOST_TEST((reason(does(chief, CreateLink{leader.member, {}})) == Reason::none));
  BOOST_TEST((reason(does(leader, SetDuty{leader.member, works, Duty::organiser, true})) ==
              Reason::not_organiser));
  BOOST_TEST((reason(does(chief, SetDuty{chief.member, root_unit, Duty::owner, true})) ==
              Reason::not_organiser));
}

BOOST_FIXTURE_TEST_CASE(the_last_owner_stays, Works) {
  const SetDuty lay_down{owner.member, root_unit, Duty::owner, false};
  BOOST_TEST((reason(does(owner, lay_down)) == Reason::last_owner));
  BOOST_TEST((reason(does(owner, SetActive{owner.member, false})) == Reason::last_owner));
  does(owner, SetDuty{chief.member, root_unit, Duty::owner, true});
  does(owner, SetActive{chief.member, false});
  BOOST_TEST((reason(does(owner, lay_down)) == Reason::last_owner));  // the other is not active
  does(owner, SetActive{chief.member, true});
  BOOST_TEST((reason(does(owner, lay_down)) == Reason::none));
  BOOST_TEST(world.owners() == 1u);
}

BOOST_FIXTURE_TEST_CASE(who_is_deactivated_has_no_way_in_and_comes_back_with_its_rooms, Works) {
  home(worker, team);
  const RoomId talk = room(worker, {.title = "班组"});
  does(owner, CreateLink{worker.member, token_of(1)});
  does({}, StartSession{token_of(1), token_of(2), token_of(3), "手机"});
  does(owner, CreateLink{worker.member, token_of(4)});
  does(leader, SetActive{worker.member, false});
  BOOST_TEST(world.session(token_of(3)) == nullptr);
  BOOST_TEST(world.link(token_of(4)) == nullptr);
  BOOST_TEST(
      (reason(does(owner, CreateLink{worker.member, token_of(5)})) == Reason::member_inactive));
  does(leader, SetActive{worker.member, true});
  BOOST_TEST(is_in(talk, worker));
}

BOOST_FIXTURE_TEST_CASE(an_open_room_is_open_to_those_who_belong_to_its_unit, Works) {
  const RoomId talk = room(leader, {.title = "第一党支部", .unit = first});
  BOOST_TEST((reason(does(worker, JoinRoom{talk})) == Reason::room_unknown));
  home(worker, team);
  BOOST_TEST((reason(does(worker, JoinRoom{talk})) == Reason::none));
  BOOST_TEST((reason(does(chief, JoinRoom{talk})) == Reason::none));  // by duty from above
  const Caller stranger = add("李强");
  home(stranger, second);
  BOOST_TEST((reason(does(stranger, JoinRoom{talk})) == Reason::room_unknown));
  BOOST_TEST((reason(does(leader, AddToRoom{talk, {stranger.member}})) == Reason::not_in_unit));
}

BOOST_FIXTURE_TEST_CASE(who_belongs_no_more_is_removed_in_the_same_decision, Works) {
  home(worker, team);
  const RoomId talk = room(leader, {.title = "第一党支部", .unit = first});
  const RoomId all = room(owner, {.title = "全厂"});
  does(worker, JoinRoom{talk});
  does(worker, JoinRoom{all});
  does(chief, JoinRoom{talk});
  const Decision moved = does(owner, SetHome{worker.member, second});
  BOOST_REQUIRE_EQUAL(moved.events.size(), 2);
  BOOST_TEST((get<Removed>(moved.events[1].body).why == Removal::moved));
  BOOST_TEST(!is_in(talk, worker));
  BOOST_TEST(is_in(all, worker));
  does(owner, SetDuty{chief.member, works, Duty::organiser, false});
  BOOST_TEST(!is_in(talk, chief));
}

BOOST_FIXTURE_TEST_CASE(moving_a_unit_moves_what_its_people_may_read, Works) {
  home(worker, team);
  const RoomId talk = room(leader, {.title = "第一党支部", .unit = first});
  does(worker, JoinRoom{talk});
  does(owner, MoveUnit{team, second});
  BOOST_TEST(!is_in(talk, worker));
}

BOOST_FIXTURE_TEST_CASE(to_administer_is_not_to_read, Works) {
  home(worker, team);
  const RoomId closed = room(worker, {.title = "谈心", .access = Access::closed});
  // Its organiser knows of it, may archive it and remove somebody, and does not get in.
  BOOST_TEST(may_know_of(world, leader, *world.room(closed)));
  BOOST_TEST((reason(does(leader, JoinRoom{closed})) == Reason::not_member));
  BOOST_TEST((reason(does(leader, AddToRoom{closed, {leader.member}})) == Reason::not_member));
  BOOST_TEST((reason(does(leader, SetRoomRules{closed, Access::open, {}})) == Reason::not_member));
  BOOST_TEST((reason(does(leader, Post{closed, "我来了", {}})) == Reason::not_member));
  BOOST_TEST((reason(does(leader, RenameRoom{closed, "谈心室"})) == Reason::none));
  // A stranger does not even learn that it is there.
  BOOST_TEST((reason(does(add("李强"), JoinRoom{closed})) == Reason::room_unknown));
  // A member may let somebody in, and all who are in see it.
  BOOST_TEST((reason(does(worker, AddToRoom{closed, {leader.member}})) == Reason::none));
  BOOST_TEST(is_in(closed, leader));
}

BOOST_FIXTURE_TEST_CASE(who_was_let_in_from_elsewhere_leaves_when_a_closed_room_opens, Works) {
  home(worker, team);
  const Caller guest = add("李强");
  home(guest, second);
  const CreateRoom small{.title = "谈心", .unit = team, .access = Access::closed};
  const RoomId closed = room(worker, small);
  does(worker, AddToRoom{closed, {guest.member}});
  BOOST_TEST(is_in(closed, guest));
  BOOST_TEST((reason(does(worker, SetRoomRules{closed, Access::open, {}})) == Reason::none));
  BOOST_TEST(!is_in(closed, guest));
  BOOST_TEST(is_in(closed, worker));
}

BOOST_FIXTURE_TEST_CASE(a_direct_room_is_one_for_two_and_never_widens, Works) {
  const RoomId direct = world.next_room();
  does(worker, OpenDirect{leader.member});
  BOOST_TEST(is_in(direct, leader));
  const Decision again = does(leader, OpenDirect{worker.member});
  BOOST_TEST((get<Receipt>(again.outcome).room == direct));
  BOOST_TEST(again.events.empty());
  BOOST_TEST((reason(does(worker, AddToRoom{direct, {chief.member}})) == Reason::direct_room));
  BOOST_TEST((reason(does(worker, LeaveRoom{direct})) == Reason::direct_room));
  BOOST_TEST((reason(does(worker, SetRoomRules{direct, Access::open, {}})) == Reason::direct_room));
  BOOST_TEST((reason(does(owner, RenameRoom{direct, "x"})) == Reason::room_unknown));
  BOOST_TEST((reason(does(worker, OpenDirect{worker.member})) == Reason::invalid_params));
}

BOOST_FIXTURE_TEST_CASE(an_archived_room_takes_no_words_and_nobody_new, Works) {
  const RoomId talk = room(owner, {.title = "旧事"});
  does(worker, JoinRoom{talk});
  does(owner, ArchiveRoom{talk, true});
  BOOST_TEST((reason(does(worker, Post{talk, "还在吗", {}})) == Reason::room_archived));
  BOOST_TEST((reason(does(leader, JoinRoom{talk})) == Reason::room_archived));
  BOOST_TEST((reason(does(owner, AddToRoom{talk, {leader.member}})) == Reason::room_archived));
  // What is one's own is taken back there as well.
  Target post{.exists = true, .is_post = true, .by = worker.member, .at = now, .n = 1};
  BOOST_TEST((reason(does(worker, SetReaction{talk, 2, 1}, {}, post)) == Reason::room_archived));
  post.reaction = 1;
  BOOST_TEST((reason(does(worker, SetReaction{talk, 2, 0}, {}, post)) == Reason::none));
  BOOST_TEST((reason(does(worker, Delete{talk, 2}, {}, post)) == Reason::none));
  does(owner, ArchiveRoom{talk, false});
  BOOST_TEST((reason(does(worker, Post{talk, "还在", {}})) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(only_organisers_speak_in_a_bulletin, Works) {
  home(worker, team);
  const RoomId board = room(leader, {.title = "通知", .unit = first, .type = RoomType::bulletin});
  does(worker, JoinRoom{board});
  BOOST_TEST((reason(does(worker, Post{board, "我也说", {}})) == Reason::not_organiser));
  BOOST_TEST((reason(does(leader, Post{board, "明天停电", {}})) == Reason::none));
  const CreateRoom own{.title = "我的通知", .unit = team, .type = RoomType::bulletin};
  BOOST_TEST((reason(does(worker, own)) == Reason::not_organiser));
}

BOOST_FIXTURE_TEST_CASE(what_was_said_before_one_came_is_no_target_where_the_past_is_hidden,
                        Works) {
  const RoomId talk =
      room(owner, {.title = "新人可来", .access = Access::closed, .past = Past::hidden});
  does(owner, Post{talk, "从前", {}});
  const Seq before = world.room(talk)->row.last_seq;
  does(owner, AddToRoom{talk, {worker.member}});
  Target old{.exists = true, .is_post = true};
  old.by = owner.member;
  BOOST_TEST((reason(does(worker, Post{talk, "回你", before}, {}, old)) == Reason::not_a_post));
  BOOST_TEST((reason(does(owner, Post{talk, "回我", before}, {}, old)) == Reason::none));
  const Room& there = *world.room(talk);
  BOOST_TEST(first_visible(there, there.members.at(worker.member)) == before + 1);
  BOOST_TEST(first_visible(there, there.members.at(owner.member)) == before - 1);
}

BOOST_FIXTURE_TEST_CASE(the_welcome_runs_against_a_clock_that_needs_a_reception, Works) {
  const auto overdue = [&](const Caller& who) {
    return world.member(who.member)->standing.welcome == Welcome::overdue;
  };
  now.ms += 2 * limits::welcome_ms;
  does(server, Tick{});
  BOOST_TEST(!overdue(worker));  // there is nobody to welcome them
  does(owner, SetReception{second, true});
  now.ms += limits::welcome_ms - 1;
  does(server, Tick{});
  BOOST_TEST(!overdue(worker));
  does(owner, WelcomeMember{leader.member});
  home(chief, second);
  now.ms += 1;
  const Decision tick = does(server, Tick{});
  BOOST_TEST(overdue(worker));
  BOOST_TEST(!overdue(leader));
  BOOST_TEST(!overdue(chief));
  BOOST_TEST(tick.events.size() == 2u);  // the worker and the owner, who has no home either
  now.ms += limits::welcome_ms;
  BOOST_TEST(does(server, Tick{}).events.empty());  // said once
  BOOST_TEST((reason(does(owner, WelcomeMember{worker.member})) == Reason::none));
  BOOST_TEST(!overdue(worker));
}

BOOST_FIXTURE_TEST_CASE(the_version_of_the_tree_grows_with_the_tree_alone, Works) {
  const Seq version = world.organisation().version();
  add("李强");
  home(worker, team);
  BOOST_TEST(world.organisation().version() == version);
  does(owner, RenameUnit{team, "甲一班"});
  BOOST_TEST(world.organisation().version() > version);
}

BOOST_FIXTURE_TEST_CASE(rows_say_all_that_events_said, Works) {
  home(worker, team);
  does(owner, SetReception{second, true});
  const RoomId talk = room(leader, {.title = "一", .unit = first, .past = Past::hidden});
  does(owner, ArchiveRoom{talk, true});
  does(owner, CloseUnit{unit(second, "要关的")});
  World again;
  for (const auto& [id, member] : world.members()) again.load(member.row);
  for (const auto& [id, one] : world.rooms()) again.load(one.row);
  if (const auto rules = world.rules_row(talk)) again.load(*rules);
  for (const auto& [id, row] : world.organisation().units()) {
    if (const auto kept = world.organisation().row_to_keep(id)) again.load(*kept);
  }
  for (const auto& [id, member] : world.members()) {
    if (const auto standing = world.standing_row(id)) again.load(*standing);
  }
  BOOST_TEST((again.organisation().units() == world.organisation().units()));
  BOOST_TEST(again.organisation().version() == world.organisation().version());
  BOOST_TEST(again.organisation().open_units() == world.organisation().open_units());
  BOOST_TEST((again.organisation().reception() == second));
  BOOST_TEST((again.organisation().next_unit() == world.organisation().next_unit()));
  BOOST_TEST(again.owners() == world.owners());
  BOOST_TEST(again.at_home_in(team) == 1u);
  BOOST_TEST(again.at_home_in({}) == world.at_home_in({}));
  BOOST_TEST(again.duties_in(works) == 1u);
  BOOST_TEST((again.next_due() == world.next_due()));
  for (const auto& [id, member] : world.members()) {
    BOOST_TEST((again.member(id)->standing == member.standing));
  }
  BOOST_TEST((again.room(talk)->rules == world.room(talk)->rules));
}

BOOST_AUTO_TEST_SUITE_END()
