// What the server says, byte for byte; and that it reads its own events back.
#include "protocol/encode.hpp"
#include "protocol/decode.hpp"
#include "protocol/limits.hpp"
#include "tests/protocol/strict_json.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(encode)

using namespace xinqiao;
using testing::StrictJson;

BOOST_AUTO_TEST_CASE(an_event_has_its_fields_in_their_order) {
  Event event{RoomId{1},   7, Instant{1'700'000'000'000},
              MemberId{3}, 5, Posted{"早上好 \"心桥\"", 3}};
  BOOST_TEST(encode_event(event) ==
             R"({"room":1,"seq":7,"at":1700000000000,"by":3,"kind":"post","n":5,)"
             R"("text":"早上好 \"心桥\"","re":3})");
  event.body = DeletedEdit{4, 9};
  BOOST_TEST(encode_event(event) ==
             R"({"room":1,"seq":7,"at":1700000000000,"by":3,"kind":"deleted_edit","n":5,)"
             R"("target":4,"del":9})");
}

BOOST_AUTO_TEST_CASE(events_of_every_kind_are_read_back_byte_for_byte) {
  const std::vector<EventBody> bodies{
      RoomCreated{"茶馆 🍵"},
      Joined{},
      Left{},
      Posted{"مرحبا\n\t\x01", {}},
      Posted{"re", 1},
      Posted{std::string(limits::text_bytes, '\x1f'), {}},
      Edited{2, "改过 \\ \""},
      Deleted{2},
      DeletedPost{0},
      DeletedPost{9},
      DeletedEdit{2, 9},
      MemberAdded{MemberId{4}, false},
      MemberAdded{MemberId{5}, true},
      RoomRules{UnitId{4}, RoomType::bulletin, Access::closed, Past::hidden},
      RoomRenamed{"茶馆"},
      RoomArchived{},
      RoomReopened{},
      Added{MemberId{4}},
      Removed{MemberId{4}, Removal::moved},
      UnitCreated{UnitId{4}, UnitId{1}, "第一党支部"},
      UnitRenamed{UnitId{4}, "ב\"ה"},
      UnitMoved{UnitId{4}, UnitId{2}},
      UnitClosed{UnitId{4}},
      ReceptionSet{UnitId{4}, false},
      HomeSet{MemberId{4}, UnitId{}, UnitId{4}},
      Welcomed{MemberId{4}, UnitId{4}},
      WelcomeOverdue{MemberId{4}, UnitId{}},
      DutyGiven{MemberId{4}, UnitId{1}, Duty::owner},
      DutyTaken{MemberId{4}, UnitId{4}, Duty::organiser},
      Deactivated{MemberId{4}, UnitId{4}},
      Reactivated{MemberId{4}, UnitId{4}},
      Noticed{NoticeClass::must_confirm, "停电 \"通知\"", "周六\n停电"},
      Noticed{NoticeClass::plain, std::string(limits::title_bytes, '\x1f'),
              std::string(limits::text_bytes, '\x1f')},
      NoticeClosed{12, 117, 120},
      Recalled{4},
      Forwarded{"再说一遍 \"🌅\"", RoomId{3}, MemberId{4}, Instant{77}},
      Pinned{4},
      Moderated{4, "广告 \"🌅\""},
      Muted{MemberId{4}, Instant{77}, "ב\"ה"},
      Unmuted{MemberId{4}},
      ReadOnlySet{true, "检修"},
      ReadOnlySet{false, ""},
      ReleaseMoved{ReleaseMove::proposed, "存档"},
      ReleaseMoved{ReleaseMove::withdrawn, ""},
      Unpinned{4},
      MemberErased{MemberId{4}, UnitId{4}},
  };
  Decoder decoder;
  for (const EventBody& body : bodies) {
    const Event event{RoomId{0}, limits::integer_max, Instant{12}, MemberId{0}, 0, body};
    const std::string bytes = encode_event(event);
    BOOST_TEST(StrictJson(bytes).valid());
    Event read;
    BOOST_REQUIRE_MESSAGE(decoder.event(bytes, read), bytes.substr(0, 200));
    BOOST_TEST(read.body.index() == body.index());
    BOOST_TEST(encode_event(read) == bytes);
  }
}

BOOST_AUTO_TEST_CASE(a_notification_is_the_params_in_their_envelope) {
  BOOST_TEST(encode_notification("beat", "{}").payload() ==
             R"({"jsonrpc":"2.0","method":"beat","params":{}})");
}

BOOST_AUTO_TEST_CASE(an_answer_keeps_the_id_as_it_came) {
  BOOST_TEST(encode_result(R"("\u5fc3")", "{}") ==
             R"({"jsonrpc":"2.0","id":"\u5fc3","result":{}})");
}

