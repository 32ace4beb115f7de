// The rules alone: no pipeline, no store, no JSON.
#include "server/domain/decide.hpp"

#include "protocol/limits.hpp"
#include "server/domain/due.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

BOOST_AUTO_TEST_SUITE(decide_test)

BOOST_FIXTURE_TEST_CASE(nobody_does_anything_without_being_a_member, Town) {
  const Caller nobody;
  BOOST_TEST((reason(does(nobody, CreateRoom{"工会活动"})) == Reason::login_required));
  BOOST_TEST((reason(does(nobody, Post{{1}, "你好", {}})) == Reason::login_required));
  BOOST_TEST(world.rooms().empty());
}

BOOST_FIXTURE_TEST_CASE(the_organisations_log_can_not_be_entered, Town) {
  const Caller wang = add("王敏", true);
  BOOST_TEST(world.room(organisation_room) != nullptr);
  BOOST_TEST(
      (enter(world, wang.member, organisation_room).refusal->reason == Reason::room_unknown));
  BOOST_TEST((reason(does(wang, JoinRoom{organisation_room})) == Reason::room_unknown));
}

BOOST_FIXTURE_TEST_CASE(a_room_begins_with_its_making_and_its_maker, Town) {
  const Caller wang = add("王敏");
  const Decision decision = does(wang, CreateRoom{"羽毛球"});
  BOOST_REQUIRE_EQUAL(decision.events.size(), 2);
  BOOST_TEST(decision.events[0].seq == 1);
  BOOST_TEST(holds_alternative<Joined>(decision.events[1].body));
  BOOST_TEST(world.room({1})->members.contains(wang.member));
}

BOOST_FIXTURE_TEST_CASE(joining_twice_changes_nothing, Town) {
  const Caller wang = add("王敏");
  does(wang, CreateRoom{"羽毛球"});
  const Decision again = does(wang, JoinRoom{{1}});
  BOOST_TEST(again.events.empty());
  BOOST_TEST(get<Receipt>(again.outcome).already);
}

BOOST_FIXTURE_TEST_CASE(who_comes_back_has_nothing_unread_from_before, Town) {
  const Caller wang = add("王敏");
  const Caller li = add("李强");
  does(wang, CreateRoom{"食堂意见"});
  does(li, JoinRoom{{1}});
  does(li, SetRead{{1}, 3});
  does(li, LeaveRoom{{1}});
  does(wang, Post{{1}, "今天的面不错", {}});
  does(li, JoinRoom{{1}});
  const Membership& membership = world.room({1})->members.at(li.member);
  BOOST_TEST(membership.read_seq == world.room({1})->row.last_seq);
  BOOST_TEST(membership.read_n == 1);
}

