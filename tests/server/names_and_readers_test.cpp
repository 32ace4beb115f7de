// What a row says so that it is found by pinyin, and how many have read a post, through the real
// pipeline, in the words of the wire.
#include "tests/server/two_rooms.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;

namespace {

struct Readers : TwoRooms {
  std::string count(const House::Resident& who, Seq seq, std::uint64_t room = 1) {
    return house.call(who, "read.count",
                      R"({"room":)" + number(room) + R"(,"seq":)" + number(seq) + "}");
  }
  static std::string counts(Seq seq, std::uint64_t read, std::uint64_t of) {
    return R"("result":{"room":1,"seq":)" + number(seq) + R"(,"read":)" + number(read) +
           R"(,"of":)" + number(of) + "}";
  }
  void reads(const House::Resident& who, Seq seq) {
    const std::string answer =
        house.call(who, "read.set", R"({"room":1,"seq":)" + number(seq) + "}");
    BOOST_REQUIRE(says(answer, "\"result\""));
  }
  std::string of(const House::Resident& who) { return "\"member\":" + number(who.member.value); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(names_and_readers_test)

BOOST_FIXTURE_TEST_CASE(every_row_that_is_looked_for_by_name_says_its_initials, TwoRooms) {
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("title":"茶馆","initials":"cg")"));
  BOOST_TEST(says(house.call(min, "room.members", R"({"room":1})"), R"("initials":"wm")"));
  BOOST_TEST(says(house.call(min, "member.names", R"({"members":[1]})"), R"("initials":"zjm")"));
  BOOST_REQUIRE(does(owner, "unit.create", R"("parent":1,"name":"第一车间")"));
  BOOST_TEST(says(house.call(min, "unit.tree", "{}"), R"("name":"第一车间","initials":"dycj")"));
  BOOST_TEST(says(house.call(owner, "member.list", "{}"), R"("initials":"lq")"));
}

BOOST_FIXTURE_TEST_CASE(a_new_name_and_a_new_title_come_with_theirs, TwoRooms) {
  BOOST_REQUIRE(does(min, "member.rename", R"("name":"单小明")"));
  const auto names = house.audience.all<TellEveryone>();
  BOOST_REQUIRE(!names.empty());
  BOOST_TEST(says(std::string(names[0].frame.payload()), R"("initials":"sxm dxm")"));
  BOOST_REQUIRE(does(owner, "room.rename", R"("room":1,"title":"支部生活")"));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("initials":"zbsh")"));
}

BOOST_FIXTURE_TEST_CASE(names_without_chinese_and_direct_rooms_have_none, TwoRooms) {
  BOOST_REQUIRE(does(min, "member.rename", R"("name":"Ann")"));
  BOOST_TEST(!says(house.call(min, "member.names", R"({"members":[2]})"), "initials"));
  BOOST_REQUIRE(does(owner, "room.rename", R"("room":1,"title":"Tea")"));
  BOOST_REQUIRE(does(owner, "room.rename", R"("room":2,"title":"News")"));
  BOOST_REQUIRE(does(min, "direct.open", R"("member":3)"));
  BOOST_TEST(!says(house.call(min, "room.list", "{}"), "initials"));
}

BOOST_FIXTURE_TEST_CASE(an_author_is_told_how_many_have_read_and_never_who, Readers) {
  const Seq seq = post("今晚八点开会");
  BOOST_TEST(says(count(owner, seq), counts(seq, 0, 2)));
  reads(min, seq);
  BOOST_TEST(says(count(owner, seq), counts(seq, 1, 2)));
  const Seq later = post("改到九点");
  BOOST_TEST(says(count(owner, later), counts(later, 0, 2)));
  reads(qiang, later);
  reads(owner, later);  // the author counts for nothing
  BOOST_TEST(says(count(owner, seq), counts(seq, 2, 2)));
  BOOST_TEST(says(count(owner, later), counts(later, 1, 2)));
  BOOST_TEST(!says(count(owner, seq), "member"));
}

BOOST_FIXTURE_TEST_CASE(nothing_of_it_is_broadcast, Readers) {
  const Seq seq = post("今晚八点开会");
  reads(min, seq);
  totals();  // what a room is told by itself
  count(owner, seq);
  BOOST_TEST(house.audience.all<TellMember>().empty());
  BOOST_TEST(totals().empty());
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(who_is_deactivated_or_out_is_not_counted, Readers) {
  const Seq seq = post("今晚八点开会");
  reads(min, seq);
  reads(qiang, seq);
  BOOST_REQUIRE(does(owner, "member.deactivate", of(min)));
  BOOST_TEST(says(count(owner, seq), counts(seq, 1, 1)));
  BOOST_REQUIRE(does(owner, "room.remove", R"("room":1,)" + of(qiang)));
  BOOST_TEST(says(count(owner, seq), counts(seq, 0, 0)));
}

BOOST_FIXTURE_TEST_CASE(a_newcomer_has_read_what_it_says_and_counts_where_it_sees_it, Readers) {
  const Seq seq = post("今晚八点开会");
  const auto late = house.add("何小雨");
  BOOST_REQUIRE(does(late, "room.join", R"("room":1)"));
  BOOST_TEST(says(count(owner, seq), counts(seq, 0, 3)));  // wherever its watermark stands
  reads(late, post("来了新同事"));
  BOOST_TEST(says(count(owner, seq), counts(seq, 1, 3)));
  BOOST_REQUIRE(does(owner, "room.rules", R"("room":1,"past":"hidden")"));
  BOOST_TEST(says(count(owner, seq), counts(seq, 0, 2)));  // the past is hidden from it
}

BOOST_FIXTURE_TEST_CASE(only_the_author_of_a_post_is_told, Readers) {
  const Seq seq = post("今晚八点开会");
  BOOST_TEST(says(count(min, seq), R"("reason":"not_author")"));
  BOOST_TEST(says(count(owner, 1), R"("reason":"not_a_post")"));
  BOOST_TEST(says(count(owner, 9'999), R"("reason":"not_a_post")"));
  BOOST_TEST(says(count(owner, seq, 77), R"("reason":"room_unknown")"));
  BOOST_REQUIRE(does(owner, "message.delete", R"("room":1,"target":)" + number(seq)));
  BOOST_TEST(says(count(owner, seq), R"("reason":"post_deleted")"));
}

BOOST_FIXTURE_TEST_CASE(bulletins_and_direct_rooms_are_not_counted, Readers) {
  const Seq plain = notice("plain");
  const std::string bulletin = count(owner, plain, 2);
  BOOST_TEST(says(bulletin, R"("reason":"not_counted")"));
  BOOST_TEST(says(bulletin, R"("field":"room")"));
  BOOST_REQUIRE(does(min, "direct.open", R"("member":3)"));
  BOOST_REQUIRE(does(min, "message.post", R"("room":3,"text":"在吗")"));
  const Seq seq = house.pipeline->world().room(RoomId{3})->row.last_seq;
  BOOST_TEST(says(count(min, seq, 3), R"("reason":"not_counted")"));
}

BOOST_AUTO_TEST_SUITE_END()
