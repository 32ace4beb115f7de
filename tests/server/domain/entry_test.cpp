// Coming in by a password or an invitation: the rules alone.
#include "protocol/limits.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t day_ms = 24 * hour_ms;

// An owner, and a member with a session that was begun by a link of the owner's.
struct Entry : Town {
  Entry() {
    owner = add("周建民", true);
    wang = add("王敏");
    wang.session = by_link(owner, wang, 1);
  }
  SessionId by_link(const Caller& maker, const Caller& member, std::uint8_t secret) {
    const SessionId session = world.next_session();
    does(maker, CreateLink{member.member, token_of(secret)});
    const StartSession start{token_of(secret), token_of(secret), token_of(secret), "手机"};
    BOOST_REQUIRE((reason(does({}, start)) == Reason::none));
    return session;
  }
  SessionId by_invitation(std::uint8_t claim, const std::string& name = "赵新") {
    const SessionId session = world.next_session();
    joined = does({}, join(claim, name));
    return session;
  }
  StartByInvitation join(std::uint8_t claim, const std::string& name = "赵新") const {
    return {token_of(50), token_of(claim), token_of(static_cast<std::uint8_t>(claim + 100)), name,
            "新手机"};
  }
  Reason sets(const Caller& who, const SetPassword& command) { return reason(does(who, command)); }
  static SetPassword first(const std::string& login = "wang") {
    SetPassword set;
    set.login = login;
    set.credential = "hash 1";
    return set;
  }
  static SetPassword change(const std::string& old, Match match) {
    SetPassword set;
    set.old_credential = old;
    set.match = match;
    set.credential = "hash 2";
    return set;
  }
  Reason comes_in(const std::string& login, const std::string& credential, Match match) {
    StartByPassword start;
    start.login = login;
    start.credential = credential;
    start.match = match;
    start.token = token_of(77);
    return reason(does({}, start));
  }
  Reason invites(const Caller& who, CreateInvitation command) {
    command.invitation = token_of(50);
    return reason(does(who, command));
  }

