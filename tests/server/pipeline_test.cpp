// The walk of a message through the real pipeline, in the words of the wire.
#include "tests/support/house.hpp"

#include "server/domain/world.hpp"
#include "store/keys.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::says;

namespace {

// Wang Min has made room 1 (seq 2 is her joining), Li Qiang has joined (seq 3).
struct TwoInARoom {
  TwoInARoom() {
    BOOST_REQUIRE(says(
        house.call(min, "room.create", R"({"title":"第一联合车间","outbox":"rooms-of-min","n":1})"),
        R"("room":1,"seq":2)"));
    BOOST_REQUIRE(
        says(house.call(qiang, "room.join", R"({"room":1,"outbox":"rooms-of-qiang","n":1})"),
             R"("seq":3)"));
    house.audience.told.clear();
  }
  std::string history(const std::string& params) { return house.call(min, "history", params); }
  std::string call_min(const std::string& method, const std::string& params) {
    return house.call(min, method, params);
  }

  House house;
  House::Resident min = house.add("王敏");
  House::Resident qiang = house.add("李强");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pipeline_test)

BOOST_FIXTURE_TEST_CASE(a_post_is_answered_then_told_to_its_room, TwoInARoom) {
  const std::string answer = house.post(min, 1, 1, "夜班交接:三号泵密封有渗漏,已挂牌。");

  BOOST_TEST(says(answer, R"("room":1,"seq":4,)"));
  BOOST_TEST(says(answer, R"("n":1)"));
  BOOST_REQUIRE_EQUAL(house.audience.told.size(), 2);
  BOOST_TEST(holds_alternative<Answer>(house.audience.told[0]));
  const auto tells = house.audience.all<Tell>();
  BOOST_REQUIRE_EQUAL(tells.size(), 1);
  BOOST_TEST(tells[0].seq == 4);
  BOOST_TEST(says(std::string(tells[0].frame.payload()), "三号泵密封有渗漏"));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_told_before_it_is_kept, TwoInARoom) {
  house.send(min, "message.post", R"({"room":1,"text":"收到","outbox":"device-of-min","n":1})");

  BOOST_TEST(house.pipeline->decide_step());
  BOOST_TEST(house.audience.told.empty());
  BOOST_TEST(house.pipeline->keep_step());
  BOOST_TEST(house.audience.told.size() == 2);
}

BOOST_FIXTURE_TEST_CASE(after_a_failed_keep_nobody_is_told_anything, TwoInARoom) {
  house.log->fail_next_sync(store::Status::error(store::Fault::io_error, "disk"));

  BOOST_TEST(house.post(min, 1, 1, "这句话没有落盘").empty());
  BOOST_TEST(house.post(qiang, 1, 1, "这句也没有").empty());

  BOOST_TEST(house.audience.told.empty());
  BOOST_TEST((house.failure.fault == store::Fault::io_error));
}

BOOST_FIXTURE_TEST_CASE(a_repeat_gets_the_first_answer_and_is_not_said_twice, TwoInARoom) {
  const std::string first = house.post(min, 1, 1, "我到了");
  const std::string again = house.post(min, 1, 1, "我到了");

  BOOST_TEST(says(first, R"("seq":4)"));
  BOOST_TEST(says(again, R"("seq":4)"));
  BOOST_TEST(says(again, R"("repeated":true)"));
  BOOST_TEST(!says(first, "repeated"));
  BOOST_TEST(house.audience.all<Tell>().size() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_same_guard_with_another_body_is_refused, TwoInARoom) {
  house.post(min, 1, 1, "我到了");
  BOOST_TEST(says(house.post(min, 1, 1, "我没到"), "different_body"));
}

BOOST_FIXTURE_TEST_CASE(a_hole_in_the_outbox_is_refused_and_says_which_is_due, TwoInARoom) {
  house.post(min, 1, 1, "一");
  const std::string answer = house.post(min, 1, 3, "三");
  BOOST_TEST(says(answer, R"("reason":"hole")"));
  BOOST_TEST(says(answer, R"("next":2)"));
  BOOST_TEST(says(house.post(min, 1, 2, "二"), R"("seq":5)"));
}

BOOST_FIXTURE_TEST_CASE(a_final_refusal_consumes_its_counter, TwoInARoom) {
  const std::string refused = house.post(min, 1, 1, "   ");
  BOOST_TEST(says(refused, "text_blank"));
  BOOST_TEST(says(refused, R"("consumed":true)"));
  BOOST_TEST(says(house.post(min, 1, 1, "   "), R"("repeated":true)"));
  BOOST_TEST(says(house.post(min, 1, 2, "现在有字了"), R"("seq":4)"));
}

BOOST_FIXTURE_TEST_CASE(the_window_of_repeats_has_an_end, TwoInARoom) {
  for (std::uint64_t n = 1; n <= limits::outbox_window + 1; ++n) {
    house.post(min, 1, n, "第" + std::to_string(n) + "句");
    house.clock.advance(1'000);
  }
  BOOST_TEST(says(house.post(min, 1, 1, "第1句"), "forgotten"));
  BOOST_TEST(says(house.post(min, 1, 2, "第2句"), R"("repeated":true)"));
}

BOOST_FIXTURE_TEST_CASE(a_key_is_remembered_for_a_day, TwoInARoom) {
  const std::string params =
      R"({"room":1,"text":"机器人播报","key":"6f1c2c1e-0d3b-4d5f-9a39-3b1f2e8a7c10"})";
  BOOST_TEST(says(call_min("message.post", params), R"("seq":4)"));
  house.clock.advance(limits::key_memory_ms - 1);
  BOOST_TEST(says(call_min("message.post", params), R"("repeated":true)"));
  house.clock.advance(1);
  BOOST_TEST(says(call_min("message.post", params), R"("seq":5)"));
}

BOOST_FIXTURE_TEST_CASE(receipts_outlive_a_restart, TwoInARoom) {
  house.post(min, 1, 1, "重启之前");
  House after(house.log);
  after.clock = house.clock;
  const std::string again = after.post(min, 1, 1, "重启之前");
  BOOST_TEST(says(again, R"("seq":4)"));
  BOOST_TEST(says(again, R"("repeated":true)"));
  BOOST_TEST(says(after.post(min, 1, 2, "重启之后"), R"("seq":5)"));
}

BOOST_FIXTURE_TEST_CASE(an_outsider_may_neither_write_nor_read, TwoInARoom) {
  const auto stranger = house.add("赵六");
  BOOST_TEST(says(house.post(stranger, 1, 1, "让我看看"), "not_member"));
  BOOST_TEST(says(house.call(stranger, "history", R"({"room":1})"), "not_member"));
  BOOST_TEST(says(house.call(stranger, "room.members", R"({"room":1})"), "not_member"));
  BOOST_TEST(says(house.call(stranger, "resume", R"({"rooms":[{"room":1,"have":[]}]})"),
                  R"("gone":true)"));
  BOOST_TEST(house.audience.all<Attach>().empty());
}

BOOST_FIXTURE_TEST_CASE(the_organisations_log_is_no_room_for_members, TwoInARoom) {
  BOOST_TEST(!says(call_min("room.list", "{}"), "\"room\":0,"));
  BOOST_TEST(says(call_min("room.list", "{}"), "\"room\":1,"));
}

BOOST_FIXTURE_TEST_CASE(an_edit_shows_on_an_old_page_as_about, TwoInARoom) {
  house.post(min, 1, 1, "明天八点开会");
  for (std::uint64_t n = 1; n <= 60; ++n) house.post(qiang, 1, n, "巡检正常");
  call_min("message.edit",
           R"({"room":1,"target":4,"text":"明天九点开会","outbox":"device-1","n":2})");

  const std::string page = history(R"({"room":1,"around":4,"limit":6})");

  BOOST_TEST(says(page, "明天八点开会"));
  const std::size_t about = page.find(R"("about":[)");
  BOOST_REQUIRE(about != std::string::npos);
  BOOST_TEST(says(page.substr(about), "明天九点开会"));
}

BOOST_FIXTURE_TEST_CASE(an_edit_of_a_post_not_yet_kept_is_decided_on_it, TwoInARoom) {
  house.send(min, "message.post", R"({"room":1,"text":"初稿","outbox":"device-of-min","n":1})");
  BOOST_TEST(house.pipeline->decide_step());
  house.send(min, "message.edit",
             R"({"room":1,"target":4,"text":"定稿","outbox":"device-of-min","n":2})");
  BOOST_TEST(house.pipeline->decide_step());
  house.send(min, "message.delete", R"({"room":1,"target":4,"outbox":"device-of-min","n":3})");
  house.settle();

  const std::string page = history(R"({"room":1})");
  BOOST_TEST(says(page, R"("kind":"deleted_post")"));
  BOOST_TEST(says(page, R"("kind":"deleted_edit")"));
  BOOST_TEST(!says(page, "初稿"));
  BOOST_TEST(!says(page, "定稿"));
}

BOOST_FIXTURE_TEST_CASE(deleted_words_are_nowhere_in_the_store, TwoInARoom) {
  house.post(min, 1, 1, "说错了的话");
  call_min("message.edit", R"({"room":1,"target":4,"text":"改过的话","outbox":"device-1","n":2})");
  call_min("message.delete", R"({"room":1,"target":4,"outbox":"device-1","n":3})");

  for (const auto family : {store::Family::events, store::Family::rows, store::Family::marks,
                            store::Family::meta, store::Family::index}) {
    for (const auto& [key, value] : house.log->rows(family)) {
      BOOST_TEST(!says(value, "说错了"));
      BOOST_TEST(!says(value, "改过的话"));
    }
  }
  BOOST_TEST(house.log->get(store::Family::meta, store::keys::scrub_due).has_value());
  BOOST_TEST(says(
      call_min("message.edit", R"({"room":1,"target":4,"text":"再改","outbox":"device-1","n":4})"),
      "post_deleted"));
}

BOOST_FIXTURE_TEST_CASE(only_the_author_edits_and_deletes, TwoInARoom) {
  house.post(min, 1, 1, "我的话");
  BOOST_TEST(says(house.call(qiang, "message.edit",
                             R"({"room":1,"target":4,"text":"他的话","outbox":"q-outbox","n":1})"),
                  "not_author"));
  BOOST_TEST(says(
      house.call(qiang, "message.delete", R"({"room":1,"target":4,"outbox":"q-outbox","n":2})"),
      "not_author"));
  BOOST_TEST(says(
      house.call(qiang, "message.delete", R"({"room":1,"target":3,"outbox":"q-outbox","n":3})"),
      "not_a_post"));
}

BOOST_FIXTURE_TEST_CASE(a_post_has_a_bounded_number_of_edits, TwoInARoom) {
  house.post(min, 1, 1, "第0稿");
  std::string last;
  for (std::uint64_t i = 1; i <= limits::edits_per_post + 1; ++i) {
    house.clock.advance(1'000);
    last = call_min("message.edit",
                    R"({"room":1,"target":4,"text":"又一稿","outbox":"device-1","n":)" +
                        std::to_string(i + 1) + "}");
    if (i == limits::edits_per_post) BOOST_TEST(says(last, "\"result\""));
  }
  BOOST_TEST(says(last, "edits_per_post"));
}

BOOST_FIXTURE_TEST_CASE(a_reply_needs_a_post_to_reply_to, TwoInARoom) {
  house.post(min, 1, 1, "谁在值班?");
  const auto reply = [&](int re, int n) {
    return house.call(qiang, "message.post",
                      R"({"room":1,"text":"我","outbox":"q-outbox","n":)" + std::to_string(n) +
                          R"(,"re":)" + std::to_string(re) + "}");
  };
  BOOST_TEST(says(reply(4, 1), "\"result\""));
  BOOST_TEST(says(reply(2, 2), "not_a_post"));
  BOOST_TEST(says(reply(99, 3), "not_a_post"));
}

BOOST_FIXTURE_TEST_CASE(the_read_watermark_only_rises_and_tells_ones_own_devices, TwoInARoom) {
  for (std::uint64_t n = 1; n <= 5; ++n) house.post(qiang, 1, n, "通知" + std::to_string(n));
  house.audience.told.clear();

  BOOST_TEST(says(call_min("read.set", R"({"room":1,"seq":6})"), R"("seq":6,"n":3)"));
  BOOST_TEST(house.audience.all<TellMember>().size() == 1);
  BOOST_TEST(says(call_min("read.set", R"({"room":1,"seq":4})"), R"("seq":6,"n":3)"));
  BOOST_TEST(says(call_min("read.set", R"({"room":1,"seq":9})"), "seq_unknown"));
  BOOST_TEST(says(call_min("room.list", "{}"), R"("last_n":5)"));
  BOOST_TEST(says(call_min("room.list", "{}"), R"("read_n":3)"));
}

BOOST_FIXTURE_TEST_CASE(a_jump_to_a_date_finds_the_first_word_of_that_time, TwoInARoom) {
  for (std::uint64_t n = 1; n <= 40; ++n) {
    house.clock.advance(60'000);
    house.post(qiang, 1, n, "第" + std::to_string(n) + "分钟");
  }
  const std::int64_t then = house.clock.now().ms - 60'000 * 20 - 5;
  const std::string page = history(R"({"room":1,"limit":3,"at":)" + std::to_string(then) + "}");
  BOOST_TEST(says(page, R"("at_seq":23)"));
  BOOST_TEST(says(page, "第20分钟"));
  BOOST_TEST(says(history(R"({"room":1,"at":1})"), R"("at_seq":1)"));
}

BOOST_FIXTURE_TEST_CASE(history_pages_join_without_gap_or_double, TwoInARoom) {
  for (std::uint64_t n = 1; n <= 150; ++n) {
    house.clock.advance(100);
    house.post(qiang, 1, n, "🛠 وردية الليل " + std::to_string(n));
  }
  const auto seqs = [](const std::string& page) {
    std::vector<std::uint64_t> found;
    const std::string mark = R"({"room":1,"seq":)";
    for (std::size_t at = page.find(mark); at != std::string::npos; at = page.find(mark, at + 1)) {
      found.push_back(std::stoull(page.substr(at + mark.size())));
    }
    return found;
  };
  std::vector<std::uint64_t> all;
  std::uint64_t before = 154;
  while (before > 1) {
    const auto page =
        seqs(history(R"({"room":1,"limit":40,"before":)" + std::to_string(before) + "}"));
    BOOST_REQUIRE(!page.empty());
    all.insert(all.begin(), page.begin(), page.end());
    before = page.front();
  }
  BOOST_REQUIRE_EQUAL(all.size(), 153);
  for (std::size_t i = 0; i < all.size(); ++i) BOOST_TEST(all[i] == i + 1);
  BOOST_TEST(seqs(history(R"({"room":1,"after":150})")).size() == 3);
  BOOST_TEST(seqs(history(R"({"room":1,"around":152,"limit":10})")).size() == 10);
}

BOOST_FIXTURE_TEST_CASE(resume_attaches_with_what_is_missing, TwoInARoom) {
  for (std::uint64_t n = 1; n <= 10; ++n) house.post(qiang, 1, n, "话" + std::to_string(n));
  house.audience.told.clear();

  const std::string answer =
      call_min("resume", R"({"marks_since":0,"rooms":[{"room":1,"have":[[1,5],[8,9]]}]})");

  BOOST_TEST(says(answer, R"("first":6,"top":13,"complete":true)"));
  const auto attaches = house.audience.all<Attach>();
  BOOST_REQUIRE_EQUAL(attaches.size(), 1);
  BOOST_TEST(attaches[0].first == 6);
  BOOST_TEST(attaches[0].top == 13);
  BOOST_TEST(holds_alternative<Answer>(house.audience.told[0]));
}

BOOST_FIXTURE_TEST_CASE(who_holds_more_than_there_is_is_told_of_the_rollback, TwoInARoom) {
  const std::string answer = call_min("resume", R"({"rooms":[{"room":1,"have":[[1,99]]}]})");
  BOOST_TEST(says(answer, R"("rolled_back":true)"));
  BOOST_TEST(house.metrics.rollback_claims == 1);
  const auto attaches = house.audience.all<Attach>();
  BOOST_REQUIRE_EQUAL(attaches.size(), 1);
  BOOST_TEST(attaches[0].have.empty());
}

BOOST_FIXTURE_TEST_CASE(leaving_ends_hearing_after_the_last_word_about_it, TwoInARoom) {
  house.call(qiang, "room.leave", R"({"room":1,"outbox":"rooms-of-qiang","n":2})");
  const auto& told = house.audience.told;
  BOOST_REQUIRE_EQUAL(told.size(), 4);
  BOOST_TEST(holds_alternative<Answer>(told[0]));
  BOOST_TEST(holds_alternative<Tell>(told[1]));
  BOOST_TEST(holds_alternative<Detach>(told[2]));
  BOOST_TEST(holds_alternative<TellMember>(told[3]));
  BOOST_TEST(says(house.call(qiang, "history", R"({"room":1})"), "not_member"));
}

BOOST_FIXTURE_TEST_CASE(an_ended_session_is_cut_and_may_do_nothing_more, TwoInARoom) {
  BOOST_TEST(says(call_min("session.end", "{}"), "\"result\""));
  BOOST_TEST(house.audience.all<Cut>().size() == 1);
  BOOST_TEST(says(call_min("session.me", "{}"), "login_required"));
  BOOST_TEST(says(house.post(min, 1, 1, "还能说吗"), "login_required"));
}

BOOST_FIXTURE_TEST_CASE(only_organisers_add_members, TwoInARoom) {
  const auto organiser = house.add("孙主任", true);
  const std::string params = R"({"name":"新来的","outbox":"people-outbox","n":1})";
  BOOST_TEST(says(call_min("member.add", params), "not_organiser"));
  BOOST_TEST(says(house.call(organiser, "member.add", params), R"("member":4)"));
  BOOST_TEST(says(call_min("link.create", R"({"member":2})"), "not_organiser"));
  BOOST_TEST(says(house.call(organiser, "link.create", R"({"member":4})"), "secret"));
  BOOST_TEST(says(call_min("member.names", R"({"members":[4,1,77]})"), "新来的"));
}

BOOST_FIXTURE_TEST_CASE(a_nearly_full_disk_refuses_words_and_still_reads, TwoInARoom) {
  house.post(min, 1, 1, "还有地方");
  house.log->set_room(false);
  BOOST_TEST(says(house.post(min, 1, 2, "没有地方了"), "low_space"));
  BOOST_TEST(says(history(R"({"room":1})"), "还有地方"));
  house.log->set_room(true);
  BOOST_TEST(says(house.post(min, 1, 2, "没有地方了"), R"("seq":5)"));
}

BOOST_FIXTURE_TEST_CASE(too_many_commands_are_asked_to_slow_down, TwoInARoom) {
  const auto burst = static_cast<std::uint64_t>(limits::commands_burst);
  std::string last;
  std::uint64_t refused = 0;
  for (std::uint64_t i = 0; i < burst + 10; ++i) {
    last = call_min("ping", "{}");
    if (says(last, "rate_limited")) ++refused;
  }
  BOOST_TEST(refused > 0);
  BOOST_TEST(says(last, "retry_ms"));
  house.clock.advance(1'000);
  BOOST_TEST(says(call_min("ping", "{}"), "\"now\""));
}

BOOST_FIXTURE_TEST_CASE(a_list_has_a_bounded_number_of_rows_and_says_where_it_goes_on, TwoInARoom) {
  for (std::size_t i = 2; i <= limits::list_rows + 1; ++i) {
    house.clock.advance(1'000);
    call_min("room.create",
             R"({"title":"又一个房间","outbox":"rooms-of-min","n":)" + std::to_string(i) + "}");
  }
  const std::string next = "\"next\":" + std::to_string(limits::list_rows);
  BOOST_TEST(says(call_min("room.list", "{}"), next));
  const std::string rest =
      call_min("room.list", R"({"after":)" + std::to_string(limits::list_rows) + "}");
  BOOST_TEST(says(rest, "\"room\":" + std::to_string(limits::list_rows + 1)));
  BOOST_TEST(!says(rest, "\"next\""));
}

BOOST_FIXTURE_TEST_CASE(time_never_goes_back_in_the_log, TwoInARoom) {
  house.post(min, 1, 1, "钟还准");
  const Instant then = house.clock.now();
  house.clock.advance(-3'600'000);
  BOOST_TEST(says(house.post(min, 1, 2, "钟被拨回去了"), "\"at\":" + std::to_string(then.ms)));
}

BOOST_FIXTURE_TEST_CASE(a_full_inbox_refuses_instead_of_growing, TwoInARoom) {
  for (std::size_t i = 0; i < limits::inbox_items; ++i) {
    house.send(min, "ping", "{}");
  }
  BOOST_TEST(!house.pipeline->hear(Heard{}));
  BOOST_TEST(house.metrics.refused_overload == 1);
  house.settle();
  BOOST_TEST(house.pipeline->hear(Heard{}));
}

BOOST_AUTO_TEST_SUITE_END()
