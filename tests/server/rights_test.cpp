// Every cell of docs/rights.md as a test of its own: the caller of the column sends the call of the
// line in the words of the wire, and gets what the cell says. The page is the table; nothing of it
// is taken from the code.
#include "tests/server/rights_branch.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

using namespace xinqiao;
using xinqiao::testing::Branch;
using xinqiao::testing::says;
namespace unit_test = boost::unit_test;

namespace {

const std::map<std::string, std::string> reason_of{
    {"no", "not_organiser"},        {"outside", "not_member"},        {"hidden", "room_unknown"},
    {"direct", "direct_room"},      {"archived", "room_archived"},    {"author", "not_author"},
    {"last", "last_owner"},         {"kept", "not_forwardable"},      {"equal", "not_above"},
    {"unknown", "report_unknown"},  {"uncounted", "not_counted"},     {"theirs", "not_responsible"},
    {"unclear", "question_needed"}, {"unanswered", "questions_open"}, {"never", "invalid_params"},
    {"sealed", "talk_room"},        {"taken", "talk_taken"},          {"open", "talk_open"},
    {"unlisted", "not_a_listener"}, {"needless", "no_release"},       {"unproposed", "no_release"},
};

struct Cell {
  std::string section, method, who, expected;
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

void check(const Cell& cell) {
  Branch branch(cell.section);
  const std::string answer = branch.ask(cell.method, cell.who);
  if (cell.expected == "yes") {
    BOOST_TEST(says(answer, "\"result\""), answer);
    return;
  }
  const auto reason = reason_of.find(cell.expected);
  BOOST_REQUIRE_MESSAGE(reason != reason_of.end(), "what means " << cell.expected << "?");
  BOOST_TEST(says(answer, "\"reason\":\"" + reason->second + "\""), answer);
}

// One test case a cell, made before main() runs them.
struct Register {
  Register() {
    auto& master = unit_test::framework::master_test_suite();
    auto* suite = BOOST_TEST_SUITE("rights");
    const auto all = cells();
    for (const Cell& cell : all) {
      const std::string name = cell.section + ": " + cell.who + ": " + cell.method;
      suite->add(BOOST_TEST_CASE_NAME([cell] { check(cell); }, name));
    }
    suite->add(BOOST_TEST_CASE_NAME([n = all.size()] { BOOST_TEST(n > 700u); }, "all are there"));
    master.add(suite);
  }
};
const Register registered;

}  // namespace
