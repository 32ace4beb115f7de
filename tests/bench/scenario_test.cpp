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
  BOOST_TEST(bad("seconds = true") ==
             "seconds must be a number of seconds, or a text like \"30s\" or \"500ms\"");
  BOOST_TEST(bad("late_ms = true") == "late_ms must be a number");
  BOOST_TEST(bad("ordered = 1") == "ordered must be true or false");
  BOOST_TEST(bad("name = 1") == "name must be a string");
  BOOST_TEST(bad("mode = \"fast\"") ==
             "mode must be one of \"idle\" \"latency\" \"replay\" \"saturation\" \"search\"");
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

BOOST_AUTO_TEST_CASE(phases_faults_and_a_mix_are_tables) {
  const Scenario read = good(R"(
    [mix]
    writers = 0.2
    lurkers = 0.7
    slow = 0.1
    [[phase]]
    name = "morning"
    seconds = "2m"
    posts_per_second = 5
    ramp_to = 50
    [[phase]]
    seconds = 3
    posts_per_second = 50
    mix = { writers = 0.5, flapping = 0.5 }
    [[fault]]
    at = "30s"
    what = "stop"
    seconds = "500ms"
    [[fault]]
    at = 40
    what = "cut"
    share = 0.8
  )");

  BOOST_TEST(read.mix.writers == 0.2);
  BOOST_TEST(read.mix.readers == 0.0);
  BOOST_TEST(read.mix.slow == 0.1);
  BOOST_TEST_REQUIRE(read.phases.size() == 2U);
  BOOST_TEST(read.phases[0].seconds == 120.0);
  BOOST_TEST(read.phases[0].ramp_to.value_or(0) == 50.0);
  BOOST_TEST(!read.phases[0].mix.has_value());
  BOOST_TEST(!read.phases[1].ramp_to.has_value());
  BOOST_TEST(read.phases[1].mix.value_or(Mix{}).flapping == 0.5);
  BOOST_TEST_REQUIRE(read.faults.size() == 2U);
  BOOST_TEST(read.faults[0].at == 30.0);
  BOOST_TEST((read.faults[0].what == FaultKind::stop));
  BOOST_TEST(read.faults[0].seconds == 0.5);
  BOOST_TEST(read.faults[1].share == 0.8);
}

BOOST_AUTO_TEST_CASE(a_set_replaces_all_phases) {
  const Scenario read = good("[[phase]]\nseconds = 1", {"phase=[{seconds=2}, {seconds=3}]"});
  BOOST_TEST_REQUIRE(read.phases.size() == 2U);
  BOOST_TEST(read.phases[1].seconds == 3.0);
}

BOOST_AUTO_TEST_CASE(bad_tables_say_what_is_wrong) {
  BOOST_TEST(bad("[[phase]]\nrate = 3") == "unknown key phase.rate");
  BOOST_TEST(bad("[phase]\nseconds = 3") == "phase must be tables: [[phase]]");
  BOOST_TEST(bad("[[phase]]\nseconds = \"soon\"") ==
             "phase.seconds must be a number of seconds, or a text like \"30s\" or \"500ms\"");
  BOOST_TEST(bad("[[phase]]\nposts_per_second = 0\n") ==
             "a first phase without posts needs warmup_seconds = 0");
  BOOST_TEST(bad("warmup_seconds = 0\n[[phase]]\nposts_per_second = 0\n") ==
             "there are no posts in any phase");
  BOOST_TEST(bad("mode = \"saturation\"\n[[phase]]\nseconds = 3") ==
             "phases are of mode latency alone");
  BOOST_TEST(bad("[mix]\nwriters = 0.5") == "the shares of a mix must make 1");
  BOOST_TEST(bad("[mix]\nlurkers = 1") == "a mix needs writers");
  BOOST_TEST(bad("mix = 3") == "mix must be a table of shares");
  BOOST_TEST(bad("[[fault]]\nwhat = \"deluge\"") ==
             "fault.what must be one of \"crowd\" \"cut\" \"flood\" \"kill\" \"restart\" \"stop\"");
  BOOST_TEST(bad("[[fault]]\nat = \"-1s\"") == "fault.at must be between 0 and 86400");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_named) {
  const auto read = read_scenario("/nowhere/at/all.toml", {});

  BOOST_TEST_REQUIRE(holds_alternative<std::string>(read));
  BOOST_TEST(get<std::string>(read) == "/nowhere/at/all.toml: cannot be read");
}

BOOST_AUTO_TEST_SUITE_END()
