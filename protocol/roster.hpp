// A list of people as a file says it, row by row, and what is wrong with a row. Lines count from 1,
// the heading's. Threading: plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "protocol/error.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

struct RosterRow {
  std::size_t line{};
  std::string name;
  std::vector<std::string> unit;  // names from below the root down; empty = no home
  std::string login;              // folded; empty = none
  std::optional<Duty> duty;       // in that unit
};

// `what` is the reason of the wire, or one of the file alone: unreadable, columns, name_missing,
// duty_unknown, twice, rows, not_text, too_many.
struct RosterProblem {
  std::size_t line{};
  std::string what;
  std::string field;  // name, unit, login, duty; or empty
};

struct Roster {
  std::vector<RosterRow> rows;
  std::vector<RosterProblem> problems;
};

}  // namespace xinqiao
