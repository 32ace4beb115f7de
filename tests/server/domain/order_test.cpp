// Order in rooms, reports, and who lets others see when it is here. The rules alone.
#include "protocol/limits.hpp"
#include "server/domain/due.hpp"
#include "server/domain/rights.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

constexpr std::int64_t minute_ms = 60'000;

// A works with a branch in it; a room of the branch with its two organisers, one above, and
// workers.
struct Branch : Town {
  Branch() {
    owner = add("周建民", true);
    does(owner, CreateUnit{root_unit, "工厂"});
    works = last_unit();
    does(owner, CreateUnit{works, "支部"});
    branch = last_unit();
    above = organiser("上级", works);
    first = organiser("书记", branch);
    second = organiser("副书记", branch);
    min = worker("王敏");
    qiang = worker("李强");
    room = open(first, Access::open);
    for (const Caller& one : {above, second, min, qiang, owner}) does(one, JoinRoom{room});
  }
  UnitId last_unit() const { return {world.organisation().next_unit().value - 1}; }
  Caller organiser(const std::string& name, UnitId unit) {
    const Caller one = worker(name);
    does(owner, SetDuty{one.member, unit, Duty::organiser, true});
    return one;
  }
  Caller worker(const std::string& name) {
    const Caller one = add(name);
    does(owner, SetHome{one.member, branch});
    return one;
  }
  RoomId open(const Caller& maker, Access access) {
    const RoomId id = world.next_room();
    does(maker, CreateRoom{"车间", branch, RoomType::chat, access, Past::shown});
    return id;
  }
  RoomId direct(const Caller& one, const Caller& other) {
    const RoomId id = world.next_room();
    does(one, OpenDirect{other.member});
    return id;
  }
  Seq say(const Caller& who, const std::string& text = "早上好") {
    BOOST_REQUIRE((reason(does(who, Post{room, text, {}})) == Reason::none));
    return world.room(room)->row.last_seq;
  }
  Target post_of(const Caller& who, const std::string& text = "早上好") const {
    return {.exists = true, .is_post = true, .by = who.member, .at = now, .n = 1, .text = text};
  }
  Reason posts(const Caller& who) { return reason(does(who, Post{room, "话", {}})); }
  Decision mutes(const Caller& who, const Caller& whom, std::uint64_t minutes = 60) {
    return does(who, MuteMember{room, whom.member, minutes, "请冷静"});
  }
  Decision reports(const Caller& who, const Caller& author, Seq seq, RoomId where = {}) {
    const RoomId in = where == RoomId{} ? room : where;
    return does(who, ReportPost{in, seq, "辱骂"}, {}, post_of(author));
  }
  static std::uint64_t id(const Decision& decision) { return get<Receipt>(decision.outcome).n; }
  Reason settles(const Caller& who, std::uint64_t report, Outcome outcome = Outcome::warned) {
    return reason(does(who, SettleReport{report, outcome, ""}));
  }

