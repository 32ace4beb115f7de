// Overload: every queue, filled to its bound. What comes beyond is refused at once and says when to
// come again; what was taken is answered; and afterwards everything goes on as before.
#include "server/bounded_queue.hpp"
#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "tests/support/people_home.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace xinqiao;
using xinqiao::testing::Home;
using xinqiao::testing::House;
using xinqiao::testing::password;
using xinqiao::testing::says;

namespace {

struct Crowded : Home {
  Crowded() {
    house.call(zhou, "room.create", R"({"title":"值班","outbox":"rooms-of-zhou","n":1})");
  }

  void decide_and_keep() {
    while (house.pipeline->decide_step() || house.pipeline->keep_step()) {
    }
  }
  // What was answered since the last time, in order.
  std::vector<std::string> answers() {
    std::vector<std::string> all;
    for (const Answer& one : house.audience.all<Answer>()) {
      all.emplace_back(one.frame.payload());
    }
    house.audience.told.clear();
    return all;
  }
  std::size_t count(const std::vector<std::string>& all, const std::string& part) const {
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& one) { return says(one, part); }));
  }
  // So many at once, as slowly as its pace allows.
  void ask(const House::Resident& who, const std::string& method, const std::string& params,
           std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      house.clock.advance(20);
      house.send(who, method, params);
      decide_and_keep();
    }
  }
  // Nobody is refused for want of room, and the log is whole.
  void goes_on() {
    house.settle();
    house.clock.advance(10'000);
    answers();
    const std::string said = house.post(zhou, 1, ++n_, "又通了");
    BOOST_TEST(says(said, "\"seq\""), said);
    BOOST_TEST(says(house.call(zhou, "history", R"({"room":1})"), "又通了"));
    whole();
  }

 private:
  std::uint64_t n_ = 0;
};

Heard heard_of(std::size_t bytes) {
  Heard heard;
  heard.request.id = "1";
  heard.request.bytes = bytes;
  return heard;
}

const std::string full = R"("reason":"overloaded","action":"retry","retry_ms":)";

}  // namespace

BOOST_AUTO_TEST_SUITE(overload_test)