  Caller owner, wang;
  Decision joined;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(entry_test)

BOOST_FIXTURE_TEST_CASE(a_password_opens_only_with_the_verdict_about_the_hash_there_is, Entry) {
  BOOST_REQUIRE((sets(wang, first()) == Reason::none));

  BOOST_TEST((comes_in("wang", "hash 1", Match::wrong) == Reason::password_wrong));
  BOOST_TEST((comes_in("wang", "hash 0", Match::right) == Reason::password_wrong));
  BOOST_TEST((comes_in("wang", "hash 1", Match::unchecked) == Reason::password_wrong));
  BOOST_TEST((comes_in("nobody", "hash 1", Match::right) == Reason::password_wrong));
  BOOST_TEST((comes_in("nobody", "", Match::right) == Reason::password_wrong));
  BOOST_TEST((comes_in("wang", "hash 1", Match::right) == Reason::none));

  does(owner, SetActive{wang.member, false});
  BOOST_TEST((comes_in("wang", "hash 1", Match::right) == Reason::password_wrong));
}

BOOST_FIXTURE_TEST_CASE(a_first_password_needs_a_session_of_the_last_hour_begun_by_a_link, Entry) {
  now.ms += hour_ms - 1;
  Caller elsewhere = wang;
  elsewhere.session = SessionId{};
  BOOST_TEST((sets(elsewhere, first()) == Reason::password_not_due));
  BOOST_TEST((sets(wang, first()) == Reason::none));

  const Caller li = add("李强");
  Caller late = li;
  late.session = by_link(owner, li, 2);
  now.ms += hour_ms;
  BOOST_TEST((sets(late, first("li")) == Reason::password_not_due));
}

BOOST_FIXTURE_TEST_CASE(a_link_of_ones_own_does_not_replace_the_old_password, Entry) {
  BOOST_REQUIRE((sets(wang, first()) == Reason::none));
  Caller own = wang;
  own.session = by_link(wang, wang, 3);
  BOOST_TEST((sets(own, change("", Match::unchecked)) == Reason::password_not_due));

  Caller reset = wang;
  reset.session = by_link(owner, wang, 4);
  BOOST_TEST((sets(reset, change("", Match::unchecked)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(the_old_password_makes_way_for_a_new_one_and_ends_what_was_open, Entry) {
  BOOST_REQUIRE((sets(wang, first()) == Reason::none));
  BOOST_REQUIRE((comes_in("wang", "hash 1", Match::right) == Reason::none));
  does(owner, CreateLink{wang.member, token_of(9)});
  now.ms += 2 * hour_ms;
  BOOST_TEST((sets(wang, change("hash 1", Match::wrong)) == Reason::password_wrong));
  BOOST_TEST((sets(wang, change("hash 0", Match::right)) == Reason::password_wrong));
  BOOST_TEST(world.member(wang.member)->sessions.size() == 2u);

  BOOST_TEST((sets(wang, change("hash 1", Match::right)) == Reason::none));
  const Member& member = *world.member(wang.member);
  BOOST_TEST(member.credential->login == "wang");
  BOOST_TEST(member.credential->hash == "hash 2");
  BOOST_TEST(member.sessions.size() == 1u);
  BOOST_TEST(member.sessions.contains(wang.session));
  BOOST_TEST(member.links.empty());
}

BOOST_FIXTURE_TEST_CASE(what_a_worker_found_too_weak_is_refused_with_why, Entry) {
  SetPassword weak = first();
  weak.credential.clear();
  weak.weak = Reason::password_weak;
  weak.weak_field = "common";
  const Decision decision = does(wang, weak);
  BOOST_TEST((reason(decision) == Reason::password_weak));
  BOOST_TEST(get<Refusal>(decision.outcome).field == "common");
  BOOST_TEST(!world.member(wang.member)->credential);
}

BOOST_FIXTURE_TEST_CASE(a_login_is_one_word_and_belongs_to_one, Entry) {
  const std::string longest(limits::login_bytes, 'a');
  for (const std::string& bad :
       {std::string(), std::string("a"), longest + "a", std::string("two words"),
        std::string("a\u3000b"), std::string("tab\there")}) {
    BOOST_TEST_INFO_SCOPE(bad);
    BOOST_TEST((sets(wang, first(bad)) == Reason::login_invalid));
  }
  BOOST_TEST((sets(wang, first(longest)) == Reason::none));
  const Caller li = add("李强");
  Caller there = li;
  there.session = by_link(owner, li, 2);
  BOOST_TEST((sets(there, first(longest)) == Reason::login_taken));
  BOOST_TEST((sets(there, first("李强")) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_browser_is_known_after_it_was_right_and_the_oldest_is_forgotten, Entry) {
  BOOST_REQUIRE((sets(wang, first()) == Reason::none));
  StartByPassword start;
  start.login = "wang";
  start.credential = "hash 1";
  start.match = Match::right;
  for (std::uint8_t i = 0; i <= limits::browsers_per_member; ++i) {
    start.browser = token_of(static_cast<std::uint8_t>(i + 1));
    start.token = token_of(static_cast<std::uint8_t>(i + 1));
    now.ms += 1;
    BOOST_REQUIRE((reason(does({}, start)) == Reason::none));
  }
  const auto& browsers = world.member(wang.member)->browsers;
  BOOST_TEST(browsers.size() == limits::browsers_per_member);
  BOOST_TEST(!browsers.contains(token_of(1)));
  BOOST_TEST(browsers.contains(token_of(2)));
}

BOOST_FIXTURE_TEST_CASE(a_reset_signs_out_everywhere_only_if_it_is_asked_to, Entry) {
  does(wang, CreateLink{wang.member, token_of(8)});
  does(owner, CreateLink{wang.member, token_of(9), false});
  BOOST_TEST(world.member(wang.member)->sessions.size() == 1u);

  does(owner, CreateLink{wang.member, token_of(10), true});
  BOOST_TEST(world.member(wang.member)->sessions.empty());
  BOOST_TEST(world.member(wang.member)->links.size() == 1u);
  BOOST_TEST(world.link(token_of(10)) != nullptr);
}

// --- Invitations ---

BOOST_FIXTURE_TEST_CASE(an_invitation_makes_members_with_their_home_and_counts_them, Entry) {
  const UnitId unit = world.organisation().next_unit();
  does(owner, CreateUnit{root_unit, "第一党支部"});
  BOOST_REQUIRE(
      (invites(owner, {.unit = unit, .duty = Duty::organiser, .uses = 2}) == Reason::none));

  by_invitation(60);
  const MemberId zhao = get<Receipt>(joined.outcome).member;
  BOOST_TEST(world.member(zhao)->name == "赵新");
  BOOST_TEST((world.member(zhao)->standing.home == unit));
  BOOST_TEST(world.member(zhao)->standing.duties.size() == 1u);
  BOOST_TEST(world.member(zhao)->sessions.size() == 1u);

  by_invitation(60);  // the answer was lost
  BOOST_TEST((get<Receipt>(joined.outcome).member == zhao));
  BOOST_TEST(world.invitation(token_of(50))->used == 1u);
  BOOST_TEST(world.member(zhao)->sessions.size() == 1u);

  by_invitation(61, "钱多多");
  BOOST_TEST((reason(joined) == Reason::none));
  by_invitation(62, "孙一");
  BOOST_TEST((reason(joined) == Reason::invitation_used_up));
  by_invitation(60);
  BOOST_TEST((get<Receipt>(joined.outcome).member == zhao));
}

BOOST_FIXTURE_TEST_CASE(who_is_late_or_was_never_invited_is_told_so_each_by_its_name, Entry) {
  by_invitation(60);
  BOOST_TEST((reason(joined) == Reason::invitation_unknown));
  BOOST_REQUIRE((invites(owner, {.uses = 5, .days = 1}) == Reason::none));

  by_invitation(60, "  ");
  BOOST_TEST((reason(joined) == Reason::title_invalid));
  now.ms += day_ms - 1;
  by_invitation(60);
  BOOST_TEST((reason(joined) == Reason::none));
  now.ms += 1;
  by_invitation(61, "迟到");
  BOOST_TEST((reason(joined) == Reason::invitation_expired));
  does(owner, RevokeInvitation{token_of(50)});
  by_invitation(61, "迟到");
  BOOST_TEST((reason(joined) == Reason::invitation_revoked));
  BOOST_TEST(get<Receipt>(does(owner, RevokeInvitation{token_of(50)}).outcome).already);

  now.ms += limits::invitation_kept_ms - 1;
  does(server, Tick{});
  BOOST_TEST(world.invitation(token_of(50)) != nullptr);
  now.ms += 1;
  does(server, Tick{});
  BOOST_TEST(world.invitation(token_of(50)) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(an_invitation_is_worth_what_its_maker_may_do_today, Entry) {
  const UnitId unit = world.organisation().next_unit();
  does(owner, CreateUnit{root_unit, "第一党支部"});
  does(owner, SetDuty{wang.member, unit, Duty::organiser, true});
  BOOST_TEST((invites(wang, {.uses = 1}) == Reason::not_organiser));
  BOOST_TEST((invites(wang, {.unit = root_unit, .uses = 1}) == Reason::not_organiser));
  BOOST_TEST((invites(wang, {.unit = UnitId{99}, .uses = 1}) == Reason::unit_unknown));
  BOOST_TEST((invites(owner, {.duty = Duty::owner, .uses = 1}) == Reason::not_organiser));
  BOOST_REQUIRE((invites(wang, {.unit = unit, .uses = 1}) == Reason::none));

  does(owner, SetDuty{wang.member, unit, Duty::organiser, false});
  by_invitation(60);
  BOOST_TEST((reason(joined) == Reason::invitation_revoked));
}

BOOST_FIXTURE_TEST_CASE(a_member_has_a_bounded_number_of_invitations, Entry) {
  for (std::size_t i = 0; i < limits::invitations_per_member; ++i) {
    CreateInvitation command{.uses = 1};
    command.invitation.fill(static_cast<std::uint8_t>(i));
    command.invitation[0] = 200;
    BOOST_REQUIRE((reason(does(owner, command)) == Reason::none));
  }
  BOOST_TEST((invites(owner, {.uses = 1}) == Reason::limit_reached));
}

BOOST_FIXTURE_TEST_CASE(only_those_who_may_invite_there_take_an_invitation_back, Entry) {
  BOOST_REQUIRE((invites(owner, {.uses = 1}) == Reason::none));
  BOOST_TEST((reason(does(wang, RevokeInvitation{token_of(50)})) == Reason::invitation_unknown));
  BOOST_TEST((reason(does(owner, RevokeInvitation{token_of(51)})) == Reason::invitation_unknown));
}

BOOST_FIXTURE_TEST_CASE(a_misleading_name_does_not_come_in, Entry) {
  BOOST_REQUIRE((invites(owner, {.uses = 1}) == Reason::none));
  const Decision decision = decide(world, {}, {}, join(60), {.at = now, .misleads = true});
  BOOST_TEST((reason(decision) == Reason::name_misleading));
}

BOOST_AUTO_TEST_CASE(the_first_owner_comes_in_by_the_servers_own_invitation_and_nobody_after) {
  Town town;
  const auto invite = [&](std::uint8_t secret) {
    CreateInvitation command{.invitation = Town::token_of(secret), .duty = Duty::owner};
    return town.reason(town.does(town.server, command));
  };
  BOOST_TEST((invite(1) == Reason::none));
  BOOST_TEST((invite(2) == Reason::none));
  BOOST_TEST(town.world.invitations().size() == 1u);  // the one before is taken back

  const auto join = [&](std::uint8_t secret, std::uint8_t claim) {
    return town.does({}, StartByInvitation{Town::token_of(secret), Town::token_of(claim),
                                           Town::token_of(claim), "周建民", ""});
  };
  BOOST_TEST((town.reason(join(1, 9)) == Reason::invitation_unknown));
  const Decision first = join(2, 9);
  BOOST_TEST((town.reason(first) == Reason::none));
  BOOST_TEST(is_owner(town.world.member(get<Receipt>(first.outcome).member)->standing));
  BOOST_TEST((town.reason(join(2, 10)) == Reason::invitation_revoked));
}

BOOST_AUTO_TEST_SUITE_END()
