// An adapter's table: what it may say, and how what it says wrong is told.
#include "bench/adapter.hpp"

#include <boost/test/unit_test.hpp>

#include "bench/scenario.hpp"

using namespace xinqiao::bench;
using xinqiao::get;
using xinqiao::holds_alternative;
using xinqiao::variant;

namespace {

constexpr std::string_view least_adapter = R"(
  [adapter]
  [adapter.post]
  send = '{"say":"{text}"}'
  [adapter.delivery]
  pointer = "/told"
  text = "/told"
)";

variant<Scenario, std::string> read_with(std::string_view more, std::string_view before = "") {
  const std::string toml = std::string(before) + std::string(least_adapter) + std::string(more);
  return parse_scenario(toml, "/somewhere", {});
}

std::string wrong_with(std::string_view toml) {
  const auto read = parse_scenario(toml, "/somewhere", {});
  BOOST_TEST_REQUIRE(holds_alternative<std::string>(read));
  return get<std::string>(read);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(adapter)

BOOST_AUTO_TEST_CASE(a_scenario_without_one_speaks_our_wire) {
  const auto read = parse_scenario("members = 3", "/somewhere", {});
  BOOST_TEST(!get<Scenario>(read).adapter.has_value());
}

BOOST_AUTO_TEST_CASE(the_least_says_how_to_post_and_what_a_delivery_is) {
  const auto read = read_with("");
  BOOST_TEST_REQUIRE(holds_alternative<Scenario>(read));
  const Adapter& adapter = *get<Scenario>(read).adapter;
  BOOST_TEST(adapter.post == R"({"say":"{text}"})");
  BOOST_TEST(adapter.delivery.text.pointer == "/told");
  BOOST_TEST(!adapter.acknowledgement.has_value());
  BOOST_TEST((adapter.framing == Framing::text && adapter.order == Order::room));
}

BOOST_AUTO_TEST_CASE(all_of_it_is_read) {
  const auto read = read_with(R"(
    [adapter.acknowledgement]
    after = "43"
    pointer = "/0/ok"
    id = "/0/n"
    [adapter.refusal]
    pattern = "^-ERR"
    [[adapter.connect]]
    send = "hello {member}"
    [[adapter.enter]]
    send = "join {room}"
    await = { pointer = "/in", equals = "{room}" }
    [[adapter.reply]]
    to = { pattern = "^2$" }
    send = "3"
  )");
  BOOST_TEST_REQUIRE(holds_alternative<Scenario>(read));
  const Adapter& adapter = *get<Scenario>(read).adapter;
  BOOST_TEST(adapter.acknowledgement->when.after == "43");
  BOOST_TEST(adapter.acknowledgement->id.pointer == "/0/n");
  BOOST_TEST(adapter.refusal->when.pattern == "^-ERR");
  BOOST_TEST(!adapter.connect.at(0).await.is_given());
  BOOST_TEST(adapter.enter.at(0).await.equals == "{room}");
  BOOST_TEST(adapter.replies.at(0).send == "3");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  BOOST_TEST(wrong_with("adapter = 3") == "adapter must be a table: [adapter]");
  BOOST_TEST(wrong_with("[adapter]\nnmae = 'x'") == "unknown key adapter.nmae");
  BOOST_TEST(wrong_with("[adapter]") == "adapter.post.send is missing: how a post is sent");
  BOOST_TEST(wrong_with("[adapter]\npost = {send = 'x {n}'}") ==
             "adapter.delivery is missing: how one is recognised");
  BOOST_TEST(wrong_with("[adapter]\npost = {send = 'x'}\ndelivery = {pattern = 'y', id = '/n'}") ==
             "adapter.post.send needs {text} or {n}");
  BOOST_TEST(wrong_with("[adapter]\ndelivery = {pattern = '(', id = '/n'}") ==
             "adapter.delivery.pattern is no regular expression");
  BOOST_TEST(wrong_with("[adapter]\ndelivery = {pattern = 'y', id = 'n'}") ==
             "adapter.delivery.id must be a JSON pointer, as \"/params/text\"");
  BOOST_TEST(wrong_with("[adapter]\ndelivery = {id = '/n'}") ==
             "adapter.delivery: it needs after, contains, pointer or pattern");
  BOOST_TEST(wrong_with("[adapter]\nheaders = {a = 1}") ==
             "adapter.headers must be a table of texts");
}

BOOST_AUTO_TEST_CASE(what_only_our_wire_has_is_refused) {
  const auto readers = read_with("", "mix = {writers = 0.5, readers = 0.5}\n");
  BOOST_TEST(get<std::string>(readers) ==
             "an adapter has no words for how far somebody has read: no readers");
  const auto questions = read_with("", "questions = 0.5\n");
  BOOST_TEST(get<std::string>(questions) == "an adapter has no words for questions");
}

BOOST_AUTO_TEST_CASE(known_blanks_are_filled_and_other_braces_stay) {
  const Blanks blanks = {{"room", "7"}, {"text", "{room}"}};
  BOOST_TEST(render(R"({"r":{room},"x":{"y":"{text}"}})", blanks) ==
             R"({"r":7,"x":{"y":"{room}"}})");
  BOOST_TEST(render("{", blanks) == "{");
  BOOST_TEST(render("{nobody} {room}", blanks) == "{nobody} 7");
  BOOST_TEST(render("", blanks) == "");
}

BOOST_AUTO_TEST_SUITE_END()
