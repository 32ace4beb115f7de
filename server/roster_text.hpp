// The two lower steps of reading a list: from bytes to text, line by line, and from text to fields.
// For roster.cpp alone, and its tests. Threading: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/roster.hpp"

namespace xinqiao {

struct RosterText {
  std::string utf8;
  std::size_t bad_line = 0;  // the first that is no text in this encoding; 0 = none
};
RosterText roster_text(std::string_view bytes, RosterEncoding encoding);

struct RosterRecord {
  std::size_t line{};  // where it begins
  std::vector<std::string> fields;
  bool is_whole = true;  // its quotes are closed, and nothing stands behind them
};
std::vector<RosterRecord> roster_records(std::string_view utf8);

}  // namespace xinqiao
