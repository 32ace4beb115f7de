// Notices and reactions: the rules alone.
#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "tests/server/domain/town.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Town;

namespace {

constexpr std::int64_t minute_ms = 60'000;

// A bulletin of the root: its owner posts, two read.
struct Board : Town {
  Board() {
    owner = add("周建民", true);
    min = add("王敏");
    qiang = add("李强");
    room = world.next_room();
    does(owner, CreateRoom{"公告", root_unit, RoomType::bulletin, Access::open, Past::shown});
    does(min, JoinRoom{room});
    does(qiang, JoinRoom{room});
  }
  Seq top() const { return world.room(room)->row.last_seq; }
  Seq post(NoticeClass of) {
    BOOST_REQUIRE(
        (reason(does(owner, PostNotice{room, of, "停电", "周六停电。", {}})) == Reason::none));
    return top();
  }
  void read(const Caller& who, Seq seq) {
    const Target at{.exists = true, .n = world.room(room)->row.last_n};
    BOOST_REQUIRE((reason(does(who, SetRead{room, seq}, {}, at)) == Reason::none));
  }
  Reason confirm(const Caller& who, Seq seq) { return reason(does(who, ConfirmNotice{room, seq})); }
  Decision tick() { return does(server, Tick{}); }
  const Notice& notice(Seq seq) const { return *world.notice(room, seq); }

