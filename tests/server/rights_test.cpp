// Every cell of docs/rights.md as a test of its own: the caller of the column sends the call of the
// line in the words of the wire, and gets what the cell says. The page is the table; nothing of it
// is taken from the code. What is hidden is answered, byte by byte, as what has never been.
#include "tests/server/rights_calls.hpp"

#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <vector>

using namespace xinqiao;
using xinqiao::testing::published_methods;
using xinqiao::testing::RightsCalls;
using xinqiao::testing::says;
using xinqiao::testing::takes_room;
namespace unit_test = boost::unit_test;

namespace {

const std::map<std::string, std::string> reason_of{
    {"no", "not_organiser"},
    {"outside", "not_member"},
    {"hidden", "room_unknown"},
    {"direct", "direct_room"},
    {"archived", "room_archived"},
    {"author", "not_author"},
    {"last", "last_owner"},
    {"kept", "not_forwardable"},
    {"equal", "not_above"},
    {"unknown", "report_unknown"},
    {"uncounted", "not_counted"},
    {"theirs", "not_responsible"},
    {"unclear", "question_needed"},
    {"unanswered", "questions_open"},
    {"own", "own_question"},
    {"unready", "not_answered"},
    {"never", "invalid_params"},
    {"sealed", "talk_room"},
    {"taken", "talk_taken"},
    {"open", "talk_open"},
    {"ended", "talk_over"},
    {"unlisted", "not_a_listener"},
    {"waits", "talk_waits"},
    {"login", "login_required"},
    {"strange", "link_unknown"},
    {"muted", "muted"},
    {"alerted", "alert_room"},
    {"over", "alert_over"},
    {"uninvited", "invitation_unknown"},
    {"no bulletin", "not_bulletin"},
    {"no notice", "notice_unknown"},
    {"no post", "not_a_post"},
    {"no questions", "not_questions"},
    {"no question", "no_open_question"},
    {"needless", "no_release"},
    {"unproposed", "no_release"},
};

// What must not be told from what has never been.
const std::set<std::string> as_nothing{"hidden", "gone", "unknown", "uninvited"};

const std::string organisation = "The organisation";
const std::string without_session = "Without a session";

struct Cell {
  std::string section, line, who, expected;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> parts;
  std::istringstream in(line);
  for (std::string part; std::getline(in, part, '|');) {
    const auto first = part.find_first_not_of(" `");
    const auto last = part.find_last_not_of(" `");
    parts.push_back(first == part.npos ? "" : part.substr(first, last - first + 1));
  }
  parts.erase(parts.begin());  // before the first bar
  return parts;
}

std::vector<Cell> cells() {
  std::ifstream page(XINQIAO_SOURCE_DIR "/docs/rights.md");
  std::vector<Cell> all;
  std::vector<std::string> columns;
  std::string section;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) section = line.substr(3);
    if (!line.starts_with("| ")) continue;
    const auto parts = split(line);
    if (parts[0] == "method") {
      columns = parts;
      continue;
    }
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (parts[i] != "·") all.push_back({section, parts[0], columns[i], parts[i]});
    }
  }
  return all;
}

// An answer but for which call it answers and which room was named.
std::string bare(std::string answer) {
  for (const std::string name : {"\"id\":", "\"room\":"}) {
    const auto at = answer.find(name);
    if (at == answer.npos) continue;
    const auto digits = at + name.size();
    answer.erase(digits, answer.find_first_not_of("0123456789", digits) - digits);
  }
  return answer;
}

void check_answer(const Cell& cell, const std::string& answer) {
  // Nobody searches in this house: who is let through is told to come again.
  if (cell.line == "search" && cell.expected == "yes") {
    BOOST_TEST(says(answer, "\"reason\":\"overloaded\""), answer);
    return;
  }
  if (cell.expected == "yes" || cell.expected == "gone") {
    BOOST_TEST(says(answer, "\"result\""), answer);
    BOOST_TEST(says(answer, "\"gone\":true") == (cell.expected == "gone"), answer);
    return;
  }
  const auto reason = reason_of.find(cell.expected);
  BOOST_REQUIRE_MESSAGE(reason != reason_of.end(), "what means " << cell.expected << "?");
  BOOST_TEST(says(answer, "\"reason\":\"" + reason->second + "\""), answer);
}

// What is refused changes nothing: such cells of a room share one branch. All others have their
// own.
RightsCalls& branch_of(const Cell& cell, std::unique_ptr<RightsCalls>& own) {
  static std::map<std::string, std::unique_ptr<RightsCalls>> shared;
  const bool is_alone = cell.expected == "yes" || cell.section == organisation;
  auto& branch = is_alone ? own : shared[cell.section];
  if (!branch) branch = std::make_unique<RightsCalls>(cell.section);
  return *branch;
}

void check(const Cell& cell) {
  std::unique_ptr<RightsCalls> own;
  RightsCalls& branch = branch_of(cell, own);
  branch.let_time_pass();
  const std::string answer = branch.ask(cell.line, cell.who);
  check_answer(cell, answer);
  if (as_nothing.contains(cell.expected)) {
    BOOST_TEST(bare(answer) == bare(branch.ask_of_nothing(cell.line, cell.who)));
  }
}

std::string method_of(const Cell& cell) {
  return cell.line.substr(0, cell.line.find(' '));
}

// A method that is published and stands in no table has rights that nobody thought of.
void check_completeness(const std::vector<Cell>& all) {
  std::map<std::string, std::set<std::string>> told;  // by section
  for (const Cell& cell : all) told[cell.section].insert(method_of(cell));
  const std::set<std::string> elsewhere{"typing", "session.start"};  // the page says where
  // Beside A talk, An archived chat and A closed chat, where each of them stands.
  const std::set<std::string> some_kinds{"A talk that waits", "A talk that is over",
                                         "An archived closed chat"};
  for (const auto& [method, schema] : published_methods()) {
    BOOST_TEST(told[without_session].contains(method), method);
    if (elsewhere.contains(method)) continue;
    const bool is_of_room = takes_room(method) || method == "resume" || method == "search";
    for (const auto& [section, methods] : told) {
      if (section == without_session || some_kinds.contains(section)) continue;
      if (is_of_room != (section != organisation)) continue;
      BOOST_TEST(methods.contains(method), section << ": " << method);
    }
  }
  for (const Cell& cell : all) {
    BOOST_TEST(published_methods().contains(method_of(cell)), cell.line << " is no method");
  }
}

// One test case a cell, made before main() runs them.
struct Register {
  Register() {
    auto& master = unit_test::framework::master_test_suite();
    auto* suite = BOOST_TEST_SUITE("rights");
    const auto all = cells();
    for (const Cell& cell : all) {
      const std::string name = cell.section + ": " + cell.who + ": " + cell.line;
      suite->add(BOOST_TEST_CASE_NAME([cell] { check(cell); }, name));
    }
    suite->add(BOOST_TEST_CASE_NAME([n = all.size()] { BOOST_TEST(n > 8'000u); }, "all are there"));
    suite->add(
        BOOST_TEST_CASE_NAME([all] { check_completeness(all); }, "every method stands there"));
    master.add(suite);
  }
};
const Register registered;

}  // namespace