BOOST_FIXTURE_TEST_CASE(a_link_signs_in_once_and_its_claim_again, Town) {
  const Caller wang = add("王敏");
  does(server, CreateLink{wang.member, token_of(1)});
  const StartSession first{token_of(1), token_of(2), token_of(3), "手机"};
  BOOST_TEST((reason(does({}, first)) == Reason::none));
  BOOST_TEST(world.session(token_of(3)) != nullptr);

  const StartSession thief{token_of(1), token_of(9), token_of(8), "别人的手机"};
  BOOST_TEST((reason(does({}, thief)) == Reason::link_used));

  // The answer was lost on a bad network: the same claim gets a new session in place of the first.
  const StartSession again{token_of(1), token_of(2), token_of(4), "手机"};
  BOOST_TEST((reason(does({}, again)) == Reason::none));
  BOOST_TEST(world.session(token_of(3)) == nullptr);
  BOOST_TEST(world.session(token_of(4)) != nullptr);
  BOOST_TEST(world.member(wang.member)->sessions.size() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_link_grows_old, Town) {
  const Caller wang = add("王敏");
  does(server, CreateLink{wang.member, token_of(1)});
  now.ms += limits::link_life_ms;
  const StartSession late{token_of(1), token_of(2), token_of(3), ""};
  BOOST_TEST((reason(does({}, late)) == Reason::link_expired));
  BOOST_TEST((world.next_due() == now));
  does(server, Tick{});
  BOOST_TEST(world.link(token_of(1)) == nullptr);
  BOOST_TEST(!world.next_due());
  BOOST_TEST((reason(does({}, late)) == Reason::link_unknown));
}

BOOST_FIXTURE_TEST_CASE(links_that_are_over_at_the_same_moment_are_forgotten_each, Town) {
  const Caller wang = add("王敏");
  const Caller li = add("李强");
  const std::vector<TokenHash> links = {token_of(1), token_of(2), token_of(3)};
  for (const TokenHash& link : links) does(server, CreateLink{wang.member, link});
  does(server, CreateLink{li.member, token_of(4)});
  does({}, StartSession{links[1], token_of(5), token_of(6), "手机"});
  now.ms += limits::link_life_ms;

  std::vector<std::string> all;
  for (const TokenHash& link : links) all.push_back(due_of_link(link));
  all.push_back(due_of_link(token_of(4)));
  BOOST_TEST(world.due(now, 10) == all);
  does(server, Tick{});

  BOOST_TEST(!world.next_due());
  for (const TokenHash& link : links) BOOST_TEST(world.link(link) == nullptr);
  BOOST_TEST(world.member(wang.member)->links.empty());
  BOOST_TEST(world.member(li.member)->links.empty());
  BOOST_TEST(world.session(token_of(6))->member.value == wang.member.value);
}

BOOST_FIXTURE_TEST_CASE(links_and_sessions_of_a_member_are_bounded_the_oldest_goes, Town) {
  const Caller wang = add("王敏");
  for (std::uint8_t i = 0; i <= limits::links_per_member; ++i) {
    now.ms += 1;
    does(server, CreateLink{wang.member, token_of(i)});
  }
  BOOST_TEST(world.member(wang.member)->links.size() == limits::links_per_member);
  BOOST_TEST(world.link(token_of(0)) == nullptr);

  for (std::uint8_t i = 0; i <= limits::sessions_per_member; ++i) {
    const auto secret = static_cast<std::uint8_t>(100 + i);
    does(server, CreateLink{wang.member, token_of(secret)});
    does({}, StartSession{token_of(secret), token_of(secret), token_of(secret), ""});
  }
  BOOST_TEST(world.member(wang.member)->sessions.size() == limits::sessions_per_member);
  BOOST_TEST(world.session(token_of(100)) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(an_idle_outbox_is_forgotten_after_ninety_days_and_not_before, Town) {
  const Caller wang = add("王敏");
  does(wang, CreateRoom{"值班"}, OutboxPlace{"phone-of-min", 1});
  now.ms += limits::outbox_idle_ms - 1;
  does(server, Tick{});
  BOOST_TEST(world.member(wang.member)->outboxes.size() == 1);
  now.ms += std::int64_t{25} * 3600 * 1000;
  does(server, Tick{});
  BOOST_TEST(world.member(wang.member)->outboxes.empty());
}

BOOST_FIXTURE_TEST_CASE(outboxes_of_a_member_are_bounded_the_idlest_goes, Town) {
  const Caller wang = add("王敏");
  for (std::size_t i = 0; i <= limits::outboxes_per_member; ++i) {
    now.ms += 1;
    does(wang, CreateRoom{"房间"}, OutboxPlace{"device-" + std::to_string(1000 + i), 1});
  }
  const auto& outboxes = world.member(wang.member)->outboxes;
  BOOST_TEST(outboxes.size() == limits::outboxes_per_member);
  BOOST_TEST(!outboxes.contains("device-1000"));
}

BOOST_FIXTURE_TEST_CASE(keys_of_a_member_are_bounded, Town) {
  const Caller wang = add("王敏");
  does(wang, CreateRoom{"播报"});
  for (std::size_t i = 0; i <= limits::keys_per_member; ++i) {
    RepeatKey key{};
    key[0] = static_cast<std::uint8_t>(i);
    key[1] = static_cast<std::uint8_t>(i >> 8);
    const Reason got = reason(does(wang, Post{{1}, "播报", {}}, key));
    BOOST_TEST((got == (i < limits::keys_per_member ? Reason::none : Reason::limit_reached)));
  }
}

BOOST_FIXTURE_TEST_CASE(a_member_has_a_bounded_number_of_rooms, Town) {
  const Caller wang = add("王敏");
  for (std::size_t i = 0; i < limits::rooms_per_member; ++i) does(wang, CreateRoom{"又一个房间"});
  BOOST_TEST((reason(does(wang, CreateRoom{"再一个"})) == Reason::limit_reached));
  BOOST_TEST(world.rooms().size() == limits::rooms_per_member + 1);  // and the organisation's log
}

BOOST_FIXTURE_TEST_CASE(rooms_of_alerts_take_none_of_those_one_may_have, Town) {
  const Caller owner = add("甲", true);
  const Caller wang = add("王敏");
  for (int i = 0; i < 3; ++i) {
    does(owner, RaiseAlert{{root_unit}, true, "演练", "这是演练。", {"收到"}});
    does(owner, MoveAlert{AlertMove::all_clear, world.alerts().all().rbegin()->first, "完"});
  }
  BOOST_TEST(world.member(wang.member)->rooms.size() == 3u);
  for (std::size_t i = 1; i < limits::rooms_per_member; ++i) does(wang, CreateRoom{"又一个房间"});
  BOOST_TEST((reason(does(wang, CreateRoom{"最后一个"})) == Reason::none));
  BOOST_TEST((reason(does(wang, CreateRoom{"再一个"})) == Reason::limit_reached));
  BOOST_TEST((reason(does(owner, OpenDirect{wang.member})) == Reason::limit_reached));
}

BOOST_FIXTURE_TEST_CASE(texts_at_the_bound_pass_and_one_past_it_do_not, Town) {
  const Caller wang = add("王敏");
  does(wang, CreateRoom{"长话"});
  const std::string most(limits::text_bytes, 'x');
  BOOST_TEST((reason(does(wang, Post{{1}, most, {}})) == Reason::none));
  BOOST_TEST((reason(does(wang, Post{{1}, most + "x", {}})) == Reason::text_too_long));
  const std::string title(limits::title_bytes, 'x');
  BOOST_TEST((reason(does(wang, CreateRoom{title})) == Reason::none));
  BOOST_TEST((reason(does(wang, CreateRoom{title + "x"})) == Reason::title_invalid));
  BOOST_TEST((reason(does(wang, CreateRoom{"两\n行"})) == Reason::title_invalid));
  const std::string name(limits::name_bytes, 'x');
  BOOST_TEST((reason(does(server, AddMember{name})) == Reason::none));
  BOOST_TEST((reason(does(server, AddMember{name + "x"})) == Reason::title_invalid));
  does(server, CreateLink{wang.member, token_of(1)});
  const std::string device(limits::device_bytes + 1, 'x');
  does({}, StartSession{token_of(1), token_of(2), token_of(3), device});
  BOOST_TEST(world.session(token_of(3))->device.size() == limits::device_bytes);
}

BOOST_AUTO_TEST_CASE(blank_is_blank_in_every_script) {
  BOOST_TEST(is_blank(""));
  BOOST_TEST(is_blank(" \t\r\n"));
  BOOST_TEST(is_blank("\u3000\u3000"));
  BOOST_TEST(is_blank("\u200b\ufeff\u2060"));
  BOOST_TEST(!is_blank("\u3000。"));
  BOOST_TEST(!is_blank("👍"));
  BOOST_TEST(!is_blank("שלום"));
}

BOOST_AUTO_TEST_CASE(the_same_command_has_the_same_hash_and_another_has_another) {
  const std::uint64_t hash = body_hash(Post{{1}, "同样的话", {}});
  BOOST_TEST(hash == body_hash(Post{{1}, "同样的话", {}}));
  BOOST_TEST(hash != body_hash(Post{{2}, "同样的话", {}}));
  BOOST_TEST(hash != body_hash(Post{{1}, "同样的话", Seq{3}}));
  BOOST_TEST(hash != body_hash(Post{{1}, "同样的话 ", {}}));
  BOOST_TEST(body_hash(JoinRoom{{1}}) != body_hash(LeaveRoom{{1}}));
}

BOOST_AUTO_TEST_SUITE_END()
