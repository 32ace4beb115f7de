// The table that initials_generate.cpp makes: for the characters from `first` on one letter each, a
// blank where none is known. Ascending and apart. For initials.cpp alone.
#pragma once

#include <span>
#include <string_view>

namespace xinqiao {

struct InitialsRun {
  char32_t first{};
  std::string_view letters;
};
std::span<const InitialsRun> initials_table();

}  // namespace xinqiao