  Caller owner, min, qiang;
  RoomId room;
};

std::size_t gone_confirmations(const Decision& decision) {
  std::size_t count = 0;
  for (const Mark& mark : decision.marks) {
    const auto* one = get_if<Confirmation>(&mark);
    count += one != nullptr && one->gone ? 1 : 0;
  }
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(notices_test)

BOOST_FIXTURE_TEST_CASE(only_organisers_post_notices_and_only_in_bulletins, Board) {
  const PostNotice notice{room, NoticeClass::plain, "题", "文", {}};
  BOOST_TEST((reason(does(min, notice)) == Reason::not_organiser));
  BOOST_TEST((reason(does(owner, notice)) == Reason::none));
  const RoomId chat = world.next_room();
  does(owner, CreateRoom{"茶馆", root_unit, RoomType::chat, Access::open, Past::shown});
  BOOST_TEST((reason(does(owner, PostNotice{chat, NoticeClass::plain, "题", "文", {}})) ==
              Reason::not_bulletin));
  BOOST_TEST((reason(does(owner, PostNotice{room, NoticeClass::plain, " ", "文", {}})) ==
              Reason::title_invalid));
  BOOST_TEST((reason(does(owner, PostNotice{room, NoticeClass::plain, "题", "\n", {}})) ==
              Reason::text_blank));
}

BOOST_FIXTURE_TEST_CASE(a_notice_counts_as_a_post_and_a_plain_one_keeps_nothing, Board) {
  const Ordinal before = world.room(room)->row.last_n;
  const Seq seq = post(NoticeClass::plain);
  BOOST_TEST(world.room(room)->row.last_n == before + 1);
  BOOST_TEST(world.notice(room, seq) == nullptr);
  BOOST_TEST((confirm(min, seq) == Reason::notice_unknown));
}

BOOST_FIXTURE_TEST_CASE(a_reader_is_counted_once_and_from_its_mark_on, Board) {
  const Seq first = post(NoticeClass::counted);
  const Seq second = post(NoticeClass::counted);
  BOOST_TEST(notice(first).read == 0u);
  BOOST_TEST(world.room(room)->active == 3u);
  read(min, first);
  BOOST_TEST(notice(first).read == 1u);
  BOOST_TEST(notice(second).read == 0u);
  read(min, second);
  read(qiang, second);
  BOOST_TEST(notice(first).read == 2u);
  BOOST_TEST(notice(second).read == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_newcomer_has_read_nothing_before_it_says_so, Board) {
  const Seq seq = post(NoticeClass::counted);
  const Caller late = add("赵六");
  does(late, JoinRoom{room});
  BOOST_TEST(world.room(room)->active == 4u);
  BOOST_TEST(notice(seq).read == 0u);
  const Seq later = post(NoticeClass::counted);
  read(late, later);
  BOOST_TEST(notice(seq).read == 1u);
}

BOOST_FIXTURE_TEST_CASE(who_leaves_or_is_deactivated_counts_no_more, Board) {
  const Seq seq = post(NoticeClass::counted);
  const Seq asks = post(NoticeClass::must_confirm);
  for (const Caller& who : {min, qiang}) {
    read(who, asks);
    confirm(who, asks);
  }
  does(min, LeaveRoom{room});
  BOOST_TEST(world.room(room)->active == 2u);
  BOOST_TEST(notice(seq).read == 1u);
  BOOST_TEST(notice(asks).confirmed == 1u);
  does(owner, SetActive{qiang.member, false});
  BOOST_TEST(world.room(room)->active == 1u);
  BOOST_TEST(notice(seq).read == 0u);
  BOOST_TEST(notice(asks).confirmed == 0u);
  does(owner, SetActive{qiang.member, true});
  BOOST_TEST(notice(seq).read == 1u);
  BOOST_TEST(notice(asks).confirmed == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_confirmation_counts_once_however_often_it_comes, Board) {
  const Seq seq = post(NoticeClass::must_confirm);
  BOOST_TEST((confirm(min, seq) == Reason::none));
  BOOST_TEST(does(min, ConfirmNotice{room, seq}).marks.empty());
  BOOST_TEST(notice(seq).confirmed == 1u);
  BOOST_TEST((confirm(add("外人"), seq) == Reason::not_member));
}

BOOST_FIXTURE_TEST_CASE(who_has_confirmed_is_forgotten_when_the_time_is_over, Board) {
  const Seq seq = post(NoticeClass::must_confirm);
  confirm(min, seq);
  now.ms += limits::confirmation_ms - 1;
  BOOST_TEST(tick().events.empty());
  now.ms += 1;
  const Decision closing = tick();
  BOOST_REQUIRE_EQUAL(closing.events.size(), 1);
  const auto& closed = get<NoticeClosed>(closing.events[0].body);
  BOOST_TEST(closed.target == seq);
  BOOST_TEST(closed.confirmed == 1u);
  BOOST_TEST(closed.members == 3u);
  BOOST_TEST(gone_confirmations(closing) == 1u);
  BOOST_TEST(notice(seq).confirmers.empty());
  BOOST_TEST(notice(seq).row.confirmed == 1u);
  BOOST_TEST((confirm(qiang, seq) == Reason::too_late));
  now.ms += limits::confirmation_ms;
  BOOST_TEST(tick().events.empty());
}

BOOST_FIXTURE_TEST_CASE(with_a_deleted_notice_go_its_confirmations_and_its_time, Board) {
  const Seq seq = post(NoticeClass::must_confirm);
  confirm(min, seq);
  Target target{.exists = true, .is_post = true, .by = owner.member, .at = now};
  const Decision deleted = does(owner, Delete{room, seq}, {}, target);
  BOOST_TEST(gone_confirmations(deleted) == 1u);
  BOOST_TEST(world.notice(room, seq) == nullptr);
  now.ms += limits::confirmation_ms;
  BOOST_TEST(tick().events.empty());
}

BOOST_FIXTURE_TEST_CASE(a_notice_waits_for_its_time_and_goes_out_once, Board) {
  const Instant at{now.ms + 10 * minute_ms};
  const Seq before = top();
  const Decision waits = does(owner, PostNotice{room, NoticeClass::counted, "例会", "八点", at});
  BOOST_TEST(waits.events.empty());
  BOOST_TEST(top() == before);
  BOOST_TEST(world.scheduled().size() == 1u);
  now.ms = at.ms - 1;
  BOOST_TEST(tick().events.empty());
  now.ms += 1 + 5 * minute_ms;  // the server was down meanwhile
  const Decision out = tick();
  BOOST_REQUIRE_EQUAL(out.events.size(), 1);
  BOOST_TEST((out.events[0].by == owner.member));
  BOOST_TEST((out.events[0].at == now));
  BOOST_TEST(get<Noticed>(out.events[0].body).title == "例会");
  BOOST_TEST(world.scheduled().empty());
  BOOST_TEST(world.notice(room, top()) != nullptr);
  now.ms += 60 * minute_ms;
  BOOST_TEST(tick().events.empty());
}

BOOST_FIXTURE_TEST_CASE(notices_due_at_one_time_stand_one_after_the_other, Board) {
  const Instant at{now.ms + minute_ms};
  const Ordinal n = world.room(room)->row.last_n;
  does(owner, PostNotice{room, NoticeClass::plain, "一", "文", at});
  does(owner, PostNotice{room, NoticeClass::plain, "二", "文", at});
  now = at;
  const Decision out = tick();
  BOOST_REQUIRE_EQUAL(out.events.size(), 2);
  BOOST_TEST(out.events[1].seq == out.events[0].seq + 1);
  BOOST_TEST(out.events[1].n == n + 2);
  BOOST_TEST(get<Noticed>(out.events[0].body).title == "一");
}

BOOST_FIXTURE_TEST_CASE(what_waits_is_cancelled_by_the_organisers_alone, Board) {
  const Instant at{now.ms + minute_ms};
  does(owner, PostNotice{room, NoticeClass::plain, "题", "文", at});
  const std::uint64_t id = world.scheduled().begin()->first;
  BOOST_TEST((reason(does(min, CancelNotice{room, id})) == Reason::not_organiser));
  BOOST_TEST((reason(does(owner, CancelNotice{room, id + 1})) == Reason::notice_unknown));
  BOOST_TEST((reason(does(owner, CancelNotice{room, id})) == Reason::none));
  now = at;
  BOOST_TEST(tick().events.empty());
  BOOST_TEST((reason(does(owner, CancelNotice{room, id})) == Reason::notice_unknown));
}

BOOST_FIXTURE_TEST_CASE(waiting_is_bounded_in_time_and_number, Board) {
  const auto waits = [&](std::int64_t ms) {
    return reason(
        does(owner, PostNotice{room, NoticeClass::plain, "题", "文", Instant{now.ms + ms}}));
  };
  BOOST_TEST((waits(limits::schedule_ms + 1) == Reason::limit_reached));
  for (std::size_t i = 0; i < limits::scheduled_per_room; ++i) {
    BOOST_TEST((waits(limits::schedule_ms) == Reason::none));
  }
  BOOST_TEST((waits(limits::schedule_ms) == Reason::limit_reached));
  BOOST_TEST((waits(-1) == Reason::none));  // past: at once
}

BOOST_FIXTURE_TEST_CASE(in_an_archived_room_nothing_goes_out_and_nothing_waits_on, Board) {
  const Instant at{now.ms + minute_ms};
  does(owner, PostNotice{room, NoticeClass::plain, "题", "文", at});
  does(owner, ArchiveRoom{room, true});
  now = at;
  BOOST_TEST(tick().events.empty());
  BOOST_TEST(world.scheduled().empty());
}

BOOST_FIXTURE_TEST_CASE(who_organises_from_outside_oversees_nothing, Board) {
  const Caller other = add("徐静", true);
  BOOST_TEST(may_organise(world, other, root_unit));
  BOOST_TEST(!may_oversee(world, other, *world.room(room)));
  does(other, JoinRoom{room});
  BOOST_TEST(may_oversee(world, other, *world.room(room)));
  BOOST_TEST(!may_oversee(world, min, *world.room(room)));
}

BOOST_FIXTURE_TEST_CASE(a_reaction_is_one_a_member_a_post, Board) {
  const Seq seq = post(NoticeClass::plain);
  Target target{.exists = true, .is_post = true, .by = owner.member};
  const Decision first = does(min, SetReaction{room, seq, 1}, {}, target);
  BOOST_REQUIRE_EQUAL(first.marks.size(), 1);
  target.reaction = 1;
  BOOST_TEST(does(min, SetReaction{room, seq, 1}, {}, target).marks.empty());
  const Decision back = does(min, SetReaction{room, seq, 0}, {}, target);
  BOOST_TEST(get<ReactionMark>(back.marks.at(0)).gone);
  target.is_deleted = true;
  BOOST_TEST((reason(does(min, SetReaction{room, seq, 2}, {}, target)) == Reason::post_deleted));
  BOOST_TEST((reason(does(min, SetReaction{room, 1, 2})) == Reason::not_a_post));
  BOOST_TEST(
      (reason(does(add("外人"), SetReaction{room, seq, 2}, {}, target)) == Reason::not_member));
}

BOOST_AUTO_TEST_SUITE_END()
