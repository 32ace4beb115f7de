#include "bench/wire.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using namespace xinqiao::bench;

BOOST_AUTO_TEST_SUITE(wire)

BOOST_AUTO_TEST_CASE(an_event_frame_is_cut_to_the_bytes_that_were_kept) {
  const std::string event =
      R"({"room":12,"seq":345,"at":1,"by":6,"kind":"post","n":3,"text":"桥 \"}\" 🌉"})";
  const std::string frame = R"({"jsonrpc":"2.0","method":"event","params":)" + event + "}";
  const auto heard = read_event_frame(frame);  // its bytes are a view into the frame

  BOOST_TEST_REQUIRE(heard.has_value());
  BOOST_TEST(heard->room.value == 12U);
  BOOST_TEST(heard->seq == 345U);
  BOOST_TEST(heard->bytes == event);
  const auto facts = read_event(heard->bytes);
  BOOST_TEST_REQUIRE(facts.has_value());
  BOOST_TEST(facts->by.value == 6U);
  BOOST_TEST(facts->is_post);
  BOOST_TEST(facts->text == "桥 \"}\" 🌉");
}

BOOST_AUTO_TEST_CASE(the_order_of_an_events_fields_does_not_matter) {
  const auto heard = read_event_frame(
      R"({"jsonrpc":"2.0","method":"event","params":{"kind":"joined","seq":2,"room":9,"by":4}})");

  BOOST_TEST_REQUIRE(heard.has_value());
  BOOST_TEST(heard->room.value == 9U);
  BOOST_TEST(heard->seq == 2U);
}

BOOST_AUTO_TEST_CASE(other_frames_are_told_apart) {
  const auto kind = [](std::string_view frame) { return read_other_frame(frame).kind; };
  using Kind = OtherFrame::Kind;

  BOOST_TEST((kind(R"({"jsonrpc":"2.0","method":"beat","params":{}})") == Kind::notification));
  BOOST_TEST((kind(R"({"jsonrpc":"2.0","id":3,"result":{}})") == Kind::answer));
  BOOST_TEST((kind(R"({"jsonrpc":"2.0","method":"event","params":{}})") == Kind::unreadable));
  BOOST_TEST((kind(R"([1])") == Kind::unreadable));
  BOOST_TEST((kind(R"({"jsonrpc")") == Kind::unreadable));

  const OtherFrame hello = read_other_frame(
      R"({"jsonrpc":"2.0","method":"hello","params":{"epoch":"e1","me":{"member":5}}})");
  BOOST_TEST((hello.kind == Kind::hello));
  BOOST_TEST(hello.hello.epoch == "e1");
  BOOST_TEST(hello.hello.member.value == 5U);
}

BOOST_AUTO_TEST_CASE(answers_say_what_became_of_a_call) {
  const Answer accepted =
      read_other_frame(
          R"({"jsonrpc":"2.0","id":71,"result":{"room":1,"seq":8,"at":2,"n":4,"repeated":true}})")
          .answer;
  BOOST_TEST(accepted.id == 71U);
  BOOST_TEST(accepted.accepted);
  BOOST_TEST(accepted.repeated);
  BOOST_TEST(accepted.seq == 8U);

  const Answer refused = read_other_frame(R"({"jsonrpc":"2.0","id":72,"error":{"code":102,
      "message":"slower","data":{"reason":"rate_limited","action":"retry","retry_ms":250}}})")
                             .answer;
  BOOST_TEST(!refused.accepted);
  BOOST_TEST(refused.reason == "rate_limited");
  BOOST_TEST(refused.action == "retry");
  BOOST_TEST(refused.retry_ms == 250);
}

