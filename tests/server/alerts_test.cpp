// Alerts through the real pipeline, in the words of the wire: who is told, what is kept, the roll
// call, and what comes back after the process has died.
#include "tests/server/two_rooms.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>

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
    for (const TellMembers& many : house.audience.all<TellMembers>()) {
      if (!says(std::string(many.frame.payload()), part)) continue;
      count += static_cast<std::size_t>(std::ranges::count(*many.members, who.member));
    }
    return count;
  }
  std::size_t tells(const std::string& part) {
    const auto all = house.audience.all<TellMembers>();
    return static_cast<std::size_t>(std::ranges::count_if(
        all, [&](const TellMembers& one) { return says(std::string(one.frame.payload()), part); }));
  }
  std::size_t marks_in(std::string_view prefix) const {
    std::size_t count = 0;
    const auto visit = [&](std::string_view, std::string_view) { return ++count > 0; };
    BOOST_REQUIRE(house.log
                      ->scan(store::Family::marks, prefix, keys::after_prefix(prefix),
                             store::Order::ascending, visit)
                      .is_ok());
    return count;
  }
  // As a server of the first release kept it: a mark for each of its people and no row of all.
  void keep_as_before() {
    store::Batch batch;
    for (AlertMark mark : house.pipeline->world().alerts().find(RoomId{3})->people) {
      store::add_mark(batch, mark, 1);
    }
    batch.erase(store::Family::marks, keys::alert_audience(RoomId{3}));
    BOOST_REQUIRE(house.log->append(batch).is_ok());
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
    BOOST_TEST(told(who, R"("follows":true)") == 0u);
  }
  BOOST_TEST(tells(R"("method":"alert")") == 2u);  // one for all it is for, one for who follows it
  BOOST_TEST(tells(R"("method":"room")") == 1u);   // to both of them its room looks the same
  for (const auto& who : {min, qiang}) BOOST_TEST(told(who, R"("kind":"alert")") == 1u);
  BOOST_TEST(says(house.call(owner, "alert.audience", R"({"units":[2]})"), R"("people":2)"));
  BOOST_TEST(says(house.call(min, "alert.audience", R"({"units":[2]})"), "not_organiser"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(who_answers_for_them_is_told_of_each_step_and_not_alarmed, Siren) {
  const House::Resident above = house.add("孙悦");
  const House::Resident beside = house.add("赵磊");
  const std::string duty = R"("duty":"organiser","member":)";
  BOOST_REQUIRE(does(owner, "unit.create", R"("parent":1,"name":"二支部")"));
  BOOST_REQUIRE(does(owner, "duty.give", R"("unit":2,)" + duty + number(above.member.value)));
  BOOST_REQUIRE(does(owner, "duty.give", R"("unit":3,)" + duty + number(beside.member.value)));
  house.audience.told.clear();
  const std::string room = raise();
  for (const auto& who : {owner, above}) {
    BOOST_TEST(told(who, R"("method":"alert")") == 1u);
    BOOST_TEST(told(who, R"("follows":true)") == 1u);
  }
  BOOST_TEST(told(beside, R"("method":"alert")") == 0u);
  for (const TellMembers& one : house.audience.all<TellMembers>()) {
    const std::string text(one.frame.payload());
    const bool counts = says(text, R"("method":"alert")") && !says(text, R"("follows":true)");
    BOOST_TEST((one.alert == RoomId{3}) == counts);  // nobody counts to whom it is only shown
  }
  BOOST_REQUIRE(does(owner, "duty.take", R"("unit":2,)" + duty + number(above.member.value)));
  ask(owner, "alert.update", room + R"(,"text":"改到西门集合。")");
  ask(owner, "alert.all_clear", room + R"(,"text":"已经解除。")");
  BOOST_TEST(told(owner, R"("state":"all_clear")") == 1u);
  BOOST_TEST(told(owner, R"("method":"alert")") == 3u);
  BOOST_TEST(told(above, R"("method":"alert")") == 1u);
}

// Who has read in it sees it with marks of one's own, also when its room is arranged.
BOOST_FIXTURE_TEST_CASE(whoever_has_read_in_its_room_is_told_of_it_alone, Siren) {
  const std::string room = raise();
  BOOST_REQUIRE(says(house.call(min, "read.set", "{" + room + R"(,"seq":4})"), "result"));
  ask(owner, "alert.all_clear", room + R"(,"text":"已经解除。")");
  house.audience.told.clear();
  BOOST_REQUIRE(does(owner, "room.archive", room));
  BOOST_TEST(told(min, R"("read_seq":4)") == 1u);
  BOOST_TEST(told(qiang, R"("read_seq":0)") == 1u);
  BOOST_TEST(tells(R"("archived":true)") == 1u);
}

BOOST_FIXTURE_TEST_CASE(raising_keeps_one_row_for_all_and_later_one_for_who_does_something, Siren) {
  const std::string room = raise();
  BOOST_TEST(marks_in("e") == 1u);
  BOOST_TEST(marks_in("t") == 0u);
  house.call(min, "alert.reach", "{" + room + R"(,"reach":"seen"})");
  BOOST_TEST(marks_in("t") == 1u);
  std::vector<AlertWritten> written{{RoomId{3}, min.member}, {RoomId{3}, qiang.member}};
  house.pipeline->wrote(written);
  house.settle();
  BOOST_TEST(marks_in("e") == 1u);
  BOOST_TEST(is_sound());
  House again(house.log);
  const domain::Alert* after = again.pipeline->world().alerts().find(RoomId{3});
  BOOST_REQUIRE(after != nullptr);
  BOOST_TEST((after->by_unit == house.pipeline->world().alerts().find(RoomId{3})->by_unit));
  BOOST_TEST((after->find(min.member)->reach == Reach::seen));
  BOOST_TEST((after->find(qiang.member)->reach == Reach::written));
}

BOOST_FIXTURE_TEST_CASE(what_is_written_to_all_holds_over_an_older_mark_of_one, Siren) {
  const House::Resident yue = house.add("孙悦");
  BOOST_REQUIRE(does(owner, "member.move", R"("unit":2,"member":)" + number(yue.member.value)));
  const std::string room = raise();
  ask(owner, "alert.tick", room + R"(,"member":)" + number(min.member.value));
  BOOST_TEST(marks_in("t") == 1u);
  std::vector<AlertWritten> written{
      {RoomId{3}, min.member}, {RoomId{3}, qiang.member}, {RoomId{3}, yue.member}};
  house.pipeline->wrote(written);
  house.settle();
  BOOST_TEST(marks_in("t") == 1u);  // one row said it for all three
  House again(house.log);
  const AlertMark* mark = again.pipeline->world().alerts().mark(RoomId{3}, min.member);
  BOOST_REQUIRE(mark != nullptr);
  BOOST_TEST((mark->reach == Reach::written));
  BOOST_TEST((mark->ticked_by == owner.member));
}

BOOST_FIXTURE_TEST_CASE(a_store_that_kept_a_mark_for_each_still_opens, Siren) {
  const std::string room = raise();
  ask(min, "alert.answer", room + R"(,"option":2)");
  const domain::Alert before = *house.pipeline->world().alerts().find(RoomId{3});
  keep_as_before();
  BOOST_TEST(is_sound());
  House again(house.log);
  const domain::Alert* after = again.pipeline->world().alerts().find(RoomId{3});
  BOOST_REQUIRE(after != nullptr);
  BOOST_TEST((after->by_unit == before.by_unit));
  BOOST_TEST(again.pipeline->world().room(RoomId{3})->members.contains(qiang.member));
  BOOST_TEST(says(again.call(min, "alert.list", "{}"), R"("option":2)"));
}

BOOST_FIXTURE_TEST_CASE(the_erased_leave_the_row_of_all_too, Siren) {
  for (const bool before : {false, true}) {
    const auto row = [&] {
      return house.log->get(store::Family::marks, keys::alert_audience(RoomId{3}));
    };
    const auto people = [&] {
      return get<AlertAudience>(store::decode_mark(keys::alert_audience(RoomId{3}), *row())->mark)
          .people.size();
    };
    if (!before) raise();
    if (before) keep_as_before();
    const House::Resident& who = before ? qiang : min;
    BOOST_TEST(row().has_value() != before);
    BOOST_REQUIRE(
        does(owner, "member.erase", R"("words":"keep","member":)" + number(who.member.value)));
    BOOST_REQUIRE(row().has_value());
    BOOST_TEST(people() == (before ? 0u : 1u));
    BOOST_TEST(is_sound());
    House again(house.log);
    BOOST_TEST((again.pipeline->world().alerts().mark(RoomId{3}, who.member) == nullptr));
    BOOST_TEST(!again.pipeline->world().room(RoomId{3})->members.contains(who.member));
  }
}

// Of an alert that is open, too: whom it was for, its title and its steps are nobody's to take
// away.
BOOST_FIXTURE_TEST_CASE(what_it_was_stands_when_the_words_of_who_raised_it_are_erased, Siren) {
  BOOST_REQUIRE(does(owner, "duty.give",
                     R"("unit":2,"duty":"organiser","member":)" + number(min.member.value)));
  BOOST_REQUIRE(does(min, "alert.raise",
                     R"("units":[2],"drill":false,"title":"三号罐区泄漏","text":"请立即撤离。",)"
                     R"("options":["安全","需要帮助"])"));
  BOOST_TEST(says(ask(qiang, "alert.answer", R"("room":3,"option":2)"), R"("reach":"answered")"));

  BOOST_REQUIRE(
      does(owner, "member.erase", R"("words":"delete","member":)" + number(min.member.value)));

  const std::string page = house.call(qiang, "history", R"({"room":3})");
  BOOST_TEST(!says(page, "请立即撤离"));
  BOOST_TEST(says(page, "三号罐区泄漏"));
  BOOST_TEST(says(page, R"("move":"raised","drill":false,"units":[2])"), page);
  BOOST_TEST(says(page, R"("targeted":2)"), page);
  BOOST_TEST(says(house.call(qiang, "alert.list", "{}"), R"("option":2)"));
  BOOST_TEST(says(roll(owner), R"("answers":[0,1])"));
  BOOST_TEST(does(owner, "alert.all_clear", R"("room":3,"text":"解除。")"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(while_there_is_no_room_what_was_written_waits_to_be_said, Siren) {
  raise();
  std::vector<AlertWritten> written{{RoomId{3}, min.member}};
  house.log->set_room(false);
  house.pipeline->wrote(written);
  BOOST_TEST(written.size() == 1u);
  house.settle();
  BOOST_TEST(says(roll(owner), R"("written":0)"));
  house.log->set_room(true);
  house.pipeline->wrote(written);
  BOOST_TEST(written.empty());
  house.settle();
  BOOST_TEST(says(roll(owner), R"("written":1)"));
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
  store::Batch none;
  none.erase(store::Family::marks, keys::alert_audience(RoomId{3}));
  none.erase(store::Family::marks, keys::alert_mark(RoomId{3}, owner.member));
  BOOST_REQUIRE(house.log->append(none).is_ok());
  BOOST_TEST(verify(*house.log).problems.front() ==
             "the alert in room 3 has lost some of its people");
}

BOOST_AUTO_TEST_SUITE_END()
