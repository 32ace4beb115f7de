// Order in rooms, reports and presence through the real pipeline, in the words of the wire.
#include "tests/server/two_rooms.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::says;
using xinqiao::testing::TwoRooms;

namespace {

struct Order : TwoRooms {
  std::string of(const House::Resident& who) { return "\"member\":" + number(who.member.value); }
  bool posts(const House::Resident& who) {
    return does(who, "message.post", R"("room":1,"text":"话")");
  }
  Seq says_min(const std::string& text) {
    BOOST_REQUIRE(does(min, "message.post", R"("room":1,"text":")" + text + "\""));
    return house.pipeline->world().room(RoomId{1})->row.last_seq;
  }
  std::string report(const House::Resident& who, Seq seq) {
    return house.call(who, "message.report",
                      R"({"room":1,"seq":)" + number(seq) + R"(,"reason":"辱骂"})");
  }
  std::string last_report() { return number(house.pipeline->world().reports().rbegin()->first); }
  std::string settle(const House::Resident& who, const std::string& outcome) {
    return house.call(who, "report.settle",
                      R"({"report":)" + last_report() + R"(,"outcome":")" + outcome + "\"}");
  }
  // What this member alone was told since the last time.
  std::string told(const House::Resident& who) {
    std::string all;
    for (const TellMember& one : house.audience.all<TellMember>()) {
      if (one.member == who.member) all += std::string(one.frame.payload()) + "\n";
    }
    house.audience.told.clear();
    return all;
  }
  House reopened() { return House(house.log); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(order_of_rooms_test)

BOOST_FIXTURE_TEST_CASE(a_removed_post_is_gone_with_all_that_was_known_of_it, Order) {
  const Seq seq = says_min("便宜卖手机");
  BOOST_REQUIRE(does(min, "message.edit", R"("text":"快来买","room":1,"target":)" + number(seq)));
  react(qiang, seq, "👍");
  BOOST_REQUIRE(does(owner, "pin.set", R"("room":1,"target":)" + number(seq)));
  const std::string place = R"("room":1,"target":)" + number(seq);
  BOOST_TEST(says(ask(qiang, "message.remove", place + R"(,"reason":"广告")"), "not_organiser"));
  BOOST_TEST(says(ask(owner, "message.remove", place + R"(,"reason":" ")"), "reason_invalid"));
  BOOST_TEST(does(owner, "message.remove", place + R"(,"reason":"广告")"));
  const std::string page = house.call(qiang, "history", R"({"room":1})");
  BOOST_TEST(says(page, R"("kind":"moderated")"));
  BOOST_TEST(says(page, R"("reason":"广告")"));
  BOOST_TEST(!says(page, "便宜卖手机"));
  BOOST_TEST(!says(page, "快来买"));
  BOOST_TEST(says(house.call(qiang, "pin.list", R"({"room":1})"), R"("events":[])"));
  BOOST_TEST(says(ask(owner, "message.remove", place + R"(,"reason":"广告")"), "post_deleted"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_mute_is_told_refused_listed_kept_and_ends_by_itself, Order) {
  house.audience.told.clear();
  const std::int64_t until = house.clock.now().ms + 600'000;
  BOOST_REQUIRE(does(owner, "room.mute", R"("room":1,"minutes":10,"reason":"静",)" + of(min)));
  BOOST_TEST(says(told(min), R"("muted_until":)" + number(static_cast<std::uint64_t>(until))));
  const std::string refused = ask(min, "message.post", R"("room":1,"text":"话")");
  BOOST_TEST(says(refused, R"("reason":"muted")"));
  BOOST_TEST(says(refused, R"("until":)" + number(static_cast<std::uint64_t>(until))));
  const std::string members = R"({"room":1})";
  BOOST_TEST(says(house.call(qiang, "room.members", members), "muted_until"));
  BOOST_TEST(is_sound());

  House again = reopened();
  again.clock.set(house.clock.now().ms);
  BOOST_TEST(again.pipeline->world().room(RoomId{1})->mutes.size() == 1u);

  house.clock.advance(600'000);
  BOOST_TEST(posts(min));
  BOOST_TEST(!says(house.call(qiang, "room.members", members), "muted_until"));
}

BOOST_FIXTURE_TEST_CASE(a_read_only_room_says_so_to_all, Order) {
  BOOST_REQUIRE(does(owner, "room.read_only", R"("room":1,"on":true,"reason":"检修")"));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("read_only":true)"));
  BOOST_TEST(says(ask(min, "message.post", R"("room":1,"text":"话")"), R"("reason":"read_only")"));
  BOOST_TEST(posts(owner));
  BOOST_TEST(is_sound());
  BOOST_REQUIRE(does(owner, "room.read_only", R"("room":1,"on":false)"));
  BOOST_TEST(posts(min));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_report_reaches_those_who_settle_and_the_reporter_hears_the_end, Order) {
  const Seq seq = says_min("第一稿");
  BOOST_REQUIRE(does(min, "message.edit", R"("text":"骂人的话","room":1,"target":)" + number(seq)));
  house.audience.told.clear();
  BOOST_TEST(says(report(qiang, seq), "\"report\":"));
  const std::string heard = told(owner);
  BOOST_TEST(says(heard, R"("method":"me")"));
  BOOST_TEST(says(heard, R"("open_reports":1)"));
  BOOST_TEST(says(report(qiang, seq), R"("already":true)"));
  BOOST_TEST(says(house.call(owner, "session.me", "{}"), R"("open_reports":1)"));
  const std::string listed = house.call(owner, "report.list", "{}");
  BOOST_TEST(says(listed, "骂人的话"));
  BOOST_TEST(says(listed, R"("reporter":)" + number(qiang.member.value)));
  BOOST_TEST(says(house.call(min, "report.list", "{}"), "not_organiser"));
  BOOST_TEST(!says(told(min), "report"));  // the author is not told
  BOOST_TEST(says(settle(min, "warned"), "report_unknown"));
  BOOST_TEST(is_sound());

  BOOST_TEST(says(settle(owner, "warned"), "\"at\":"));
  BOOST_TEST(says(told(qiang), R"("method":"report_settled")"));
  BOOST_TEST(!says(house.call(owner, "session.me", "{}"), "open_reports"));
  BOOST_TEST(says(house.call(owner, "report.list", "{}"), R"("reports":[])"));
  BOOST_TEST(says(house.call(owner, "report.list", R"({"settled":true})"), "骂人的话"));
  const std::string mine = house.call(qiang, "report.mine", "{}");
  BOOST_TEST(says(mine, R"("outcome":"warned")"));
  BOOST_TEST(!says(mine, "settled_by"));
  BOOST_TEST(!says(mine, "骂人的话"));
  BOOST_TEST(says(settle(owner, "removed"), "report_settled"));

  const auto scrub_due = [&] { return house.log->get(store::Family::meta, "scrub_due"); };
  BOOST_TEST(!scrub_due().has_value());
  house.clock.advance(limits::report_kept_ms);
  house.settle();
  BOOST_TEST(house.pipeline->world().reports().empty());
  BOOST_TEST(scrub_due().has_value());  // the words go from the disk, too
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(reports_come_in_pages_and_after_a_start, Order) {
  for (std::size_t i = 0; i <= limits::report_rows; ++i) {
    const Seq seq = says_min("话");
    report(i % 2 == 0 ? qiang : owner, seq);
    house.clock.advance(1'000);
  }
  const std::string page = house.call(owner, "report.list", "{}");
  const auto at = page.find("\"next\":");
  BOOST_REQUIRE(at != page.npos);
  const std::string next = page.substr(at + 7, page.find('}', at) - at - 7);
  const std::string rest = house.call(owner, "report.list", R"({"after":)" + next + "}");
  BOOST_TEST(says(rest, "\"accused\""));
  BOOST_TEST(!says(rest, "\"next\""));
  House again = reopened();
  BOOST_TEST(again.pipeline->world().reports().size() == limits::report_rows + 1);
}

BOOST_FIXTURE_TEST_CASE(who_is_here_is_told_to_members_alone_and_of_those_who_wish_it, Order) {
  const House::Resident stranger = house.add("外人");
  Present& present = house.pipeline->present();
  for (const auto& who : {owner, min, qiang}) present.come(who.member);
  const std::string list = R"({"room":1})";
  BOOST_TEST(says(house.call(qiang, "presence.list", list), R"("members":[])"));
  house.audience.told.clear();
  BOOST_TEST(says(house.call(min, "presence.set", R"({"on":true})"), R"("on":true)"));
  BOOST_TEST(says(told(min), R"("presence":true)"));
  const std::string only_min = R"("members":[)" + number(min.member.value) + "]";
  BOOST_TEST(says(house.call(qiang, "presence.list", list), only_min));
  BOOST_TEST(says(house.call(stranger, "presence.list", list), "not_member"));
  BOOST_TEST(says(house.call(qiang, "presence.list", R"({"room":99})"), "room_unknown"));
  present.come(min.member);
  present.go(min.member);
  BOOST_TEST(says(house.call(qiang, "presence.list", list), only_min));
  present.go(min.member);
  BOOST_TEST(says(house.call(qiang, "presence.list", list), R"("members":[])"));
  present.come(min.member);
  house.call(min, "presence.set", R"({"on":false})");
  BOOST_TEST(says(house.call(qiang, "presence.list", list), R"("members":[])"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(of_many_who_are_here_a_bounded_number_is_named, Order) {
  Present& present = house.pipeline->present();
  const auto comes = [&] {
    const House::Resident one = house.add("职工");
    BOOST_REQUIRE(does(one, "room.join", R"("room":1)"));
    house.call(one, "presence.set", R"({"on":true})");
    present.come(one.member);
  };
  for (std::size_t i = 0; i < limits::present_rows; ++i) comes();
  BOOST_TEST(!says(house.call(min, "presence.list", R"({"room":1})"), "more"));
  comes();
  BOOST_TEST(says(house.call(min, "presence.list", R"({"room":1})"), R"("more":true)"));
}

BOOST_AUTO_TEST_SUITE_END()