BOOST_AUTO_TEST_CASE(history_gives_each_event_in_its_own_bytes) {
  const std::string first = R"({"room":1,"seq":1,"text":"[\"events\":[{]}, 一"})";
  const std::string second = R"({"room":1,"seq":2,"nested":[[1,2],{"a":[]}]})";
  const auto page = read_history(R"({"jsonrpc":"2.0","id":1,"result":{"room":1,"events":[)" +
                                 first + "," + second + R"(],"about":[{"seq":9}],"top":2}})");

  BOOST_TEST_REQUIRE(page.has_value());
  BOOST_TEST(page->top == 2U);
  BOOST_TEST((page->events == std::vector<std::string>{first, second}));
}

BOOST_AUTO_TEST_CASE(an_empty_page_of_history_has_no_events) {
  const auto page = read_history(
      R"({"jsonrpc":"2.0","id":1,"result":{"room":1,"events":[],"about":[],"top":7}})");

  BOOST_TEST_REQUIRE(page.has_value());
  BOOST_TEST(page->events.empty());
  BOOST_TEST(page->top == 7U);
}

BOOST_AUTO_TEST_CASE(an_answer_to_resume_names_each_room) {
  const auto rooms = read_resumed(R"({"jsonrpc":"2.0","id":1,"result":{"epoch":"e","position":1,
      "rooms":[{"room":1,"first":3,"top":9,"complete":true},{"room":2,"gone":true}],"reads":[]}})");

  BOOST_TEST_REQUIRE(rooms.has_value());
  BOOST_TEST_REQUIRE(rooms->size() == 2U);
  BOOST_TEST((*rooms)[0].first == 3U);
  BOOST_TEST((*rooms)[0].top == 9U);
  BOOST_TEST((*rooms)[1].gone);
}

BOOST_AUTO_TEST_CASE(requests_are_json_that_says_what_was_meant) {
  BOOST_TEST(post_request(5, "outbox-1", 2, RoomId{7}, "a\"桥\n") ==
             R"({"jsonrpc":"2.0","id":5,"method":"message.post","params":)"
             R"({"outbox":"outbox-1","n":2,"room":7,"text":"a\"桥\n"}})");
  BOOST_TEST(resume_request(6, "", {{RoomId{1}, {{1, 4}, {6, 9}}}, {RoomId{2}, {}}}) ==
             R"({"jsonrpc":"2.0","id":6,"method":"resume","params":)"
             R"({"rooms":[{"room":1,"have":[[1,4],[6,9]]},{"room":2,"have":[]}]}})");
}

BOOST_AUTO_TEST_CASE(questions_are_asked_answered_and_counted) {
  BOOST_TEST(ask_request(5, "outbox-1", 2, RoomId{7}, "几点？") ==
             R"({"jsonrpc":"2.0","id":5,"method":"question.ask","params":)"
             R"({"outbox":"outbox-1","n":2,"room":7,"text":"几点？"}})");
  BOOST_TEST(answer_request(6, "outbox-1", 3, {RoomId{7}, 9}, "八点。") ==
             R"({"jsonrpc":"2.0","id":6,"method":"question.answer","params":)"
             R"({"outbox":"outbox-1","n":3,"room":7,"question":9,"text":"八点。"}})");
  const auto sums = read_question_figures(
      R"({"jsonrpc":"2.0","id":7,"result":{"units":[{"unit":1,"asked":5,"solved":3},)"
      R"({"unit":2,"asked":2,"solved":1}]}})");
  BOOST_TEST_REQUIRE(sums.has_value());
  BOOST_TEST(sums->asked == 7U);
  BOOST_TEST(sums->solved == 4U);
  BOOST_TEST(!read_question_figures(R"({"jsonrpc":"2.0","id":7,"result":{}})").has_value());
}

BOOST_AUTO_TEST_CASE(keys_are_uuids_and_differ_with_their_numbers) {
  const std::string key = make_key(0x0123456789abcdef, 0xfedcba9876543210);

  BOOST_TEST(key == "01234567-89ab-4def-bedc-ba9876543210");
  BOOST_TEST(make_key(1, 1) != make_key(1, 2));
  BOOST_TEST(make_key(std::uint64_t{1} << 32, 1) != make_key(std::uint64_t{2} << 32, 1));
}

BOOST_AUTO_TEST_SUITE_END()