BOOST_AUTO_TEST_CASE(an_error_says_only_what_is_known) {
  BOOST_TEST(encode_error("7", {.reason = Reason::not_author}) ==
             R"({"jsonrpc":"2.0","id":7,"error":{"code":402,"message":)"
             R"("Only its author may do this to a post.",)"
             R"("data":{"reason":"not_author","action":"forbidden"}}})");
  const std::string all = encode_error("null", {.reason = Reason::hole,
                                                .field = "n",
                                                .retry_ms = 250,
                                                .next = 12,
                                                .consumed = true,
                                                .repeated = true});
  BOOST_TEST(all.substr(all.find(R"("data")")) ==
             R"("data":{"reason":"hole","action":"retry","retry_ms":250,"field":"n","next":12,)"
             R"("consumed":true,"repeated":true}}})");
  const std::string muted =
      encode_error("7", {.reason = Reason::muted, .field = "room", .until = Instant{77}});
  BOOST_TEST(muted.substr(muted.find(R"("data")")) ==
             R"("data":{"reason":"muted","action":"stop","until":77,"field":"room"}}})");
}

BOOST_AUTO_TEST_CASE(a_receipt_tells_what_its_call_did) {
  Receipt receipt;
  receipt.room = RoomId{2};
  receipt.seq = 8;
  receipt.at = Instant{99};
  BOOST_TEST(encode_receipt(receipt, false) == R"({"room":2,"seq":8,"at":99})");
  receipt.already = true;
  BOOST_TEST(encode_receipt(receipt, false) == R"({"room":2,"seq":8,"at":99,"already":true})");
  receipt.already = false;
  receipt.n = 5;
  BOOST_TEST(encode_receipt(receipt, true) ==
             R"({"room":2,"seq":8,"at":99,"n":5,"repeated":true})");
  Receipt added;
  added.member = MemberId{4};
  added.seq = 3;
  BOOST_TEST(encode_receipt(added, false) == R"({"member":4})");
}

BOOST_AUTO_TEST_CASE(lists_say_where_to_go_on_only_when_there_is_more) {
  BOOST_TEST(
      encode_members({{MemberId{1}, "安", true}, {MemberId{2}, "ב\"ה", true}}, MemberId{2}) ==
      R"({"members":[{"member":1,"name":"安"},{"member":2,"name":"ב\"ה"}],"next":2})");
  BOOST_TEST(encode_members({{MemberId{1}, "单于", true, Instant{}, "cy dy"}}, std::nullopt) ==
             R"({"members":[{"member":1,"name":"单于","initials":"cy dy"}]})");
  BOOST_TEST(encode_members({}, std::nullopt) == R"({"members":[]})");
  BOOST_TEST(encode_rooms({}, std::nullopt) == R"({"rooms":[]})");
  RoomSummary room{RoomId{1}, "茶馆", true, 3, 9, 5, Instant{7}, 8, 4, 70, {}, false, {}, 0};
  BOOST_TEST(encode_room(room) ==
             R"({"room":1,"kind":"chat","title":"茶馆","unit":1,"access":"open","past":"shown",)"
             R"("joined":true,"members":3,"last_seq":9,)"
             R"("last_n":5,"last_at":7,"read_seq":8,"read_n":4,"position":70})");
  BOOST_TEST(encode_rooms({room}, RoomId{1}) ==
             R"({"rooms":[)" + encode_room(room) + R"(],"next":1})");
  room.initials = "cg";
  BOOST_TEST(encode_room(room).find(R"("title":"茶馆","initials":"cg")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_resume_answer_has_three_shapes_of_room) {
  const std::vector<ResumedRoom> rooms{
      {RoomId{1}, 3, 9, true, false, false},
      {RoomId{2}, 0, 0, false, true, false},
      {RoomId{3}, 1, 2, true, false, true},
  };
  BOOST_TEST(encode_resumed("e1", 40, rooms, {{RoomId{1}, 4, 2, 39}}) ==
             R"({"epoch":"e1","position":40,"rooms":[{"room":1,"first":3,"top":9,"complete":true},)"
             R"({"room":2,"gone":true},)"
             R"({"room":3,"first":1,"top":2,"complete":true,"rolled_back":true}],)"
             R"("reads":[{"room":1,"seq":4,"n":2}]})");
}

BOOST_AUTO_TEST_CASE(history_joins_the_kept_bytes) {
  HistoryPage page{RoomId{1}, {R"({"seq":1})", R"({"seq":2})"}, {}, 2, 1, {}};
  BOOST_TEST(encode_history(page) ==
             R"({"room":1,"events":[{"seq":1},{"seq":2}],"about":[],"top":2,"at_seq":1})");
}

BOOST_AUTO_TEST_CASE(a_search_says_what_was_found_and_where_to_go_on) {
  BOOST_TEST(encode_search({}) == R"({"hits":[]})");
  SearchPage page;
  page.hits.push_back({{{9}, {1}, 4}, {3}, "谁\"值班\"", true, {{2, 2}}});
  page.hits.push_back({{{8}, {2}, 5}, {4}, "a", false, {}});
  page.next = page.hits.back().place;
  page.is_behind = true;
  BOOST_TEST(encode_search(page) ==
             R"({"hits":[{"room":1,"seq":4,"at":9,"by":3,"text":"谁\"值班\"","edited":true,)"
             R"("found":[[2,2]]},{"room":2,"seq":5,"at":8,"by":4,"text":"a","found":[]}],)"
             R"("next":{"room":2,"seq":5,"at":8},"behind":true})");
}