  UnitId works, branch;
  Caller owner, above, first, second, min, qiang;
  RoomId room;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(order_test)

BOOST_FIXTURE_TEST_CASE(a_removed_post_leaves_tombstones_and_the_reason, Branch) {
  const Seq seq = say(min);
  const Decision removed = does(first, RemovePost{room, seq, "广告"}, {}, post_of(min));
  const auto& event = get<Moderated>(removed.events.at(0).body);
  BOOST_TEST(event.target == seq);
  BOOST_TEST(event.reason == "广告");
  BOOST_TEST((removed.events.at(0).by == first.member));
  BOOST_TEST(get<DeletedPost>(removed.redactions.at(0).body).del == removed.events.at(0).seq);
  BOOST_TEST(taken_away(removed.events.at(0).body) == seq);
}

BOOST_FIXTURE_TEST_CASE(only_organisers_who_are_in_the_room_keep_order_there, Branch) {
  const Seq seq = say(min);
  const Target post = post_of(min);
  const RemovePost remove{room, seq, "广告"};
  BOOST_TEST((reason(does(qiang, remove, {}, post)) == Reason::not_organiser));
  does(above, LeaveRoom{room});
  BOOST_TEST((reason(does(above, remove, {}, post)) == Reason::not_member));
  const Target own = post_of(first);
  BOOST_TEST((reason(does(first, remove, {}, own)) == Reason::own_post));
  BOOST_TEST((reason(does(second, remove, {}, own)) == Reason::none));  // whoever said it
}

BOOST_FIXTURE_TEST_CASE(who_made_a_room_keeps_no_order_in_it, Branch) {
  const RoomId own = open(min, Access::closed);
  does(min, AddToRoom{own, {qiang.member}});
  BOOST_TEST((reason(does(min, MuteMember{own, qiang.member, 5, "静"})) == Reason::not_organiser));
  BOOST_TEST((reason(does(min, SetReadOnly{own, true, ""})) == Reason::not_organiser));
}

BOOST_FIXTURE_TEST_CASE(direct_rooms_have_nobody_who_keeps_order, Branch) {
  const RoomId two = direct(first, min);
  const Target post = post_of(min);
  BOOST_TEST((reason(does(first, RemovePost{two, 4, "静"}, {}, post)) == Reason::direct_room));
  BOOST_TEST((reason(does(first, MuteMember{two, min.member, 5, "静"})) == Reason::direct_room));
  BOOST_TEST((reason(does(first, UnmuteMember{two, min.member})) == Reason::direct_room));
  BOOST_TEST((reason(does(first, SetReadOnly{two, true, ""})) == Reason::direct_room));
}

BOOST_FIXTURE_TEST_CASE(a_reason_is_one_line_of_1_to_200_characters, Branch) {
  const auto asks = [&](const std::string& why) {
    return reason(does(first, MuteMember{room, min.member, 1, why}));
  };
  std::string longest;
  for (std::size_t i = 0; i < limits::reason_chars; ++i) longest += "静";
  BOOST_TEST((asks(longest) == Reason::none));
  BOOST_TEST((asks(longest + "静") == Reason::reason_invalid));
  BOOST_TEST((asks("　 ") == Reason::reason_invalid));
  BOOST_TEST((asks("") == Reason::reason_invalid));
  BOOST_TEST((asks("一\n二") == Reason::reason_invalid));
  BOOST_TEST((reason(does(first, SetReadOnly{room, true, "\t"})) == Reason::reason_invalid));
}

BOOST_FIXTURE_TEST_CASE(a_muted_member_speaks_no_more_until_its_time_and_is_told_when, Branch) {
  const Seq seq = say(min);
  BOOST_TEST((reason(mutes(first, min)) == Reason::none));
  const Instant until{now.ms + 60 * minute_ms};

  const Decision refused = does(min, Post{room, "话", {}});
  BOOST_TEST((reason(refused) == Reason::muted));
  BOOST_TEST((get<Refusal>(refused.outcome).until == until));
  const Target own = post_of(min);
  BOOST_TEST((reason(does(min, Edit{room, seq, "改"}, {}, own)) == Reason::muted));
  BOOST_TEST((reason(does(min, Forward{room, room, seq}, {}, own)) == Reason::muted));
  BOOST_TEST((reason(does(min, SetReaction{room, seq, 1}, {}, own)) == Reason::muted));
  Target reacted = own;
  reacted.reaction = 1;
  BOOST_TEST((reason(does(min, SetReaction{room, seq, 0}, {}, reacted)) == Reason::none));
  BOOST_TEST((reason(does(min, SetRead{room, seq}, {}, own)) == Reason::none));
  BOOST_TEST((reason(does(min, Delete{room, seq}, {}, own)) == Reason::none));
  BOOST_TEST((reason(does(min, Recall{room, seq}, {}, own)) == Reason::none));

  now.ms = until.ms - 1;
  BOOST_TEST((posts(min) == Reason::muted));
  now = until;
  BOOST_TEST((posts(min) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(a_mute_outlives_leaving_and_ends_when_it_is_taken_back, Branch) {
  mutes(first, min);
  does(min, LeaveRoom{room});
  does(min, JoinRoom{room});
  BOOST_TEST((posts(min) == Reason::muted));
  const Decision taken = does(second, UnmuteMember{room, min.member});
  BOOST_TEST(holds_alternative<Unmuted>(taken.events.at(0).body));
  BOOST_TEST((posts(min) == Reason::none));
  BOOST_TEST(get<Receipt>(does(second, UnmuteMember{room, min.member}).outcome).already);
  BOOST_TEST(!world.order_row(room).has_value());
}

BOOST_FIXTURE_TEST_CASE(organisers_are_muted_by_those_above_or_owners_never_by_equals, Branch) {
  BOOST_TEST((reason(mutes(second, first)) == Reason::not_above));
  BOOST_TEST((reason(mutes(first, first)) == Reason::not_above));
  BOOST_TEST((reason(mutes(first, above)) == Reason::not_above));
  BOOST_TEST((reason(mutes(above, owner)) == Reason::not_above));
  BOOST_TEST((reason(mutes(owner, owner)) == Reason::not_above));
  BOOST_TEST((reason(mutes(above, first)) == Reason::none));
  BOOST_TEST((posts(first) == Reason::muted));
  BOOST_TEST((reason(does(first, UnmuteMember{room, first.member})) == Reason::not_above));
  BOOST_TEST((reason(does(second, UnmuteMember{room, first.member})) == Reason::not_above));
  BOOST_TEST((reason(does(owner, UnmuteMember{room, first.member})) == Reason::none));
  BOOST_TEST((reason(mutes(owner, above)) == Reason::none));
  const Caller other = add("另一位", true);
  does(other, JoinRoom{room});
  BOOST_TEST((reason(mutes(other, owner)) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(only_members_of_a_room_in_use_are_muted, Branch) {
  const Caller stranger = worker("外人");
  BOOST_TEST((reason(mutes(first, stranger)) == Reason::member_unknown));
  does(first, ArchiveRoom{room, true});
  BOOST_TEST((reason(mutes(first, min)) == Reason::room_archived));
  BOOST_TEST((reason(does(first, UnmuteMember{room, min.member})) == Reason::room_archived));
  BOOST_TEST((reason(does(first, SetReadOnly{room, true, ""})) == Reason::room_archived));
}

BOOST_FIXTURE_TEST_CASE(a_bounded_number_is_muted_at_once_and_those_who_are_over_give_way, Branch) {
  for (std::size_t i = 0; i < limits::muted_per_room; ++i) {
    const Caller one = worker("职工");
    does(one, JoinRoom{room});
    BOOST_REQUIRE((reason(mutes(first, one, 1)) == Reason::none));
  }
  const Decision refused = mutes(first, min);
  BOOST_TEST((reason(refused) == Reason::limit_reached));
  BOOST_TEST(get<Refusal>(refused.outcome).field == "muted_per_room");
  now.ms += minute_ms;
  BOOST_TEST((reason(mutes(first, min)) == Reason::none));
  BOOST_TEST(world.order_row(room)->mutes.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(in_a_read_only_room_those_who_keep_order_alone_speak, Branch) {
  const Seq seq = say(min);
  does(first, SetReadOnly{room, true, "检修"});
  BOOST_TEST((posts(min) == Reason::read_only));
  BOOST_TEST((reason(does(min, Edit{room, seq, "改"}, {}, post_of(min))) == Reason::read_only));
  BOOST_TEST((reason(does(min, Delete{room, seq}, {}, post_of(min))) == Reason::none));
  BOOST_TEST((posts(second) == Reason::none));
  BOOST_TEST(get<Receipt>(does(second, SetReadOnly{room, true, ""}).outcome).already);
  does(second, SetReadOnly{room, false, ""});
  BOOST_TEST((posts(min) == Reason::none));
}

// --- Reports ---

BOOST_FIXTURE_TEST_CASE(a_report_holds_the_words_and_goes_to_the_organisers_of_the_unit, Branch) {
  const Seq seq = say(qiang);
  const Decision made = reports(min, qiang, seq);
  const auto& report = get<Report>(made.marks.at(0));
  BOOST_TEST(report.text == "早上好");
  BOOST_TEST((report.unit == branch));
  BOOST_TEST((report.accused == qiang.member && report.reporter == min.member));
  BOOST_TEST(made.events.empty());
  for (const Caller& who : {first, second, above, owner}) {
    BOOST_TEST(may_settle(world, who, report));
  }
  BOOST_TEST(!may_settle(world, min, report));
  BOOST_TEST((settles(min, report.report) == Reason::report_unknown));
}

BOOST_FIXTURE_TEST_CASE(of_an_organiser_it_goes_to_those_above, Branch) {
  const std::uint64_t report = id(reports(min, first, say(first)));
  BOOST_TEST((world.report(report)->unit == works));
  BOOST_TEST((settles(first, report) == Reason::report_unknown));
  BOOST_TEST((settles(second, report) == Reason::report_unknown));
  BOOST_TEST((settles(above, report) == Reason::none));

  const Caller root_organiser = organiser("总部", root_unit);
  does(root_organiser, JoinRoom{room});
  const std::uint64_t higher = id(reports(min, root_organiser, say(root_organiser)));
  BOOST_TEST((world.report(higher)->unit == UnitId{}));
  BOOST_TEST((settles(above, higher) == Reason::report_unknown));
  BOOST_TEST((settles(owner, higher) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(of_an_owner_it_goes_to_the_other_owners_or_to_nobody, Branch) {
  const Seq seq = say(owner);
  BOOST_TEST((reason(reports(min, owner, seq)) == Reason::nobody_above));
  const Caller other = add("另一位", true);
  const std::uint64_t report = id(reports(min, owner, seq));
  BOOST_TEST((settles(owner, report) == Reason::report_unknown));
  BOOST_TEST((settles(other, report) == Reason::none));
}

BOOST_FIXTURE_TEST_CASE(out_of_a_direct_room_it_goes_to_the_home_of_the_author, Branch) {
  const RoomId two = direct(min, qiang);
  BOOST_TEST((world.report(id(reports(min, qiang, 4, two)))->unit == branch));
  const Caller homeless = add("新人");
  const RoomId other = direct(min, homeless);
  BOOST_TEST((world.report(id(reports(min, homeless, 4, other)))->unit == root_unit));
  BOOST_TEST((reason(reports(first, qiang, 4, two)) == Reason::room_unknown));
}

BOOST_FIXTURE_TEST_CASE(one_reports_once_what_one_sees_and_never_oneself, Branch) {
  const Seq seq = say(qiang);
  const std::uint64_t report = id(reports(min, qiang, seq));
  const Decision again = reports(min, qiang, seq);
  BOOST_TEST(id(again) == report);
  BOOST_TEST(get<Receipt>(again.outcome).already);
  BOOST_TEST(again.marks.empty());
  BOOST_TEST(id(reports(second, qiang, seq)) != report);
  BOOST_TEST((reason(reports(qiang, qiang, seq)) == Reason::own_post));
  const ReportPost unseen{room, seq + 1, "辱骂"};
  BOOST_TEST((reason(does(min, unseen, {}, {})) == Reason::not_a_post));
  Target gone = post_of(qiang);
  gone.is_deleted = true;
  BOOST_TEST((reason(does(min, unseen, {}, gone)) == Reason::post_deleted));
  BOOST_TEST((reason(does(min, unseen, {}, post_of(qiang, ""))) == Reason::not_a_post));
  BOOST_TEST((reason(does(min, ReportPost{room, seq + 1, " "}, {}, post_of(qiang))) ==
              Reason::reason_invalid));
}

BOOST_FIXTURE_TEST_CASE(what_one_member_reports_is_bounded, Branch) {
  for (Seq seq = 1; seq <= limits::open_reports_per_member; ++seq) {
    BOOST_REQUIRE((reason(reports(min, qiang, seq)) == Reason::none));
  }
  const Decision refused = reports(min, qiang, 999);
  BOOST_TEST(get<Refusal>(refused.outcome).field == "open_reports_per_member");
  BOOST_TEST((reason(reports(second, qiang, 999)) == Reason::none));
  for (Seq seq = 1; seq <= limits::reports_per_member; ++seq) {
    if (const Report* old = world.report_of(min.member, {room, seq})) {
      settles(owner, old->report);
      continue;
    }
    settles(owner, id(reports(min, qiang, seq)));
  }
  const Decision remembered = reports(min, qiang, 999);
  BOOST_TEST(get<Refusal>(remembered.outcome).field == "reports_per_member");
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_unit_and_all_that_is_remembered_is_bounded, Branch) {
  Report one;
  one.room = room;
  one.accused = qiang.member;
  one.unit = branch;
  const auto fill = [&](std::size_t count) {
    while (world.reports().size() < count) {
      one.report = world.next_report(now);
      one.seq = one.report;
      one.reporter = MemberId{1000 + one.report % 997};
      world.apply(Mark(one), ++position);
    }
  };
  fill(limits::open_reports_per_unit - 1);
  BOOST_TEST((reason(reports(min, qiang, 1)) == Reason::none));
  const Decision refused = reports(min, qiang, 2);
  BOOST_TEST(get<Refusal>(refused.outcome).field == "open_reports_per_unit");
  one.unit = works;
  fill(limits::reports);
  BOOST_TEST((reason(reports(min, first, 3)) == Reason::limit_reached));
  one.gone = true;
  world.apply(Mark(one), ++position);
  one.unit = branch;
  settles(owner, world.report_of(min.member, {room, 1})->report);
  BOOST_TEST((reason(reports(min, qiang, 2)) == Reason::none));
  BOOST_TEST(get<Refusal>(reports(second, above, 4).outcome).field == "reports");
}

BOOST_FIXTURE_TEST_CASE(a_report_is_settled_once, Branch) {
  const std::uint64_t report = id(reports(min, qiang, say(qiang)));
  BOOST_TEST(world.open_reports(branch) == 1u);
  BOOST_TEST((settles(first, 12345) == Reason::report_unknown));
  BOOST_TEST(
      (reason(does(first, SettleReport{report, Outcome::warned, "\n"})) == Reason::reason_invalid));
  BOOST_TEST((settles(first, report, Outcome::warned) == Reason::none));
  BOOST_TEST((world.report(report)->settled_by == first.member));
  BOOST_TEST(world.open_reports(branch) == 0u);
  BOOST_TEST((settles(second, report, Outcome::removed) == Reason::report_settled));
  BOOST_TEST(get<Receipt>(does(second, SettleReport{report, Outcome::warned, ""}).outcome).already);
}

BOOST_FIXTURE_TEST_CASE(a_settled_report_is_forgotten_after_30_days_and_an_open_one_stays, Branch) {
  const std::uint64_t settled = id(reports(min, qiang, say(qiang)));
  const std::uint64_t open = id(reports(second, qiang, say(qiang)));
  settles(first, settled);
  now.ms += limits::report_kept_ms - 1;
  does(server, Tick{});
  BOOST_TEST(world.report(settled) != nullptr);
  now.ms += 1;
  does(server, Tick{});
  BOOST_TEST(world.report(settled) == nullptr);
  BOOST_TEST(world.report(open) != nullptr);
  BOOST_TEST(world.reports_by(min.member).empty());
}

BOOST_FIXTURE_TEST_CASE(the_words_of_the_erased_go_if_they_wish_it, Branch) {
  const Seq seq = say(qiang);
  const std::uint64_t report = id(reports(min, qiang, seq));
  does(min, EraseMember{min.member, false});
  BOOST_TEST(world.report(report)->reason == "辱骂");
  does(qiang, EraseMember{qiang.member, true});
  BOOST_TEST(world.report(report)->text.empty());
  BOOST_TEST((reason(reports(second, qiang, seq)) == Reason::post_deleted));
  const std::uint64_t other = id(reports(second, above, say(above)));
  does(owner, EraseMember{second.member, true});
  BOOST_TEST(world.report(other)->reason.empty());
  BOOST_TEST(world.report(other)->text == "早上好");
}

// --- Who is here ---

BOOST_FIXTURE_TEST_CASE(nobody_is_seen_who_did_not_ask_for_it, Branch) {
  BOOST_TEST(!world.member(min.member)->presence);
  BOOST_TEST(does(min, SetPresence{true}).marks.size() == 1u);
  BOOST_TEST(does(min, SetPresence{true}).marks.empty());
  BOOST_TEST(world.member(min.member)->presence);
  does(min, SetPresence{false});
  BOOST_TEST(!world.member(min.member)->presence);
  does(min, SetPresence{true});
  does(min, EraseMember{min.member, false});
  BOOST_TEST(!world.member(min.member)->presence);
}

BOOST_AUTO_TEST_SUITE_END()
