// A piece of a header's value without the spaces and tabs around it. Threading: pure.
#pragma once

#include <string_view>

namespace xinqiao::net {

inline std::string_view trim(std::string_view text) {
  constexpr std::string_view spaces = " \t";
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace xinqiao::net