BOOST_AUTO_TEST_CASE(a_queue_is_bounded_in_bytes_too_and_counts_what_is_taken_out) {
  BoundedQueue<Heard> queue(100, 1'000);
  BOOST_TEST(queue.put(heard_of(600)));
  BOOST_TEST(queue.put(heard_of(400)));
  BOOST_TEST(!queue.put(heard_of(1)));
  BOOST_TEST(queue.put(heard_of(0)));
  std::vector<Heard> out;
  queue.take(out, 1);
  BOOST_TEST(out.size() == 1u);
  BOOST_TEST(queue.bytes() == 400u);
  BOOST_TEST(!queue.put(heard_of(601)));
  BOOST_TEST(queue.put(heard_of(600)));
  out.clear();
  queue.take(out, 100);
  BOOST_TEST(out.size() == 3u);
  BOOST_TEST(queue.bytes() == 0u);
}

BOOST_AUTO_TEST_CASE(a_queue_keeps_its_memory_while_it_is_used_and_gives_it_up_after_a_crowd) {
  BoundedQueue<Heard> queue(10'000);
  std::vector<Heard> out;
  const auto pass = [&](std::size_t items) {
    for (std::size_t i = 0; i < items; ++i) BOOST_TEST_REQUIRE(queue.put(heard_of(0)));
    out.clear();
    queue.take(out, 10'000);
    return out.capacity();
  };

  for (int i = 0; i < 4; ++i) pass(1'000);
  for (int i = 0; i < 100; ++i) {
    pass(0);
    BOOST_TEST(pass(1'000) >= 1'000u);
    BOOST_TEST(out.size() == 1'000u);
  }
  for (int i = 0; i < 100; ++i) pass(1);

  BOOST_TEST(pass(1) < 100u);
  BOOST_TEST(pass(1) < 100u);
}

BOOST_FIXTURE_TEST_CASE(an_inbox_full_of_long_words_is_full_before_its_number_is_reached, Crowded) {
  std::size_t taken = 0;
  while (house.pipeline->hear(heard_of(limits::frame_bytes))) ++taken;
  BOOST_TEST(taken == limits::inbox_bytes / limits::frame_bytes);
  BOOST_TEST(taken < limits::inbox_items);
  BOOST_TEST(house.metrics.inbox_refused == 1u);
  goes_on();
}

BOOST_FIXTURE_TEST_CASE(pages_of_the_past_beyond_the_bound_are_told_to_come_again, Crowded) {
  house.post(zhou, 1, 1, "从前");
  answers();
  ask(zhou, "history", R"({"room":1})", limits::reader_items + 3);
  const auto at_once = answers();
  BOOST_TEST(at_once.size() == 3u);
  BOOST_TEST(count(at_once, full + "500") == 3u);
  BOOST_TEST(house.metrics.reads_refused == 3u);
  house.settle();
  const auto read = answers();
  BOOST_TEST(read.size() == limits::reader_items);  // not one of those that were taken is missing
  BOOST_TEST(count(read, "\"result\"") == limits::reader_items);
}

// Or the pace of guesses would hold up who knows the password, since a try counts until it is
// right.
BOOST_FIXTURE_TEST_CASE(a_verdict_has_its_place_in_a_full_inbox, Crowded) {
  house.send(House::Resident{{}, "", {0, 91, 1}}, "session.start",
             R"({"login":"wang.min","password":")" + password + R"(","want":"token"})");
  decide_and_keep();
  while (house.pipeline->hear(heard_of(1))) {
  }
  answers();
  BOOST_TEST(house.pipeline->password_step());
  BOOST_TEST(answers().empty());
  BOOST_TEST(!house.pipeline->hear(heard_of(1)));  // nobody else comes in by it
  house.settle();
  const auto told = answers();
  BOOST_TEST(count(told, "\"token\"") == 1u);
  BOOST_TEST(count(told, full) == 0u);
  for (std::uint64_t i = 0; i < limits::guesses_free; ++i) {
    BOOST_TEST(says(sign_in("wang.min", "不是这个"), "password_wrong"));
  }
  goes_on();
}

BOOST_FIXTURE_TEST_CASE(passwords_beyond_the_bound_say_when_to_come_again, Crowded) {
  for (std::size_t i = 0; i <= limits::password_items; ++i) {
    house.address = "10.1.1." + std::to_string(i);
    house.send(House::Resident{{}, "", {0, 92, 1}}, "session.start",
               R"({"login":"l)" + std::to_string(i) + R"(","password":"x","want":"token"})");
    decide_and_keep();
  }
  const auto told = answers();
  BOOST_TEST(count(told, full + "1000") == 1u);
  BOOST_TEST(house.metrics.passwords_refused == 1u);
  house.settle();
  BOOST_TEST(count(answers(), "password_wrong") == limits::password_items);
  goes_on();
}

BOOST_FIXTURE_TEST_CASE(a_list_of_people_waits_for_the_one_before_it, Crowded) {
  std::string csv = "name,unit\n";
  for (std::size_t i = 0; i < 2 * limits::roster_rows_a_step; ++i) {
    csv += "成员" + std::to_string(i) + ",炼油厂\n";
  }
  for (int i = 0; i < 2; ++i) {
    Heard heard;
    heard.from = zhou.connection;
    heard.caller = hash_secret(zhou.token);
    heard.request.id = std::to_string(i);
    heard.request.command = ImportRoster{read_roster(csv, RosterEncoding::detect), true, false};
    BOOST_REQUIRE(house.pipeline->hear(std::move(heard)));
  }
  house.settle();
  const auto told = answers();
  BOOST_TEST(count(told, full + "2000") == 1u);
  BOOST_TEST(house.pipeline->world().members().size() == 3u + 2 * limits::roster_rows_a_step);
  goes_on();
}

// The most that one member at one address can have under way: over its sockets and by HTTP.
BOOST_FIXTURE_TEST_CASE(who_floods_is_slowed_down_and_nobody_else_is_refused, Crowded) {
  constexpr std::size_t most =
      limits::connections_per_member * limits::calls_in_flight + limits::connections_per_address;
  constexpr auto twice_a_burst = static_cast<std::size_t>(2 * limits::commands_burst);
  for (std::size_t i = 0; i < most; ++i) house.send(qiang, "ping", "{}");
  house.send(zhou, "message.post", R"({"room":1,"text":"水位正常","outbox":"beside-it","n":1})");
  house.settle();
  const auto told = answers();
  BOOST_TEST(count(told, R"("reason":"rate_limited")") >= most - twice_a_burst);
  BOOST_TEST(count(told, "\"now\"") <= twice_a_burst);
  BOOST_TEST(count(told, "\"reason\":\"overloaded\"") == 0u);
  BOOST_TEST(house.metrics.inbox_refused == 0u);
  BOOST_TEST(says(told.back(), "\"seq\""), told.back());
  BOOST_TEST(house.metrics.inbox_wait.count() > most);
  goes_on();
}

BOOST_FIXTURE_TEST_CASE(a_wait_is_noted_for_each_and_a_refusal_by_its_reason, Crowded) {
  const auto answered = house.metrics.answer_wait.count();
  const auto refused = [&](Reason reason) {
    return house.metrics.refused_for[static_cast<std::uint8_t>(reason)].load();
  };
  house.call(zhou, "history", R"({"room":99})");
  house.call(zhou, "ping", "{}");
  BOOST_TEST(house.metrics.answer_wait.count() == answered + 2);
  BOOST_TEST(house.metrics.answered == house.metrics.answer_wait.count());
  BOOST_TEST(refused(Reason::room_unknown) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
