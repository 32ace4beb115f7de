// Reactions, notices and their totals through the real pipeline, in the words of the wire.
#include "store/keys.hpp"
#include "tests/server/two_rooms.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;

BOOST_AUTO_TEST_SUITE(rooms_test)

BOOST_FIXTURE_TEST_CASE(a_reaction_is_answered_told_to_ones_devices_and_counted_for_all, TwoRooms) {
  const Seq seq = post("巡检正常");
  house.audience.told.clear();

  const std::string answer = react(min, seq, "👍");

  BOOST_TEST(says(answer, R"("target":)" + number(seq) + R"(,"reaction":"👍")"));
  const auto own = house.audience.all<TellMember>();
  BOOST_REQUIRE_EQUAL(own.size(), 1);
  BOOST_TEST((own[0].member == min.member));
  const auto told = totals();
  BOOST_REQUIRE_EQUAL(told.size(), 1);
  BOOST_TEST(says(told[0], R"("posts":[{"seq":)" + number(seq) + R"(,"reactions":{"👍":1}}])"));
  BOOST_TEST(!says(told[0], "member"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_reaction_is_changed_and_taken_back, TwoRooms) {
  const Seq seq = post("巡检正常");
  react(min, seq, "👍");
  react(qiang, seq, "👍");
  totals();
  react(min, seq, "❤️");
  BOOST_TEST(says(totals().back(), R"({"👍":1,"❤️":1})"));
  react(min, seq, "❤️");
  BOOST_TEST(totals().empty());
  react(min, seq, "");
  react(qiang, seq, "");
  BOOST_TEST(says(totals().back(), R"("reactions":{})"));
  BOOST_TEST(house.log->rows(store::Family::index).empty());
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_reaction_counts_on_what_is_decided_and_not_kept_yet, TwoRooms) {
  const Seq seq = post("巡检正常");
  const std::string params = R"({"room":1,"target":)" + number(seq) + R"(,"reaction":)";
  house.send(min, "reaction.set", params + R"("👍"})");
  house.pipeline->decide_step();
  house.send(min, "reaction.set", params + R"("🙏"})");
  house.pipeline->decide_step();
  house.send(qiang, "reaction.set", params + R"("🙏"})");
  house.settle();
  BOOST_TEST(says(totals().back(), R"({"🙏":2})"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(history_tells_the_totals_and_ones_own, TwoRooms) {
  const Seq seq = post("巡检正常");
  react(min, seq, "👍");
  const std::string mine = house.call(min, "history", R"({"room":1})");
  BOOST_TEST(
      says(mine, R"("totals":[{"seq":)" + number(seq) + R"(,"reactions":{"👍":1},"own":"👍"}])"));
  BOOST_TEST(!says(house.call(qiang, "history", R"({"room":1})"), "\"own\""));
}

BOOST_FIXTURE_TEST_CASE(who_reacted_is_told_to_members_page_by_page, TwoRooms) {
  const Seq seq = post("巡检正常");
  react(min, seq, "👍");
  react(qiang, seq, "❤️");
  const std::string where = R"({"room":1,"seq":)" + number(seq);
  const std::string page = house.call(owner, "reaction.list", where + R"(,"limit":1})");
  const std::string first = R"({"member":)" + number(min.member.value) + R"(,"reaction":"👍"})";
  BOOST_TEST(says(page, first));
  BOOST_TEST(says(page, R"("next":)" + number(min.member.value)));
  const std::string rest =
      house.call(owner, "reaction.list", where + R"(,"after":)" + number(min.member.value) + "}");
  BOOST_TEST(says(rest, "❤️"));
  BOOST_TEST(!says(rest, "next"));
  const auto stranger = house.add("外人");
  BOOST_TEST(says(house.call(stranger, "reaction.list", where + "}"), "not_member"));
  BOOST_TEST(says(house.call(owner, "reaction.list", R"({"room":1,"seq":1})"), "not_a_post"));
}

BOOST_FIXTURE_TEST_CASE(with_a_deleted_post_go_its_reactions, TwoRooms) {
  const Seq seq = post("巡检正常");
  react(min, seq, "👍");
  house.send(qiang, "reaction.set", R"({"room":1,"target":)" + number(seq) + R"(,"reaction":"🙏"})");
  BOOST_REQUIRE(does(owner, "message.delete", R"("room":1,"target":)" + number(seq)));
  BOOST_TEST(house.log->rows(store::Family::index).empty());
  for (const auto& [key, value] : house.log->rows(store::Family::marks)) BOOST_TEST(key[0] != 'r');
  BOOST_TEST(says(react(min, seq, "👍"), "post_deleted"));
  const std::string where = R"({"room":1,"seq":)" + number(seq) + "}";
  BOOST_TEST(says(house.call(owner, "reaction.list", where), "post_deleted"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_storm_of_reactions_is_told_four_times_a_second, TwoRooms) {
  const Seq seq = post("今年的奖金");
  std::vector<House::Resident> many;
  for (int i = 0; i < 1'200; ++i) {
    many.push_back(house.add("职工" + number(i)));
    BOOST_REQUIRE(does(many.back(), "room.join", R"("room":1)"));
  }
  house.audience.told.clear();

  const std::string params = R"({"room":1,"target":)" + number(seq) + R"(,"reaction":"💪"})";
  for (std::size_t i = 0; i < many.size(); ++i) {
    if (i % 12 == 0) house.clock.advance(10);  // 1,200 in a second
    house.send(many[i], "reaction.set", params);
    house.settle();
  }
  BOOST_TEST(house.audience.all<TellRoom>().size() <= 4u);
  BOOST_TEST(says(totals().back(), R"({"💪":1200})"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_counted_notice_tells_how_many_have_read_it, TwoRooms) {
  const Seq seq = notice("counted");
  BOOST_TEST(says(totals().back(), R"("reactions":{},"read":0,"of":3)"));
  house.call(min, "read.set", R"({"room":2,"seq":)" + number(seq) + "}");
  const auto told = totals();
  BOOST_REQUIRE_EQUAL(told.size(), 1);
  BOOST_TEST(says(told[0], R"("read":1,"of":3)"));
  BOOST_TEST(says(house.call(qiang, "history", R"({"room":2})"), R"("read":1,"of":3)"));
  const Seq plain = notice("plain");
  house.call(min, "read.set", R"({"room":2,"seq":)" + number(plain) + "}");
  BOOST_TEST(totals().empty());
}

BOOST_FIXTURE_TEST_CASE(a_confirmation_is_counted_for_all_and_named_to_organisers, TwoRooms) {
  const Seq seq = notice("must_confirm");
  totals();
  BOOST_TEST(says(confirm(min, seq), R"({"room":2,"seq":)" + number(seq)));
  BOOST_TEST(says(confirm(min, seq), "\"result\""));
  const auto told = totals();
  BOOST_REQUIRE_EQUAL(told.size(), 1);
  BOOST_TEST(says(told[0], R"("confirmed":1,"of":3)"));
  const std::string where = R"({"room":2,"seq":)" + number(seq) + R"(,"confirmed":)";
  const std::string yes = house.call(owner, "notice.confirmations", where + "true}");
  BOOST_TEST(says(yes, "王敏"));
  BOOST_TEST(!says(yes, "李强"));
  BOOST_TEST(!says(yes, "\"at\""));
  const std::string no = house.call(owner, "notice.confirmations", where + R"(false,"limit":1})");
  BOOST_TEST(says(no, "周建民"));
  BOOST_TEST(says(no, "\"next\""));
  BOOST_TEST(says(house.call(min, "notice.confirmations", where + "true}"), "not_organiser"));
  BOOST_TEST(says(house.call(min, "history", R"({"room":2})"), R"("own_confirmed":true)"));
  BOOST_TEST(!says(house.call(qiang, "history", R"({"room":2})"), "own_confirmed"));
}

BOOST_FIXTURE_TEST_CASE(a_storm_of_confirmations_is_told_four_times_a_second_and_nameless,
                        TwoRooms) {
  std::vector<House::Resident> many;
  for (int i = 0; i < 1'200; ++i) {
    many.push_back(house.add("职工" + number(i)));
    BOOST_REQUIRE(does(many.back(), "room.join", R"("room":2)"));
  }
  const Seq seq = notice("must_confirm");
  totals();

  for (std::size_t i = 0; i < many.size(); ++i) {
    if (i % 12 == 0) house.clock.advance(10);
    house.send(many[i], "notice.confirm", R"({"room":2,"seq":)" + number(seq) + "}");
    house.settle();
  }
  for (const TellMember& tell : house.audience.all<TellMember>()) {
    // Each hears of its own confirmation alone, and of nobody's name.
    BOOST_REQUIRE(says(std::string(tell.frame.payload()), "\"confirmed\""));
    BOOST_REQUIRE(!says(std::string(tell.frame.payload()), "职工"));
  }
  BOOST_TEST(house.audience.all<TellMember>().size() == many.size());
  const auto all = house.audience.all<TellRoom>();
  BOOST_TEST(all.size() <= 4u);
  BOOST_TEST(all.size() >= 2u);
  for (const TellRoom& tell : all) BOOST_TEST(!says(std::string(tell.frame.payload()), "职工"));
  BOOST_TEST(says(totals().back(), R"("confirmed":1200,"of":1203)"));
}

BOOST_FIXTURE_TEST_CASE(names_are_erased_when_the_time_is_over, TwoRooms) {
  const Seq seq = notice("must_confirm");
  confirm(min, seq);
  totals();
  house.clock.advance(limits::confirmation_ms);
  house.settle();
  BOOST_TEST(says(totals().back(), R"("confirmed":1,"of":3,"closed":true)"));
  for (const auto& [key, value] : house.log->rows(store::Family::marks)) BOOST_TEST(key[0] != 'y');
  const std::string where = R"({"room":2,"seq":)" + number(seq) + R"(,"confirmed":true})";
  BOOST_TEST(says(house.call(owner, "notice.confirmations", where), "too_late"));
  BOOST_TEST(says(confirm(qiang, seq), "too_late"));
  BOOST_TEST(says(house.call(min, "history", R"({"room":2})"), "notice_closed"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(counts_confirmations_and_what_waits_outlive_a_restart, TwoRooms) {
  const Seq counted = notice("counted");
  const Seq asks = notice("must_confirm");
  house.call(min, "read.set", R"({"room":2,"seq":)" + number(asks) + "}");
  confirm(min, asks);
  confirm(qiang, asks);
  BOOST_REQUIRE(does(qiang, "room.leave", R"("room":2)"));
  const std::int64_t at = house.clock.now().ms + 60'000;
  notice("counted", R"(,"at":)" + std::to_string(at));

  House after(house.log);
  after.clock = house.clock;
  const auto& room = *after.pipeline->world().room(RoomId{2});
  BOOST_TEST(room.active == 2u);
  BOOST_TEST(room.notices.at(counted).read == 1u);
  BOOST_TEST(room.notices.at(asks).confirmed == 1u);
  BOOST_TEST(room.notices.at(asks).confirmers.size() == 2u);
  after.clock.advance(3'600'000);  // it was down when the notice was due
  after.settle();
  std::size_t out = 0;
  for (const Tell& tell : after.audience.all<Tell>()) {
    out += says(std::string(tell.frame.payload()), R"("kind":"notice")") ? 1 : 0;
  }
  BOOST_TEST(out == 1u);
  after.clock.advance(3'600'000);
  after.settle();
  BOOST_TEST(after.pipeline->world().scheduled().empty());
  BOOST_TEST(verify(*house.log).is_ok());
}

BOOST_FIXTURE_TEST_CASE(what_waits_is_seen_by_organisers_alone_and_in_no_log, TwoRooms) {
  const std::int64_t at = house.clock.now().ms + 60'000;
  const std::string answer = ask(
      owner, "notice.post",
      R"("room":2,"class":"plain","title":"保密到周一","text":"文","at":)" + std::to_string(at));
  BOOST_TEST(says(answer, R"("at":)" + std::to_string(at)));
  BOOST_TEST(says(answer, "\"notice\":"));
  BOOST_TEST(house.audience.all<Tell>().empty());
  BOOST_TEST(!says(house.call(min, "history", R"({"room":2})"), "保密到周一"));
  BOOST_TEST(says(house.call(min, "notice.scheduled", R"({"room":2})"), "not_organiser"));
  const std::string list = house.call(owner, "notice.scheduled", R"({"room":2})");
  BOOST_TEST(says(list, "保密到周一"));
  const std::uint64_t id = house.pipeline->world().scheduled().begin()->first;
  BOOST_TEST(does(owner, "notice.cancel", R"("room":2,"notice":)" + number(id)));
  BOOST_TEST(says(house.call(owner, "notice.scheduled", R"({"room":2})"), R"("notices":[])"));
}

BOOST_FIXTURE_TEST_CASE(a_notice_is_edited_and_deleted_as_a_post, TwoRooms) {
  const Seq seq = notice("counted");
  BOOST_TEST(does(owner, "message.edit", R"("text":"改到周日","room":2,"target":)" + number(seq)));
  BOOST_TEST(says(house.call(min, "history", R"({"room":2})"), "改到周日"));
  BOOST_TEST(does(owner, "message.delete", R"("room":2,"target":)" + number(seq)));
  const std::string page = house.call(min, "history", R"({"room":2})");
  BOOST_TEST(!says(page, "改到周日"));
  BOOST_TEST(!says(page, "totals"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(damaged_totals_are_found_by_verify, TwoRooms) {
  const Seq seq = post("巡检正常");
  react(min, seq, "👍");
  store::Batch batch;
  batch.erase(store::Family::index, store::keys::totals(RoomId{1}, seq));
  BOOST_REQUIRE(house.log->append(batch).is_ok());
  BOOST_TEST(!verify(*house.log).is_ok());
}

BOOST_AUTO_TEST_SUITE_END()