BOOST_AUTO_TEST_CASE(totals_say_only_what_applies) {
  PostTotals post;
  post.seq = 4;
  post.reactions = ReactionTotals{{3, 0, 0, 0, 0, 1, 0, 0}};
  PostTotals notice;
  notice.seq = 9;
  notice.reactions = ReactionTotals{};
  notice.confirmed = 87;
  notice.members = 120;
  notice.closed = true;
  BOOST_TEST(encode_totals(RoomId{1}, {post, notice}) ==
             R"({"room":1,"posts":[{"seq":4,"reactions":{"👍":3,"🙏":1}},)"
             R"({"seq":9,"reactions":{},"confirmed":87,"of":120,"closed":true}]})");
  post.reactions.reset();
  post.own_reaction = 2;
  post.read = 0;
  BOOST_TEST(encode_totals(RoomId{1}, {post}) ==
             R"({"room":1,"posts":[{"seq":4,"own":"❤️","read":0,"of":0}]})");
  HistoryPage page{RoomId{1}, {}, {}, 0, {}, {post}};
  BOOST_TEST(encode_history(page).find(R"("totals":[{"seq":4,)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_reaction_is_told_by_its_picture) {
  BOOST_TEST(encode_reaction(RoomId{1}, 4, 1) == R"({"room":1,"target":4,"reaction":"👍"})");
  BOOST_TEST(encode_reaction(RoomId{1}, 4, 0) == R"({"room":1,"target":4,"reaction":""})");
  BOOST_TEST(encode_reactions({{MemberId{4}, 8}}, MemberId{4}) ==
             R"({"reactions":[{"member":4,"reaction":"✅"}],"next":4})");
  BOOST_TEST(encode_confirmed(RoomId{1}, 9) == R"({"room":1,"seq":9})");
}

BOOST_AUTO_TEST_CASE(a_notice_that_waits_has_no_place_yet) {
  Receipt receipt;
  receipt.room = RoomId{6};
  receipt.at = Instant{99};
  receipt.n = 77;
  BOOST_TEST(encode_receipt(receipt, false) == R"({"room":6,"at":99,"notice":77})");
  ScheduledNotice waits;
  waits.notice = 77;
  waits.member = MemberId{2};
  waits.room = RoomId{6};
  waits.at = Instant{99};
  waits.title = "例会";
  waits.text = "八点";
  BOOST_TEST(encode_scheduled({&waits}) ==
             R"({"notices":[{"notice":77,"at":99,"by":2,"class":"plain","title":"例会",)"
             R"("text":"八点"}]})");
}

BOOST_AUTO_TEST_CASE(hello_tells_the_pace_this_server_was_started_with) {
  const Whoami me{MemberId{1}, "安", true, SessionId{2}, {}, {}};
  const std::string hello = encode_hello({"e", "fsync", Instant{5}, 9, me, 77.9});
  BOOST_TEST(StrictJson(hello).valid());
  BOOST_TEST(hello.find(R"("commands_per_second":77},"reactions":["👍","❤️",)") !=
             std::string::npos);
  BOOST_TEST(hello.find(R"("me":{"member":1,"name":"安","organiser":true,"session":2})") !=
             std::string::npos);
  BOOST_TEST(hello.find(R"("beat_ms":25000,"now":5,"position":9)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_session_shows_its_token_only_when_there_is_one) {
  const Whoami me{MemberId{1}, "安", false, SessionId{2}, {}, {}};
  BOOST_TEST(encode_session(me, "") == R"({"member":1,"name":"安","session":2})");
  BOOST_TEST(encode_session(me, "t0k") == R"({"member":1,"name":"安","session":2,"token":"t0k"})");
  BOOST_TEST(encode_link(MemberId{1}, "s", Instant{3}) ==
             R"({"member":1,"secret":"s","expires_at":3})");
  BOOST_TEST(encode_me(me) == R"({"member":1,"name":"安","organiser":false,"session":2})");
}

BOOST_AUTO_TEST_SUITE_END()
