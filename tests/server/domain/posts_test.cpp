// What is done with posts: mentions, pins, recalls, forwarding. The rules alone.
#include "protocol/limits.hpp"
#include "server/domain/mentions.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

// An open room that Zhou made; Wang and Li are in it.
struct Tearoom : Town {
  Tearoom() {
    owner = add("周建民", true);
    min = add("王敏");
    qiang = add("李强");
    room = open(owner, Access::open);
    does(min, JoinRoom{room});
    does(qiang, JoinRoom{room});
  }
  RoomId open(const Caller& maker, Access access) {
    const RoomId id = world.next_room();
    does(maker, CreateRoom{"茶馆", root_unit, RoomType::chat, access, Past::shown});
    return id;
  }
  static std::string token(const Caller& who) {
    return "<@" + std::to_string(who.member.value) + ">";
  }
  Decision say(const Caller& who, const std::string& text) {
    return does(who, Post{room, text, {}});
  }
  std::uint64_t unread(const Caller& who) const { return world.unread_mentions(who.member, room); }
  Target post_of(const Caller& who) const {
    return {.exists = true, .is_post = true, .by = who.member, .at = now, .n = 1};
  }
  Seq top() const { return world.room(room)->row.last_seq; }

  Caller owner, min, qiang;
  RoomId room;
};

