// Alerts through the real pipeline, in the words of the wire: who is told, what is kept, the roll
// call, and what comes back after the process has died.
#include "tests/server/two_rooms.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;
namespace keys = xinqiao::store::keys;

namespace {

// Unit 2 has Wang Min and Li Qiang; the owner is at home nowhere.
struct Siren : TwoRooms {
  Siren() {
    BOOST_REQUIRE(does(owner, "unit.create", R"("parent":1,"name":"一支部")"));
    for (const auto& who : {min, qiang}) {
      BOOST_REQUIRE(does(owner, "member.move", R"("unit":2,"member":)" + number(who.member.value)));
    }
    house.audience.told.clear();
  }
  std::string raise(const std::string& drill = "false") {
    const std::string answer = ask(owner, "alert.raise",
                                   R"("units":[2],"drill":)" + drill +
                                       R"(,"title":"三号罐区泄漏","text":"请立即撤离。",)"
                                       R"("options":["安全","需要帮助"])");
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), answer);
    return "\"room\":3";
  }
  std::size_t told(const House::Resident& who, const std::string& part) {
    std::size_t count = 0;
    for (const TellMember& one : house.audience.all<TellMember>()) {
      count += one.member == who.member && says(std::string(one.frame.payload()), part) ? 1 : 0;
    }
    return count;
  }
  std::string roll(const House::Resident& who) {
    return house.call(who, "alert.roll", R"({"room":3})");
  }
  std::string missing(const House::Resident& who) {
    return house.call(who, "alert.missing", R"({"room":3})");
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(alerts_test)

BOOST_FIXTURE_TEST_CASE(everybody_it_is_for_is_told_once_with_its_words, Siren) {
  raise();
  for (const auto& who : {min, qiang}) {
    BOOST_TEST(told(who, R"("method":"alert")") == 1u);
    BOOST_TEST(told(who, "请立即撤离。") == 1u);
    BOOST_TEST(told(who, R"("drill":false)") == 1u);
  }
  BOOST_TEST(told(owner, R"("method":"alert")") == 0u);
  BOOST_TEST(says(house.call(owner, "alert.audience", R"({"units":[2]})"), R"("people":2)"));
  BOOST_TEST(says(house.call(min, "alert.audience", R"({"units":[2]})"), "not_organiser"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_repeat_raises_one, Siren) {
  const std::string params =
      R"({"units":[2],"drill":true,"title":"演练","text":"这是演练。","options":["收到"],)"
      R"("outbox":"outbox-of-alarms","n":1})";
  house.call(owner, "alert.raise", params);
  BOOST_TEST(says(house.call(owner, "alert.raise", params), R"("repeated":true)"));
  BOOST_TEST(house.pipeline->world().alerts().all().size() == 1u);
  BOOST_TEST(told(min, R"("method":"alert")") == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_roll_call_goes_up_and_names_go_to_duty_holders_alone, Siren) {
  const std::string room = raise();
  house.call(min, "alert.reach", "{" + room + R"(,"reach":"seen"})");
  BOOST_TEST(says(ask(qiang, "alert.answer", room + R"(,"option":1)"), R"("reach":"answered")"));
  const std::string all = roll(owner);
  BOOST_TEST(says(all, R"("targeted":2,"written":2,"delivered":2,"seen":2,"answered":1)"));
  BOOST_TEST(says(all, R"("answers":[1,0])"));
  BOOST_TEST(says(all, R"("units":[{"unit":2)"));
  BOOST_TEST(says(roll(min), R"("units":[])"));
  BOOST_TEST(says(missing(min), "not_organiser"));
  BOOST_TEST(says(missing(owner), "王敏"));
  BOOST_TEST(!says(missing(owner), "李强"));
  const std::string tick = room + R"(,"member":)" + number(min.member.value);
  BOOST_TEST(says(ask(owner, "alert.tick", tick), R"("ticked":true)"));
  BOOST_TEST(says(missing(owner), R"("ticked_by":)" + number(owner.member.value)));
  BOOST_TEST(says(ask(owner, "alert.untick", tick), R"("ticked":false)"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(totals_are_told_to_the_room_at_most_four_times_a_second, Siren) {
  const std::string room = raise();
  totals();
  for (int i = 0; i < 50; ++i) {
    ask(min, "alert.answer", room + R"(,"option":)" + std::to_string(1 + i % 2));
  }
  std::size_t count = 0;
  for (const std::string& one : totals()) count += says(one, R"("method":"alert_totals")") ? 1 : 0;
  BOOST_TEST(count >= 1u);
  BOOST_TEST(count <= 2u);
}

BOOST_FIXTURE_TEST_CASE(what_was_written_is_counted_and_told_to_nobody_it_was_written_to, Siren) {
  raise();
  for (const TellMember& one : house.audience.all<TellMember>()) {
    const std::string text(one.frame.payload());
    BOOST_TEST((one.alert == RoomId{3}) == says(text, R"("method":"alert")"));
  }
  std::vector<AlertWritten> written{{RoomId{3}, min.member}, {RoomId{3}, min.member}};
  house.audience.told.clear();
  house.pipeline->wrote(written);
  BOOST_TEST(written.empty());
  house.settle();
  BOOST_TEST(told(min, "alert_own") == 0u);
  BOOST_TEST(says(roll(owner), R"("targeted":2,"written":1,"delivered":0)"));
  BOOST_TEST(is_sound());
  House again(house.log);
  const domain::Alert* after = again.pipeline->world().alerts().find(RoomId{3});
  BOOST_REQUIRE(after != nullptr);
  BOOST_TEST(domain::Alerts::sum(*after).reached[1] == 1u);
}

BOOST_AUTO_TEST_CASE(more_than_one_command_holds_is_said_in_several) {
  House house;
  std::vector<AlertWritten> many(limits::alerts_written * 2 + 1, {RoomId{9}, MemberId{1}});
  const auto before = house.metrics.heard.load();
  house.pipeline->wrote(many);
  BOOST_TEST(many.empty());
  house.settle();
  BOOST_TEST(house.metrics.heard.load() - before == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_false_alarm_is_told_to_everyone_it_reached, Siren) {
  const std::string room = raise();
  house.audience.told.clear();
  BOOST_TEST(
      says(ask(owner, "alert.cancel", room + R"(,"text":"是误报，请回到岗位。")"), "\"result\""));
  for (const auto& who : {min, qiang}) {
    BOOST_TEST(told(who, R"("state":"cancelled")") == 1u);
    BOOST_TEST(told(who, "是误报") == 1u);
  }
  BOOST_TEST(says(house.call(min, "alert.list", "{}"), R"("alerts":[])"));
  BOOST_TEST(says(ask(min, "alert.answer", room + R"(,"option":1)"), "alert_over"));
}

BOOST_FIXTURE_TEST_CASE(whoever_comes_later_finds_it_with_ones_own_part, Siren) {
  const std::string room = raise("true");
  ask(min, "alert.answer", room + R"(,"option":2)");
  const std::string mine = house.call(min, "alert.list", "{}");
  BOOST_TEST(says(mine, R"("drill":true)"));
  BOOST_TEST(says(mine, R"("own":{"room":3,"reach":"answered","option":2)"));
  BOOST_TEST(!says(mine, R"("follows":true)"));
  BOOST_TEST(says(house.call(owner, "alert.list", "{}"), R"("follows":true)"));
  BOOST_TEST(says(house.call(min, "history", R"({"room":3})"), "请立即撤离。"));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("kind":"alert")"));
}

BOOST_FIXTURE_TEST_CASE(after_a_restart_nothing_is_lost_and_every_answer_counts_once, Siren) {
  const std::string room = raise();
  ask(min, "alert.answer", room + R"(,"option":2)");
  house.call(qiang, "alert.reach", "{" + room + R"(,"reach":"delivered"})");
  const domain::Alert before = *house.pipeline->world().alerts().find(RoomId{3});
  House again(house.log);
  again.settle();
  const domain::Alert* after = again.pipeline->world().alerts().find(RoomId{3});
  BOOST_REQUIRE(after != nullptr);
  BOOST_TEST((after->row == before.row));
  BOOST_TEST((after->by_unit == before.by_unit));
  BOOST_TEST(again.pipeline->world().room(RoomId{3})->members.contains(qiang.member));
  BOOST_TEST(verify(*again.log).is_ok());
}

BOOST_FIXTURE_TEST_CASE(verify_finds_an_alert_that_lies, Siren) {
  raise();
  BOOST_REQUIRE(is_sound());
  AlertRow row = house.pipeline->world().alerts().find(RoomId{3})->row;
  row.drill = true;
  store::Batch batch;
  batch.put(store::Family::rows, keys::alert(RoomId{3}), store::encode_record(row));
  BOOST_REQUIRE(house.log->append(batch).is_ok());
  const VerifyReport report = verify(*house.log);
  BOOST_REQUIRE(!report.problems.empty());
  BOOST_TEST(report.problems.front() == "the row of alert 3 differs from what the events say");
  store::Batch back;
  row.drill = false;
  back.put(store::Family::rows, keys::alert(RoomId{3}), store::encode_record(row));
  AlertMark stranger;
  stranger.member = owner.member;
  stranger.room = RoomId{3};
  store::add_mark(back, stranger, 1);
  BOOST_REQUIRE(house.log->append(back).is_ok());
  BOOST_TEST(verify(*house.log).problems.front() ==
             "the alert in room 3 has more people than it was raised for");
}

BOOST_AUTO_TEST_SUITE_END()
