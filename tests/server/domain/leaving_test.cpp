// New names, sessions that others end, and leaving: the rules alone.
#include "protocol/limits.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

// A works of two: an owner, and Wang Min who is at home in a unit, holds a duty there, has
// sessions, a link, a password, an outbox and a key, and sits in a room.
struct Leaving : Town {
  Leaving() {
    owner = add("周建民", true);
    wang = add("王敏");
    li = add("李强");
    unit = world.organisation().next_unit();
    does(owner, CreateUnit{root_unit, "第一党支部"});
    does(owner, SetHome{wang.member, unit});
    does(owner, SetDuty{wang.member, unit, Duty::organiser, true});
    wang.session = begin(1);
    begin(2);
    SetPassword set;
    set.login = "wang";
    set.credential = "hash";
    wang.session = begin(3);
    BOOST_REQUIRE((reason(does(wang, set)) == Reason::none));
    wang.session = begin(4);
    does(owner, CreateLink{wang.member, token_of(5)});
    room = world.next_room();
    does(wang, CreateRoom{"值班"}, OutboxPlace{"outbox-of-wang", 1});
    RepeatKey key{};
    does(wang, Post{room, "早上好", {}}, key);
  }
  SessionId begin(std::uint8_t secret) {
    const SessionId session = world.next_session();
    does(owner, CreateLink{wang.member, token_of(secret)});
    does({}, StartSession{token_of(secret), token_of(secret), token_of(secret), "手机"});
    return session;
  }
  Reason erases(const Caller& who, bool words = false) {
    return reason(does(who, EraseMember{wang.member, words}));
  }

