// Mentions, pins, recalls and forwarding through the real pipeline, in the words of the wire.
#include "tests/server/two_rooms.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;

namespace {

std::string token(const House::Resident& who) {
  return "<@" + number(who.member.value) + ">";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(posts_of_rooms_test)

BOOST_FIXTURE_TEST_CASE(a_mention_is_told_to_the_one_and_counted_in_the_list, TwoRooms) {
  const Seq seq = post(token(min) + " 值班表发我");
  const auto told = house.audience.all<TellMember>();
  BOOST_REQUIRE_EQUAL(told.size(), 1);
  BOOST_TEST((told[0].member == min.member));
  BOOST_TEST(says(std::string(told[0].frame.payload()), "\"method\":\"mention\""));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), "\"mentions\":1"));
  BOOST_TEST(!says(house.call(qiang, "room.list", "{}"), "\"mentions\""));
  BOOST_TEST(says(house.call(min, "mention.list", "{}"), R"({"room":1,"seq":)" + number(seq)));
  BOOST_TEST(says(house.call(qiang, "mention.list", "{}"), R"("mentions":[])"));
  house.call(min, "read.set", R"({"room":1,"seq":)" + number(seq) + "}");
  BOOST_TEST(!says(house.call(min, "room.list", "{}"), "\"mentions\""));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(mentions_stand_latest_first_and_only_of_rooms_one_is_in, TwoRooms) {
  const Seq first = post(token(min));
  house.clock.advance(1'000);
  BOOST_REQUIRE(does(owner, "notice.post",
                     R"("room":2,"class":"plain","title":"题","text":")" + token(min) + "\""));
  const std::string both = house.call(min, "mention.list", "{}");
  BOOST_TEST(both.find("\"room\":2") < both.find("\"room\":1"));
  BOOST_REQUIRE(does(min, "room.leave", R"("room":2)"));
  const std::string one = house.call(min, "mention.list", "{}");
  BOOST_TEST(!says(one, "\"room\":2"));
  BOOST_TEST(says(one, R"("seq":)" + number(first)));
}

BOOST_FIXTURE_TEST_CASE(pins_are_events_and_listed_with_their_latest_edit, TwoRooms) {
  const Seq one = post("第一条规定");
  const Seq two = post("第二条规定");
  for (const Seq seq : {two, one}) {
    BOOST_TEST(says(ask(owner, "pin.set", R"("room":1,"target":)" + number(seq)), "\"seq\""));
  }
  BOOST_REQUIRE(does(owner, "message.edit", R"("text":"改过的","room":1,"target":)" + number(one)));
  const std::string pins = house.call(min, "pin.list", R"({"room":1})");
  BOOST_TEST(pins.find("第二条规定") < pins.find("第一条规定"));
  BOOST_TEST(says(pins, "改过的"));
  BOOST_TEST(says(ask(min, "pin.clear", R"("room":1,"target":)" + number(one)), "not_organiser"));
  BOOST_REQUIRE(does(owner, "message.delete", R"("room":1,"target":)" + number(two)));
  BOOST_TEST(!says(house.call(min, "pin.list", R"({"room":1})"), number(two) + R"(,"at")"));
  BOOST_TEST(is_sound());
  BOOST_REQUIRE(does(owner, "pin.clear", R"("room":1,"target":)" + number(one)));
  BOOST_TEST(says(house.call(min, "pin.list", R"({"room":1})"), R"("events":[])"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(pins_and_mentions_outlive_a_restart, TwoRooms) {
  const Seq seq = post(token(min) + " 规定");
  BOOST_REQUIRE(does(owner, "pin.set", R"("room":1,"target":)" + number(seq)));
  House after(house.log);
  BOOST_TEST(after.pipeline->world().room(RoomId{1})->pins == std::vector<Seq>{seq});
  BOOST_TEST(after.pipeline->world().unread_mentions(min.member, RoomId{1}) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_recalled_post_leaves_tombstones, TwoRooms) {
  const Seq seq = post("说错了的话");
  BOOST_REQUIRE(does(owner, "message.edit", R"("text":"又错了","room":1,"target":)" + number(seq)));
  house.clock.advance(limits::recall_ms);
  BOOST_TEST(does(owner, "message.recall", R"("room":1,"target":)" + number(seq)));
  const std::string page = house.call(min, "history", R"({"room":1})");
  BOOST_TEST(!says(page, "说错了的话"));
  BOOST_TEST(!says(page, "又错了"));
  BOOST_TEST(says(page, "\"recalled\""));
  const Seq late = post("来不及了");
  house.clock.advance(limits::recall_ms + 1);
  BOOST_TEST(
      says(ask(owner, "message.recall", R"("room":1,"target":)" + number(late)), "too_late"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(what_is_forwarded_reads_as_it_reads_now, TwoRooms) {
  const Seq seq = post("八点开会");
  BOOST_REQUIRE(
      does(owner, "message.edit", R"("text":"九点开会","room":1,"target":)" + number(seq)));
  BOOST_REQUIRE(does(min, "room.create", R"("title":"小组","access":"closed")"));
  const std::string where = R"("room":3,"from_room":1,"from_seq":)" + number(seq);
  BOOST_TEST(does(min, "message.forward", where));
  const std::string page = house.call(min, "history", R"({"room":3})");
  BOOST_TEST(says(page, R"("kind":"forwarded","n":1,"text":"九点开会","from_room":1)"));
  BOOST_TEST(says(page, R"("from_by":)" + number(owner.member.value)));
  const Seq copy = house.pipeline->world().room(RoomId{3})->row.last_seq;
  BOOST_TEST(says(ask(min, "message.edit", R"("text":"改了","room":3,"target":)" + number(copy)),
                  "not_author"));
  BOOST_TEST(
      says(ask(min, "message.forward", R"("room":1,"from_room":3,"from_seq":)" + number(copy)),
           "not_forwardable"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(an_edit_that_is_decided_and_not_kept_is_forwarded_too, TwoRooms) {
  const Seq seq = post("八点开会");
  house.send(owner, "message.edit",
             R"({"room":1,"target":)" + number(seq) +
                 R"(,"text":"九点开会","key":"6f1c2c1e-0d3b-4d5f-9a39-3b1f2e8a7c10"})");
  house.pipeline->decide_step();
  BOOST_TEST(does(min, "message.forward", R"("room":1,"from_room":1,"from_seq":)" + number(seq)));
  BOOST_TEST(says(house.call(min, "history", R"({"room":1,"limit":1})"), "九点开会"));
}

BOOST_AUTO_TEST_SUITE_END()
