#include "bench/scenario.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao::bench;

namespace {

Scenario good(std::string_view toml, const std::vector<std::string>& sets = {}) {
  const auto parsed = parse_scenario(toml, "/somewhere/scenarios", sets);
  const auto* problem = get_if<std::string>(&parsed);
  BOOST_TEST_REQUIRE(problem == nullptr, (problem == nullptr ? "" : *problem));
  return get<Scenario>(parsed);
}

std::string bad(std::string_view toml, const std::vector<std::string>& sets = {}) {
  const auto parsed = parse_scenario(toml, "/somewhere/scenarios", sets);
  BOOST_TEST_REQUIRE(holds_alternative<std::string>(parsed));
  return get<std::string>(parsed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario)

BOOST_AUTO_TEST_CASE(a_file_says_what_is_run) {
  const Scenario read = good(R"(
    name = "桥头"
    mode = "saturation"
    members = 7
    rooms = 3
    posts_per_second = 12.5
    arrivals = "even"
    seconds = 4
  )");

  BOOST_TEST(read.name == "桥头");
  BOOST_TEST((read.mode == Mode::saturation));
  BOOST_TEST(read.members == 7U);
  BOOST_TEST(read.rooms == 3U);
  BOOST_TEST(read.posts_per_second == 12.5);
  BOOST_TEST((read.arrivals == Arrivals::even));
  BOOST_TEST(read.seconds == 4.0);
}

BOOST_AUTO_TEST_CASE(a_set_replaces_what_the_file_says) {
  const Scenario read =
      good("members = 7\nseconds = 4", {"members=9", "mode=saturation", "name=a b", "seconds=0.5"});

  BOOST_TEST(read.members == 9U);
  BOOST_TEST((read.mode == Mode::saturation));
  BOOST_TEST(read.name == "a b");
  BOOST_TEST(read.seconds == 0.5);
}

BOOST_AUTO_TEST_CASE(data_in_the_file_is_beside_the_file_and_data_of_a_set_is_not) {
  BOOST_TEST(good("mode = \"replay\"\ndata = \"../data/x.jsonl\"").data ==
             "/somewhere/data/x.jsonl");
  BOOST_TEST(good("mode = \"replay\"\ndata = \"/abs/x.jsonl\"").data == "/abs/x.jsonl");
  BOOST_TEST(good("mode = \"replay\"\ndata = \"x\"", {"data=here/y.jsonl"}).data == "here/y.jsonl");
}

BOOST_AUTO_TEST_CASE(bad_input_says_what_is_wrong) {
  BOOST_TEST(bad("membres = 3") == "unknown key membres");
  BOOST_TEST(bad("members = 0") == "members must be between 1 and 18000");
  BOOST_TEST(bad("members = 18001") == "members must be between 1 and 18000");
  BOOST_TEST(bad("members = -1") == "members must be between 1 and 18000");
  BOOST_TEST(bad("members = 1.5") == "members must be a whole number");
  BOOST_TEST(bad("members = \"many\"") == "members must be a whole number");
  BOOST_TEST(bad("seconds = nan") == "seconds must be between 0.1 and 86400");
  BOOST_TEST(bad("seconds = true") == "seconds must be a number");
  BOOST_TEST(bad("ordered = 1") == "ordered must be true or false");
  BOOST_TEST(bad("name = 1") == "name must be a string");
  BOOST_TEST(bad("mode = \"fast\"") == "mode must be one of \"latency\" \"replay\" \"saturation\"");
  BOOST_TEST(bad("window = 65") == "window must be between 1 and 64");
  BOOST_TEST(bad("mode = \"replay\"") == "a replay needs data: a file of lines");
  BOOST_TEST(bad("mode = \"replay\"\ndata = \"x\"\nquestions = 0.1") ==
             "a replay says what its file says: it has no questions");
  BOOST_TEST(bad("text_bytes_min = 300") ==
             "text_bytes_min must not be greater than text_bytes_max");
  BOOST_TEST(bad("members = 3\nposters = 4") == "posters must not be greater than members");
  BOOST_TEST(bad("", {"members"}) == "--set members: write key=value");
  BOOST_TEST(bad("", {"=3"}) == "--set =3: write key=value");
  BOOST_TEST(bad("", {"color=red"}) == "unknown key color");
  BOOST_TEST(bad("name = \"x\"\nmembers = ").find("line 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  const auto read = read_scenario("/nowhere/at/all.toml", {});

  BOOST_TEST_REQUIRE(holds_alternative<std::string>(read));
  BOOST_TEST(get<std::string>(read) == "/nowhere/at/all.toml: cannot be read");
}

BOOST_AUTO_TEST_SUITE_END()
