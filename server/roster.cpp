#include "server/roster.hpp"

#include "protocol/limits.hpp"
#include "server/logins.hpp"
#include "server/roster_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace xinqiao {
namespace {

using std::literals::string_view_literals::operator""sv;

enum class Column : std::uint8_t { name, unit, login, duty };
constexpr std::array columns{
    std::pair{"name"sv, Column::name},   std::pair{"姓名"sv, Column::name},
    std::pair{"unit"sv, Column::unit},   std::pair{"单位"sv, Column::unit},
    std::pair{"login"sv, Column::login}, std::pair{"账号"sv, Column::login},
    std::pair{"duty"sv, Column::duty},   std::pair{"职务"sv, Column::duty}};
constexpr std::array organisers{"organiser"sv, "organizer"sv, "组织者"sv, "负责人"sv};

// Without blanks at its ends, those of full width too.
std::string trimmed(std::string_view text) {
  constexpr std::array blanks{" "sv, "\t"sv, "\r"sv, "\n"sv, "\u3000"sv, "\u00a0"sv};
  for (bool did = true; did;) {
    did = false;
    for (const std::string_view blank : blanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        did = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        did = true;
      }
    }
  }
  return std::string(text);
}

// A path's names; one that is empty stays in it, to be refused.
std::vector<std::string> path_of(std::string text) {
  constexpr std::string_view wide = "／";
  for (auto at = text.find(wide); at != text.npos; at = text.find(wide)) {
    text.replace(at, wide.size(), "/");
  }
  std::vector<std::string> path;
  if (text.empty()) return path;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('/', from), text.size());
    path.push_back(trimmed(std::string_view(text).substr(from, end - from)));
    from = end + 1;
  }
  return path;
}

class RosterReader {
 public:
  Roster read(const std::vector<RosterRecord>& records) {
    if (records.empty() || !read_heading(records.front())) {
      problem(1, "columns", "name");
      return std::move(roster_);
    }
    for (std::size_t i = 1; i < records.size(); ++i) {
      const bool is_blank = std::ranges::all_of(
          records[i].fields, [](const std::string& field) { return trimmed(field).empty(); });
      if (is_blank) continue;
      if (++rows_ > limits::roster_rows) {
        problem(records[i].line, "too_many", "");
        break;
      }
      read_row(records[i]);
    }
    if (rows_ == 0) problem(1, "rows", "");
    return std::move(roster_);
  }

 private:
  bool read_heading(const RosterRecord& heading) {
    for (std::size_t i = 0; i < heading.fields.size(); ++i) {
      const std::string word = fold_login(trimmed(heading.fields[i]));
      for (const auto& [name, column] : columns) {
        if (word == name) places_.emplace(column, i);
      }
    }
    return heading.is_whole && places_.contains(Column::name);
  }

  std::string field(const RosterRecord& record, Column column) const {
    const auto place = places_.find(column);
    if (place == places_.end() || place->second >= record.fields.size()) return {};
    return trimmed(record.fields[place->second]);
  }

  void read_row(const RosterRecord& record) {
    if (!record.is_whole) return problem(record.line, "unreadable", "");
    RosterRow row;
    row.line = record.line;
    row.name = field(record, Column::name);
    row.unit = path_of(field(record, Column::unit));
    row.login = fold_login(field(record, Column::login));
    const std::string duty = fold_login(field(record, Column::duty));
    if (row.name.empty()) return problem(row.line, "name_missing", "name");
    if (std::ranges::count(row.unit, "") > 0) return problem(row.line, "unreadable", "unit");
    if (std::ranges::count(organisers, duty) > 0) {
      row.duty = Duty::organiser;
    } else if (!duty.empty()) {
      return problem(row.line, "duty_unknown", "duty");
    }
    if (!row.login.empty() && !logins_.insert(row.login).second) {
      return problem(row.line, "twice", "login");
    }
    if (!people_.insert({row.unit, row.name, row.login}).second) {
      return problem(row.line, "twice", "name");
    }
    roster_.rows.push_back(std::move(row));
  }

  void problem(std::size_t line, std::string what, std::string in) {
    roster_.problems.push_back({line, std::move(what), std::move(in)});
  }

  std::map<Column, std::size_t> places_;
  std::set<std::string> logins_;
  std::set<std::tuple<std::vector<std::string>, std::string, std::string>> people_;
  std::size_t rows_ = 0;
  Roster roster_;
};

}  // namespace

std::optional<RosterEncoding> roster_encoding(std::string_view word) {
  if (word.empty()) return RosterEncoding::detect;
  if (word == "utf-8") return RosterEncoding::utf8;
  if (word == "gb18030" || word == "gbk") return RosterEncoding::gb18030;
  return std::nullopt;
}

Roster read_roster(std::string_view bytes, RosterEncoding encoding) {
  const RosterText text = roster_text(bytes, encoding);
  if (text.bad_line > 0) return {{}, {{text.bad_line, "not_text", ""}}};
  return RosterReader().read(roster_records(text.utf8));
}

}  // namespace xinqiao
