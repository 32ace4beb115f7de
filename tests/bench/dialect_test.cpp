// What a stranger's frame says, by JSON pointer, pattern and literal.
#include "bench/dialect.hpp"

#include <boost/test/unit_test.hpp>

#include "bench/scenario.hpp"

using namespace xinqiao::bench;

namespace {

Adapter adapter_of(std::string_view toml) {
  const auto read = parse_scenario(toml, "/somewhere", {});
  const auto* problem = get_if<std::string>(&read);
  BOOST_TEST_REQUIRE(problem == nullptr, (problem == nullptr ? "" : *problem));
  return *get<Scenario>(read).adapter;
}

Dialect::Reading reading_of(Dialect& dialect, std::string_view bytes) {
  StrangerFrame frame(bytes);
  return dialect.read(frame);
}

using Kind = Dialect::Reading::Kind;

}  // namespace

BOOST_AUTO_TEST_SUITE(dialect)

BOOST_AUTO_TEST_CASE(a_delivery_says_which_post_it_tells_of_by_its_words) {
  Dialect dialect(adapter_of(R"(
    [adapter]
    post = {send = '{text}'}
    delivery = {pointer = "/kind", equals = "told", text = "/body/text"}
    acknowledgement = {pointer = "/ok", id = "/n"}
    refusal = {pattern = "error"}
  )"));
  const auto told = reading_of(dialect, R"({"kind":"told","body":{"text":"~12 桥 \"x\""}})");
  BOOST_TEST((told.kind == Kind::delivery));
  BOOST_TEST(*told.n == 12U);
  BOOST_TEST(*told.text == "~12 桥 \"x\"");
  const auto old = reading_of(dialect, R"({"kind":"told","body":{"text":"hello"}})");
  BOOST_TEST((old.kind == Kind::delivery && !old.n));
  const auto answered = reading_of(dialect, R"({"ok":true,"n":"345"})");
  BOOST_TEST((answered.kind == Kind::acknowledgement));
  BOOST_TEST(*answered.n == 345U);
  BOOST_TEST((reading_of(dialect, R"({"error":1})").kind == Kind::refusal));
  BOOST_TEST((reading_of(dialect, R"({"kind":"typing"})").kind == Kind::other));
  BOOST_TEST((reading_of(dialect, "no JSON").kind == Kind::other));
}

BOOST_AUTO_TEST_CASE(the_same_bytes_are_read_once_and_mean_the_same) {
  Dialect dialect(adapter_of(R"toml(
    [adapter]
    post = {send = '{n}'}
    delivery = {pattern = "^told", id_pattern = "told (\\d+)"}
  )toml"));
  const std::string frame = "told 7";
  StrangerFrame first(frame);
  const auto* known = &dialect.read(first);
  StrangerFrame again(frame);
  BOOST_TEST(&dialect.read(again) == known);
  BOOST_TEST(*known->n == 7U);
  BOOST_TEST(!known->text.has_value());
  BOOST_TEST(*reading_of(dialect, "told 8").n == 8U);
}

BOOST_AUTO_TEST_CASE(json_may_stand_behind_something_and_words_between_something) {
  Dialect dialect(adapter_of(R"(
    [adapter]
    post = {send = '{text}'}
    delivery = {after = "42", pointer = "/0", equals = "told", text = "/1/text"}
    acknowledgement = {contains = "<body>~", text_behind = "<body>", text_until = "</body>"}
  )"));
  const auto told = reading_of(dialect, R"(42["told",{"text":"~3 x"}])");
  BOOST_TEST((told.kind == Kind::delivery && *told.n == 3U));
  BOOST_TEST((reading_of(dialect, R"(["told",{"text":"~3 x"}])").kind == Kind::other));
  const auto between = reading_of(dialect, "<body>~9 words</body><x/>");
  BOOST_TEST(*between.text == "~9 words");
  BOOST_TEST(*between.n == 9U);
  BOOST_TEST((reading_of(dialect, "<body>words</body>").kind == Kind::other));
}

BOOST_AUTO_TEST_CASE(what_a_step_waits_for_may_name_the_room) {
  const Adapter adapter = adapter_of(R"(
    [adapter]
    post = {send = '{text}'}
    delivery = {pointer = "/told", text = "/told"}
    enter = [{send = "join {room}", await = {pointer = "/in", equals = "{room}"}}]
    reply = [{to = {pattern = "^2$"}, send = "3"}]
  )");
  Dialect dialect(adapter);
  const Match& await = dialect.adapter().enter.at(0).await;
  StrangerFrame in_seven(R"({"in":7})");
  BOOST_TEST(dialect.is_awaited(await, in_seven, {{"room", "7"}}));
  BOOST_TEST(!dialect.is_awaited(await, in_seven, {{"room", "8"}}));
  StrangerFrame ping("2");
  BOOST_TEST_REQUIRE(dialect.reply_to(ping) != nullptr);
  BOOST_TEST(dialect.reply_to(ping)->send == "3");
  BOOST_TEST(dialect.reply_to(in_seven) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_mark_takes_the_place_of_the_words_end) {
  const std::string words = marked(12'345, "说一句话，然后回家。说一句话，然后回家。");
  BOOST_TEST(words.starts_with("~12345 说一句话"));
  BOOST_TEST(words.size() <= std::string("说一句话，然后回家。说一句话，然后回家。").size());
  BOOST_TEST(words.size() + 3 > std::string("说一句话，然后回家。说一句话，然后回家。").size());
  BOOST_TEST(*mark_of(words) == 12'345U);
  BOOST_TEST(marked(7, "abc") == "~7 ");
  BOOST_TEST(*mark_of("~7") == 7U);
  for (const std::string_view none : {"", "~", "~x ", "7 ", " ~7 ", "~7x "}) {
    BOOST_TEST(!mark_of(none).has_value(), std::string(none));
  }
}

BOOST_AUTO_TEST_CASE(plain_words_need_no_escape_and_are_as_long) {
  const std::string text = "#1 a<\"桥\\\n&";
  const std::string plain = made_plain(text);
  BOOST_TEST(plain.size() == text.size());
  BOOST_TEST(
      plain.find_first_not_of(" 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
      std::string::npos);
  BOOST_TEST(plain.substr(1, 3) == "1 a");
}

BOOST_AUTO_TEST_SUITE_END()
