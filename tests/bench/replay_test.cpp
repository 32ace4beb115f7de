#include "bench/replay.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace xinqiao::bench;

namespace {

// A file that is gone afterwards.
class File {
 public:
  explicit File(const std::string& content)
      : path_(std::filesystem::temp_directory_path() /
              ("xinqiao-replay-" + std::to_string(counter_++) + "-" +
               std::to_string(reinterpret_cast<std::uintptr_t>(this)))) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  std::string path() const { return path_.string(); }

 private:
  static inline int counter_ = 0;
  std::filesystem::path path_;
};

std::string line(const std::string& room, const std::string& at, const std::string& from,
                 const std::string& text) {
  return R"({"room": ")" + room + R"(", "at": "2026-03-02T)" + at + R"(Z", "from": ")" + from +
         R"(", "text": ")" + text + "\"}\n";
}

Scenario scenario_of(const File& file) {
  Scenario scenario;
  scenario.data = file.path();
  scenario.speedup = 1;
  scenario.gap_seconds = 1e9;
  return scenario;
}

Replay good(const Scenario& scenario, std::size_t members) {
  auto replay = read_replay(scenario, members);
  BOOST_TEST_REQUIRE(holds_alternative<Replay>(replay));
  return get<Replay>(std::move(replay));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(replay)

BOOST_AUTO_TEST_CASE(the_lines_of_a_minute_are_spread_over_it_in_the_order_of_the_file) {
  const File file(line("走廊", "09:00:00", "晓岚", "早") + line("走廊", "09:00:00", "Ruth", "hi") +
                  line("走廊", "09:01:00", "晓岚", "走吧"));

  const Replay replay = good(scenario_of(file), 10);

  BOOST_TEST_REQUIRE(replay.lines.size() == 3U);
  BOOST_TEST(replay.lines[0].due == 0);
  BOOST_TEST(replay.lines[1].due == 30 * nanos_per_second);
  BOOST_TEST(replay.lines[2].due == 75 * nanos_per_second);  // 09:00:15 to 09:01:30
  BOOST_TEST(replay.lines[2].text == "走吧");
}

BOOST_AUTO_TEST_CASE(names_go_around_the_members_and_rooms_keep_their_order) {
  const File file(line("a", "09:00:00", "one", "1") + line("b", "09:00:00", "two", "2") +
                  line("a", "09:01:00", "three", "3") + line("b", "09:01:00", "one", "4"));

  const Replay replay = good(scenario_of(file), 2);

  BOOST_TEST((replay.titles == std::vector<std::string>{"a", "b"}));
  BOOST_TEST(replay.speakers == 3U);
  BOOST_TEST(replay.lines[0].from == 0U);
  BOOST_TEST(replay.lines[1].from == 1U);
  BOOST_TEST(replay.lines[2].from == 0U);
  BOOST_TEST(replay.lines[3].from == 0U);
  BOOST_TEST(replay.lines[3].room == 1U);
}

BOOST_AUTO_TEST_CASE(silences_are_cut_and_time_never_goes_back) {
  const File file(line("a", "09:00:00", "x", "1") + line("a", "23:00:00", "x", "2") +
                  line("b", "08:00:00", "x", "3"));
  Scenario scenario = scenario_of(file);
  scenario.gap_seconds = 10;
  scenario.speedup = 2;

  const Replay replay = good(scenario, 1);

  BOOST_TEST(replay.lines[1].due == 5 * nanos_per_second);
  BOOST_TEST(replay.lines[2].due == 5 * nanos_per_second);
}

BOOST_AUTO_TEST_CASE(blank_lines_are_left_out_and_the_number_of_lines_can_be_bounded) {
  const File file(line("a", "09:00:00", "x", "1") + line("a", "09:00:00", "x", " \\t ") +
                  line("a", "09:00:00", "x", "2") + line("a", "09:00:00", "x", "3"));
  Scenario scenario = scenario_of(file);
  BOOST_TEST(good(scenario, 1).lines.size() == 3U);

  scenario.lines = 2;
  BOOST_TEST(good(scenario, 1).lines.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_bad_line_is_named_by_its_number) {
  for (const std::string& bad : {std::string("not json\n"), std::string("{\"room\": \"a\"}\n"),
                                 line("a", "25:00:00", "x", "1"), line("a", "09:00", "x", "1")}) {
    const File file(line("a", "09:00:00", "x", "1") + bad);
    const auto replay = read_replay(scenario_of(file), 1);
    BOOST_TEST_REQUIRE(holds_alternative<std::string>(replay));
    BOOST_TEST(get<std::string>(replay).find(": line 2 is no") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_or_missing_file_is_said_to_be_so) {
  const File file("");
  const auto empty = read_replay(scenario_of(file), 1);
  BOOST_TEST_REQUIRE(holds_alternative<std::string>(empty));
  BOOST_TEST(get<std::string>(empty).find("has no lines") != std::string::npos);

  Scenario nowhere;
  nowhere.data = "/nowhere/at/all";
  BOOST_TEST(get<std::string>(read_replay(nowhere, 1)) == "/nowhere/at/all: cannot be read");
}

BOOST_AUTO_TEST_CASE(instants_are_read_and_nonsense_is_not) {
  std::int64_t seconds = 0;
  BOOST_TEST(read_instant("1970-01-02T00:00:01Z", seconds));
  BOOST_TEST(seconds == 86'401);
  BOOST_TEST(read_instant("2004-02-29T12:30:00Z", seconds));
  BOOST_TEST(!read_instant("2005-02-29T12:30:00Z", seconds));
  BOOST_TEST(!read_instant("2004-02-28T12:60:00Z", seconds));
  BOOST_TEST(!read_instant("2004-02-28 12:30", seconds));
  BOOST_TEST(!read_instant("", seconds));
}

BOOST_AUTO_TEST_SUITE_END()