std::vector<std::uint64_t> ids(std::string_view text) {
  std::vector<std::uint64_t> all;
  for (const MemberId id : mentions_in(text).members) all.push_back(id.value);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(posts_test)

BOOST_AUTO_TEST_CASE(tokens_are_found_wherever_they_stand) {
  BOOST_TEST((ids("<@7>早上好<@12>,再叫一次<@7>") == std::vector<std::uint64_t>{7, 12}));
  BOOST_TEST(ids("7 <@> <@0> <@07> <@-7> <@7 <@ 7> <@7a> @7 <@99999999999999999999>").empty());
  BOOST_TEST((ids("<@<@7>") == std::vector<std::uint64_t>{7}));
  BOOST_TEST(mentions_in("大家<@all>注意").all);
  BOOST_TEST(!mentions_in("<@ALL> <@all").all);
}

BOOST_FIXTURE_TEST_CASE(who_is_named_is_marked_once_and_never_oneself_or_a_stranger, Tearoom) {
  const Caller stranger = add("外人");
  const Decision said =
      say(min, token(qiang) + token(qiang) + token(min) + token(stranger) + "值班表");
  BOOST_REQUIRE_EQUAL(said.marks.size(), 1);
  const auto& mention = get<Mention>(said.marks[0]);
  BOOST_TEST((mention.member == qiang.member));
  BOOST_TEST((mention.by == min.member));
  BOOST_TEST(unread(qiang) == 1u);
  BOOST_TEST(unread(min) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_mention_is_read_with_the_room, Tearoom) {
  say(min, token(qiang));
  say(min, token(qiang));
  const Target at{.exists = true, .n = 1};
  does(qiang, SetRead{room, top() - 1}, {}, at);
  BOOST_TEST(unread(qiang) == 1u);
  does(qiang, SetRead{room, top()});
  BOOST_TEST(unread(qiang) == 0u);
}

BOOST_FIXTURE_TEST_CASE(all_are_named_by_arrangers_alone, Tearoom) {
  BOOST_TEST((reason(say(min, "<@all> 开会")) == Reason::not_organiser));
  BOOST_TEST((reason(say(owner, "<@all> 开会")) == Reason::none));
  BOOST_TEST(unread(min) == 1u);
  BOOST_TEST(unread(qiang) == 1u);
  BOOST_TEST(unread(owner) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_post_names_a_bounded_number, Tearoom) {
  std::string names;
  for (std::size_t i = 0; i < limits::mentions_per_post; ++i) {
    const Caller one = add("职工");
    does(one, JoinRoom{room});
    names += token(one);
  }
  BOOST_TEST((reason(say(min, names)) == Reason::none));
  BOOST_TEST((reason(say(min, names + token(qiang))) == Reason::limit_reached));
}

BOOST_FIXTURE_TEST_CASE(of_too_many_mentions_the_oldest_is_forgotten, Tearoom) {
  for (std::size_t i = 0; i < limits::mentions_per_member; ++i) {
    say(min, token(qiang));
    ++now.ms;
  }
  BOOST_TEST(world.member(qiang.member)->mentions.size() == limits::mentions_per_member);
  const auto oldest = world.member(qiang.member)->mentions.begin()->first;
  say(min, token(qiang));
  BOOST_TEST(world.member(qiang.member)->mentions.size() == limits::mentions_per_member);
  BOOST_TEST(!world.member(qiang.member)->mentions.contains(oldest));
}

BOOST_FIXTURE_TEST_CASE(a_post_that_is_taken_back_takes_its_mentions_and_its_pin, Tearoom) {
  say(min, token(qiang));
  const Seq seq = top();
  does(owner, SetPin{room, seq, true}, {}, post_of(min));
  BOOST_TEST(world.room(room)->pins == std::vector<Seq>{seq});
  const Decision recalled = does(min, Recall{room, seq}, {}, post_of(min));
  BOOST_TEST(holds_alternative<Recalled>(recalled.events.at(0).body));
  BOOST_TEST(get<DeletedPost>(recalled.redactions.at(0).body).del == top());
  BOOST_TEST(unread(qiang) == 0u);
  BOOST_TEST(world.room(room)->pins.empty());
}

BOOST_FIXTURE_TEST_CASE(a_recall_has_two_minutes_and_is_the_authors, Tearoom) {
  say(min, "说错了");
  Target post = post_of(min);
  BOOST_TEST((reason(does(qiang, Recall{room, top()}, {}, post)) == Reason::not_author));
  now.ms += limits::recall_ms + 1;
  BOOST_TEST((reason(does(min, Recall{room, top()}, {}, post)) == Reason::too_late));
  now.ms -= 1;
  BOOST_TEST((reason(does(min, Recall{room, top()}, {}, post)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(arrangers_pin_and_in_a_direct_room_both, Tearoom) {
  say(min, "规定");
  const Seq seq = top();
  BOOST_TEST(
      (reason(does(min, SetPin{room, seq, true}, {}, post_of(min))) == Reason::not_organiser));
  does(owner, SetPin{room, seq, true}, {}, post_of(min));
  BOOST_TEST(does(owner, SetPin{room, seq, true}, {}, post_of(min)).events.empty());
  BOOST_TEST(holds_alternative<Unpinned>(does(owner, SetPin{room, seq, false}).events.at(0).body));
  BOOST_TEST(does(owner, SetPin{room, seq, false}).events.empty());
  const RoomId direct = world.next_room();
  does(min, OpenDirect{qiang.member});
  for (const Caller& who : {min, qiang}) {
    BOOST_TEST((reason(does(who, SetPin{direct, 5, true}, {}, post_of(min))) == Reason::none));
    does(who, SetPin{direct, 5, false});
  }
}

BOOST_FIXTURE_TEST_CASE(a_room_has_a_bounded_number_of_pins, Tearoom) {
  for (Seq seq = 1; seq <= limits::pins_per_room; ++seq) {
    BOOST_TEST((reason(does(owner, SetPin{room, seq, true}, {}, post_of(min))) == Reason::none));
  }
  const SetPin one_more{room, limits::pins_per_room + 1, true};
  BOOST_TEST((reason(does(owner, one_more, {}, post_of(min))) == Reason::limit_reached));
  does(owner, SetPin{room, 1, false});
  BOOST_TEST((reason(does(owner, one_more, {}, post_of(min))) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(words_leave_only_open_rooms, Tearoom) {
  Target post = post_of(qiang);
  post.text = "明早八点开会";
  const RoomId closed = open(min, Access::closed);
  const RoomId direct = world.next_room();
  does(min, OpenDirect{qiang.member});

  const Decision out = does(min, Forward{closed, room, 5}, {}, post);
  const auto& forwarded = get<Forwarded>(out.events.at(0).body);
  BOOST_TEST(forwarded.text == post.text);
  BOOST_TEST((forwarded.from_by == qiang.member));
  BOOST_TEST((forwarded.from_room == room));
  for (const RoomId from : {closed, direct}) {
    BOOST_TEST((reason(does(min, Forward{room, from, 5}, {}, post)) == Reason::not_forwardable));
    BOOST_TEST((reason(does(min, Forward{from, from, 5}, {}, post)) == Reason::none));
  }
}

BOOST_FIXTURE_TEST_CASE(forwarded_words_are_not_ones_own_to_edit, Tearoom) {
  Target copy = post_of(min);
  copy.is_forwarded = true;
  BOOST_TEST((reason(does(min, Edit{room, 5, "改了别人的话"}, {}, copy)) == Reason::not_author));
  BOOST_TEST((reason(does(min, Delete{room, 5}, {}, copy)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(one_forwards_only_what_one_may_read_and_where_one_may_speak, Tearoom) {
  Target post = post_of(qiang);
  post.text = "明早八点开会";
  const Caller stranger = add("外人");
  const RoomId own = open(stranger, Access::closed);
  BOOST_TEST((reason(does(stranger, Forward{own, room, 5}, {}, post)) == Reason::not_member));
  BOOST_TEST((reason(does(min, Forward{own, room, 5}, {}, post)) == Reason::room_unknown));
  post.is_deleted = true;
  BOOST_TEST((reason(does(min, Forward{room, room, 5}, {}, post)) == Reason::post_deleted));
  BOOST_TEST((reason(does(min, Forward{room, room, 5})) == Reason::not_a_post));
}

BOOST_AUTO_TEST_SUITE_END()
