// A list of people from anybody's table program.
#include <algorithm>

#include "protocol/limits.hpp"
#include "server/roster.hpp"
#include "server/roster_text.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

void look_at_rows(const Roster& roster) {
  hold(roster.rows.size() <= limits::roster_rows, "a list is bounded");
  hold(!roster.rows.empty() || !roster.problems.empty(), "nothing is passed over in silence");
  std::size_t last = 0;
  for (const RosterRow& row : roster.rows) {
    hold(row.line > last, "rows come in the order of the file");
    last = row.line;
    hold(!row.name.empty(), "everybody has a name");
    for (const std::string* text : {&row.name, &row.login}) {
      hold(is_utf8(*text) && text->find('\0') == std::string::npos, "what is taken in is text");
    }
    for (const std::string& unit : row.unit) {
      hold(!unit.empty() && is_utf8(unit) && unit.find('/') == std::string::npos,
           "a unit in a path has a name");
    }
  }
  for (const RosterProblem& problem : roster.problems) {
    hold(problem.line >= 1 && !problem.what.empty(), "a problem has its line and its reason");
  }
}

// Written again with quotes around everything, whole records have the same fields.
void look_at_records(const std::string& utf8) {
  const auto records = roster_records(utf8);
  if (records.empty()) return hold(utf8.empty(), "only nothing has no records");
  const auto is_hard = [](const std::string& field) {
    return field.find_first_of(",;\t\"\n") != std::string::npos;
  };
  if (std::ranges::any_of(records.front().fields, is_hard)) return;  // says what separates
  std::string text;
  for (const RosterRecord& record : records) {
    if (!record.is_whole) return;
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      text += i == 0 ? "\"" : ",\"";
      for (const char c : record.fields[i]) text.append(c == '"' ? 2 : 1, c);
      text += '"';
    }
    text += '\n';
  }
  const auto again = roster_records(text);
  hold(again.size() == records.size(), "as many records again");
  for (std::size_t i = 0; i < records.size(); ++i) {
    hold(again[i].is_whole && again[i].fields == records[i].fields, "a record reads the same");
  }
}

}  // namespace

void roster(std::string_view bytes) {
  for (const auto encoding :
       {RosterEncoding::detect, RosterEncoding::utf8, RosterEncoding::gb18030}) {
    look_at_rows(read_roster(bytes, encoding));
    const RosterText text = roster_text(bytes, encoding);
    if (text.bad_line != 0) continue;
    hold(is_utf8(text.utf8), "what is read is UTF-8");
    look_at_records(text.utf8);
  }
  if (!is_utf8(bytes) || bytes.find('\0') != std::string_view::npos) return;
  const RosterText found = roster_text(bytes, RosterEncoding::detect);
  hold(found.bad_line == 0 && bytes.ends_with(found.utf8), "UTF-8 is taken for what it is");
}

}  // namespace xinqiao::fuzz
