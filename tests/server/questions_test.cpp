// Questions through the real pipeline, in the words of the wire: what is kept, told, listed, read
// with a page of the past, and comes back after the process has died.
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

constexpr std::int64_t hour_ms = 3'600'000;

// Room 3: a questions room of the root. Li Qiang organises the unit below it.
struct Asked : TwoRooms {
  Asked() {
    BOOST_REQUIRE(does(owner, "room.create", R"("title":"有问必答","type":"questions","unit":1)"));
    for (const auto& who : {min, qiang}) BOOST_REQUIRE(does(who, "room.join", R"("room":3)"));
    house.audience.told.clear();
  }
  Seq asks(const House::Resident& who, const std::string& text) {
    const std::string answer = ask(who, "question.ask", R"("room":3,"text":")" + text + "\"");
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), answer);
    return house.pipeline->world().room(RoomId{3})->row.last_seq - 1;
  }
  std::string moves(const House::Resident& who, const std::string& what, Seq question,
                    const std::string& more = "") {
    return ask(who, "question." + what, R"("room":3,"question":)" + number(question) + more);
  }
  std::string board(const House::Resident& who, const std::string& params = "{}") {
    return house.call(who, "question.list", params);
  }
  std::string figures() { return house.call(min, "question.figures", "{}"); }
  std::size_t told_me(const House::Resident& who, const std::string& part) {
    std::size_t count = 0;
    for (const TellMember& one : house.audience.all<TellMember>()) {
      const std::string payload(one.frame.payload());
      count += one.member == who.member && says(payload, "\"me\"") && says(payload, part) ? 1 : 0;
    }
    return count;
  }
  void passes(std::int64_t ms) {
    house.clock.advance(ms);
    house.settle();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(questions_test)

BOOST_FIXTURE_TEST_CASE(a_question_is_told_as_a_post_and_a_step, Asked) {
  const Seq seq = asks(min, "热水什么时候恢复？");
  std::string told;
  for (const Tell& one : house.audience.all<Tell>()) told += std::string(one.frame.payload());
  BOOST_TEST(says(told, "热水什么时候恢复？"));
  BOOST_TEST(says(
      told, R"("kind":"question","n":1,"target":)" + number(seq) + R"(,"move":"asked","unit":1)"));
  BOOST_TEST(told_me(owner, R"("questions":1)") == 1u);
  BOOST_TEST(told_me(qiang, "questions") == 0u);
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(one_goes_its_whole_way_and_every_page_of_the_past_says_how_it_stands,
                        Asked) {
  const Seq seq = asks(min, "热水什么时候恢复？");
  const auto page = [&] { return house.call(qiang, "history", R"({"room":3})"); };
  BOOST_TEST(says(page(), R"("state":"open")"));
  BOOST_TEST(says(moves(owner, "take", seq), "\"result\""));
  BOOST_TEST(says(page(), R"("state":"taken")"));
  BOOST_TEST(says(moves(owner, "answer", seq, R"(,"text":"周三。")"), "\"result\""));
  BOOST_TEST(says(page(), R"("state":"answered")"));
  BOOST_TEST(says(moves(min, "reopen", seq, R"(,"reason":"还是没有")"), "\"result\""));
  BOOST_TEST(says(page(), R"("reopened":1)"));
  BOOST_TEST(says(moves(owner, "answer", seq, R"(,"text":"今晚。")"), "\"result\""));
  BOOST_TEST(is_sound());
  BOOST_TEST(says(moves(min, "solve", seq), "\"result\""));
  BOOST_TEST(says(page(), R"("state":"solved")"));
  BOOST_TEST(is_sound());
  BOOST_TEST(says(moves(min, "solve", seq), "no_open_question"));
  BOOST_TEST(
      says(figures(), R"("asked":1,"open":0,"solved":1,"withdrawn":0,"in_time":1,"late":0)"));
  // A page on which it does not stand says nothing of it.
  const std::string before = R"({"room":3,"before":)" + number(seq) + "}";
  BOOST_TEST(!says(house.call(qiang, "history", before), R"("questions":[)"));
}

BOOST_FIXTURE_TEST_CASE(a_repeat_asks_once, Asked) {
  const std::string params = R"({"room":3,"text":"几点开饭？","outbox":"outbox-of-repeats","n":1})";
  const std::string first = house.call(min, "question.ask", params);
  const std::string again = house.call(min, "question.ask", params);
  BOOST_TEST(says(first, "\"result\""));
  BOOST_TEST(says(again, R"("repeated":true)"));
  BOOST_TEST(says(figures(), R"("asked":1)"));
  BOOST_TEST(says(house.call(min, "question.ask",
                             R"({"room":3,"text":"另一个","outbox":"outbox-of-repeats","n":1})"),
                  "different_body"));
}

BOOST_FIXTURE_TEST_CASE(the_board_puts_first_what_is_owed_first_and_turns_its_pages, Asked) {
  const Seq oldest = asks(min, "第一个");
  passes(hour_ms);
  const Seq middle = asks(qiang, "第二个");
  passes(hour_ms);
  const Seq newest = asks(min, "第三个");
  BOOST_REQUIRE(says(moves(owner, "answer", oldest, R"(,"text":"答")"), "\"result\""));
  const std::string all = board(qiang);
  const auto at = [&](const std::string& text) { return all.find(text); };
  BOOST_TEST(at("第二个") < at("第三个"));
  BOOST_TEST(at("第三个") < at("第一个"));  // answered: it waits for its asker
  const std::string first = board(qiang, R"({"limit":1})");
  BOOST_TEST(says(first, "第二个"));
  BOOST_TEST(!says(first, "第三个"));
  const std::string next = first.substr(first.find(R"("next":)") + 7);
  const std::string place = next.substr(0, next.find('}') + 1);
  BOOST_TEST(says(place, R"("question":)" + number(middle)));
  const std::string second = board(qiang, R"({"limit":1,"after":)" + place + "}");
  BOOST_TEST(says(second, "第三个"));
  BOOST_TEST(!says(second, "第二个"));
  const std::string mine = board(min, R"({"mine":true})");
  BOOST_TEST(says(mine, "第一个"));
  BOOST_TEST(!says(mine, "第二个"));
  BOOST_TEST(says(board(min, R"({"unit":1})"), "第三个"));
  BOOST_TEST(!says(board(min, R"({"unit":7})"), "第三个"));
  static_cast<void>(newest);
}

BOOST_FIXTURE_TEST_CASE(the_board_shows_edited_words_and_that_words_were_removed, Asked) {
  const Seq seq = asks(min, "热水");
  BOOST_REQUIRE(
      does(min, "message.edit", R"("room":3,"text":"热水什么时候恢复？","target":)" + number(seq)));
  BOOST_TEST(says(board(qiang), R"("about":[{)"));
  BOOST_TEST(says(board(qiang), "热水什么时候恢复？"));
  BOOST_REQUIRE(
      does(owner, "message.remove", R"("room":3,"reason":"无关","target":)" + number(seq)));
  const std::string after = board(qiang);
  BOOST_TEST(!says(after, "热水"));
  BOOST_TEST(says(after, R"("kind":"deleted_post")"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(only_who_may_know_of_the_room_finds_it_on_the_board, Asked) {
  BOOST_REQUIRE(does(owner, "unit.create", R"("parent":1,"name":"一支部")"));
  BOOST_REQUIRE(does(owner, "room.create", R"("title":"支部问答","type":"questions","unit":2)"));
  BOOST_REQUIRE(does(owner, "member.move", R"("unit":2,"member":)" + number(min.member.value)));
  BOOST_REQUIRE(does(min, "room.join", R"("room":4)"));
  BOOST_REQUIRE(does(min, "question.ask", R"("room":4,"text":"支部里的事")"));
  BOOST_TEST(says(board(owner), "支部里的事"));
  BOOST_TEST(!says(board(qiang), "支部里的事"));
  // Who has moved away still finds what it asked itself.
  BOOST_REQUIRE(does(owner, "member.move", R"("member":)" + number(min.member.value)));
  BOOST_TEST(says(board(min), "支部里的事"));
}

BOOST_FIXTURE_TEST_CASE(what_fell_due_while_nothing_ran_is_said_once_after_a_restart, Asked) {
  const Seq seq = asks(min, "热水什么时候恢复？");
  const std::int64_t then = house.clock.now().ms;
  House again(house.log);
  again.clock.set(then + 80 * hour_ms);
  again.settle();
  const QuestionRow& row = *again.pipeline->world().questions().open({RoomId{3}, seq});
  BOOST_TEST(row.acknowledge_breached);
  BOOST_TEST(row.answer_breaches == 1u);
  BOOST_TEST(verify(*again.log).is_ok());
  House once_more(again.log);
  once_more.clock.set(then + 81 * hour_ms);
  once_more.settle();
  BOOST_TEST((*once_more.pipeline->world().questions().open({RoomId{3}, seq}) == row));
  BOOST_TEST(verify(*once_more.log).is_ok());
}

BOOST_FIXTURE_TEST_CASE(breaches_are_told_and_counted_as_overdue, Asked) {
  const Seq seq = asks(min, "热水什么时候恢复？");
  passes(25 * hour_ms);
  BOOST_TEST(says(figures(), R"("overdue":1)"));
  std::string told;
  for (const Tell& one : house.audience.all<Tell>()) told += std::string(one.frame.payload());
  BOOST_TEST(says(told, R"("by":0,"kind":"question")"));
  BOOST_TEST(says(told, R"("move":"breached","unit":0,"clock":"acknowledge")"));
  BOOST_REQUIRE(says(moves(owner, "take", seq), "\"result\""));
  BOOST_TEST(says(figures(), R"("overdue":0)"));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(verify_finds_a_row_and_a_count_that_lie, Asked) {
  const Seq open = asks(min, "第一个");
  const Seq closed = asks(min, "第二个");
  BOOST_REQUIRE(says(moves(min, "withdraw", closed), "\"result\""));
  BOOST_REQUIRE(is_sound());
  const auto first_problem = [&](const std::string& key, const std::string& value) {
    const auto before = house.log->get(store::Family::rows, key);
    store::Batch batch;
    batch.put(store::Family::rows, key, value);
    BOOST_REQUIRE(house.log->append(batch).is_ok());
    const VerifyReport report = verify(*house.log);
    store::Batch back;
    back.put(store::Family::rows, key, *before);
    BOOST_REQUIRE(house.log->append(back).is_ok());
    return report.problems.empty() ? std::string() : report.problems.front();
  };
  QuestionRow row = *house.pipeline->world().questions().open({RoomId{3}, open});
  row.acknowledge_breached = true;
  BOOST_TEST(first_problem(keys::question(RoomId{3}, open), store::encode_record(row)) ==
             "the row of question " + number(open) + " in room 3 differs from what the events say");
  BOOST_TEST(first_problem(keys::closed_question(RoomId{3}, closed), store::encode_record(row)) ==
             "the row of question " + number(closed) +
                 " in room 3 differs from what the events say");
  QuestionCounts counts = house.pipeline->world().questions().counts().at(root_unit);
  counts.withdrawn = 0;
  BOOST_TEST(first_problem(keys::question_counts(root_unit), store::encode_record(counts)) ==
             "the count of questions in unit 1 differs from what the events say");
  BOOST_TEST(is_sound());
  BOOST_TEST(verify(*house.log).questions == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_step_of_nothing_is_found, Asked) {
  const Seq seq = asks(min, "第一个");
  BOOST_REQUIRE(says(moves(min, "withdraw", seq), "\"result\""));
  const domain::Room& room = *house.pipeline->world().room(RoomId{3});
  QuestionMoved step;
  step.target = seq;
  step.move = QuestionMove::taken;
  const Event event{RoomId{3},    room.row.last_seq + 1, room.row.last_at,
                    owner.member, room.row.last_n,       step};
  store::Batch batch;
  batch.put(store::Family::events, keys::event(event.room, event.seq), encode_event(event));
  BOOST_REQUIRE(house.log->append(batch).is_ok());
  const VerifyReport report = verify(*house.log);
  BOOST_REQUIRE(!report.problems.empty());
  BOOST_TEST(report.problems.front() ==
             "room 3: event " + number(event.seq) + " is a step of no open question");
}

BOOST_FIXTURE_TEST_CASE(the_metrics_count_what_is_open_overdue_and_missed, Asked) {
  const Metrics& metrics = house.metrics;
  const Seq first = asks(min, "热水什么时候恢复？");
  asks(qiang, "班车几点？");
  passes(limits::tick_ms);
  BOOST_TEST(metrics.questions_open.load() == 2U);
  BOOST_TEST(metrics.questions_overdue.load() == 0U);

  BOOST_TEST(says(moves(owner, "take", first), "\"result\""));
  passes(25 * hour_ms);
  BOOST_TEST(metrics.questions_open.load() == 2U);
  BOOST_TEST(metrics.questions_overdue.load() == 1U);
  BOOST_TEST(metrics.breaches.load() == 1U);

  BOOST_TEST(says(moves(owner, "answer", first, R"(,"text":"周三。")"), "\"result\""));
  BOOST_TEST(says(moves(min, "solve", first), "\"result\""));
  passes(48 * hour_ms);
  BOOST_TEST(metrics.questions_open.load() == 1U);
  BOOST_TEST(metrics.questions_overdue.load() == 1U);
  BOOST_TEST(metrics.breaches.load() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