  Caller owner, wang, li;
  UnitId unit;
  RoomId room;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(leaving_test)

BOOST_FIXTURE_TEST_CASE(everything_of_one_who_is_erased_is_gone_at_once, Leaving) {
  BOOST_TEST((erases(owner) == Reason::none));

  const Member& member = *world.member(wang.member);
  BOOST_TEST(member.name.empty());
  BOOST_TEST(member.sessions.empty());
  BOOST_TEST(member.links.empty());
  BOOST_TEST(member.resets.empty());
  BOOST_TEST(member.outboxes.empty());
  BOOST_TEST(member.keys.empty());
  BOOST_TEST(member.rooms.empty());
  BOOST_TEST(!member.credential);
  BOOST_TEST(world.member_of_login("wang") == nullptr);
  BOOST_TEST(member.standing.duties.empty());
  BOOST_TEST(world.at_home_in(unit) == 0u);
  BOOST_TEST(world.duties_in(unit) == 0u);
  BOOST_TEST(!world.room(room)->members.contains(wang.member));
  BOOST_TEST(is_erased(member));
  BOOST_TEST(world.erasing() == nullptr);
  // The unit holds nobody any more, and can be closed but for its room.
  BOOST_TEST((erases(owner) == Reason::member_unknown));
}

BOOST_FIXTURE_TEST_CASE(an_erased_member_is_counted_nowhere_and_never_comes_back, Leaving) {
  const std::size_t homeless = world.at_home_in(UnitId{});
  BOOST_REQUIRE((erases(owner) == Reason::none));
  BOOST_TEST(world.at_home_in(UnitId{}) == homeless);
  const MemberId id = wang.member;
  BOOST_TEST((reason(does(owner, SetActive{id, true})) == Reason::member_unknown));
  BOOST_TEST((reason(does(owner, SetHome{id, unit})) == Reason::member_unknown));
  BOOST_TEST((reason(does(owner, WelcomeMember{id})) == Reason::member_unknown));
  BOOST_TEST((reason(does(owner, CreateLink{id, {}})) == Reason::member_unknown));
  BOOST_TEST((reason(does(owner, RenameMember{id, "又来了"})) == Reason::member_unknown));
  BOOST_TEST(
      (reason(does(owner, SetDuty{id, unit, Duty::organiser, true})) == Reason::member_unknown));
}

BOOST_FIXTURE_TEST_CASE(one_may_leave_by_oneself_and_be_sent_away_by_owners_alone, Leaving) {
  BOOST_TEST((erases(li) == Reason::not_organiser));
  BOOST_TEST((reason(does(owner, EraseMember{owner.member, false})) == Reason::last_owner));
  BOOST_TEST((reason(does(owner, EraseMember{MemberId{99}, false})) == Reason::member_unknown));

  // The guard of the call leaves no memory of one who is gone.
  const Decision decision =
      does(wang, EraseMember{wang.member, false}, OutboxPlace{"outbox-of-wang", 2});
  BOOST_TEST((reason(decision) == Reason::none));
  BOOST_TEST(world.member(wang.member)->outboxes.empty());
}

BOOST_FIXTURE_TEST_CASE(words_are_deleted_step_by_step_as_by_their_author, Leaving) {
  BOOST_REQUIRE((erases(owner, true) == Reason::none));
  BOOST_REQUIRE(world.erasing() != nullptr);

  EraseWords step;
  step.member = wang.member;
  step.reached = {room, 3};
  step.posts = {{room, 3}, {room, 4}};
  Context context{.at = now};
  context.targets = {Target{.exists = true, .is_post = true, .by = wang.member, .n = 1},
                     Target{.exists = true, .is_post = true, .by = li.member, .n = 2}};
  const Decision decision = decide(world, server, {}, step, context);
  BOOST_TEST(decision.events.size() == 1u);  // another's post stays
  BOOST_TEST((decision.events.front().by == wang.member));
  BOOST_TEST(get<Deleted>(decision.events.front().body).target == 3u);
  BOOST_TEST(decision.redactions.size() == 1u);
  for (const Mark& mark : decision.marks) world.apply(mark, ++position);
  BOOST_TEST((world.erasing()->room == room));
  BOOST_TEST(world.erasing()->seq == 3u);

  step.posts.clear();
  step.done = true;
  does(server, step);
  BOOST_TEST(world.erasing() == nullptr);
  BOOST_TEST((reason(does(owner, step)) == Reason::not_organiser));
}

BOOST_FIXTURE_TEST_CASE(a_name_is_changed_by_oneself_or_by_who_looks_after_one, Leaving) {
  BOOST_TEST((reason(does(wang, RenameMember{{}, "王 敏"})) == Reason::none));
  BOOST_TEST(world.member(wang.member)->name == "王 敏");
  BOOST_TEST((reason(does(owner, RenameMember{wang.member, "王小敏"})) == Reason::none));
  BOOST_TEST(world.member(wang.member)->name == "王小敏");
  BOOST_TEST((reason(does(li, RenameMember{wang.member, "坏人"})) == Reason::not_organiser));
  BOOST_TEST((reason(does(wang, RenameMember{{}, " "})) == Reason::title_invalid));
  BOOST_TEST((reason(does(owner, RenameMember{MemberId{99}, "谁"})) == Reason::member_unknown));
  const Decision misleading =
      decide(world, li, {}, RenameMember{{}, "周建民"}, {.at = now, .misleads = true});
  BOOST_TEST((reason(misleading) == Reason::name_misleading));
}

BOOST_FIXTURE_TEST_CASE(sessions_are_ended_by_their_owner_and_by_who_looks_after_it, Leaving) {
  const SessionId phone = begin(20);
  begin(21);
  Caller here = wang;
  here.session = phone;
  BOOST_TEST((reason(does(here, EndSessions{})) == Reason::none));
  BOOST_TEST(world.member(wang.member)->sessions.size() == 1u);
  BOOST_TEST(world.member(wang.member)->sessions.contains(phone));

  BOOST_TEST((reason(does(li, EndSessions{wang.member})) == Reason::not_organiser));
  BOOST_TEST((reason(does(owner, EndSessions{wang.member})) == Reason::none));
  BOOST_TEST(world.member(wang.member)->sessions.empty());
}

BOOST_AUTO_TEST_SUITE_END()
