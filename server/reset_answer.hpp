// What the pipeline answers to ResetLinkFor, for the command line: which member, or why not.
// Threading: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace xinqiao {

// The digits of the member's id.
inline std::string member_of_answer(std::string_view text) {
  constexpr std::string_view before = "\"member\":";
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + before.size());
  return std::string(rest.substr(0, rest.find_first_not_of("0123456789")));
}

inline std::string why_no_reset(std::string_view text) {
  if (text.find("\"several\"") != std::string_view::npos) {
    return "several members have this name; say the login, or let an organiser make the link";
  }
  if (text.find("member_unknown") != std::string_view::npos) {
    return "nobody has this login or name";
  }
  if (text.find("member_inactive") != std::string_view::npos) return "the member is deactivated";
  return "the link was not made: " + std::string(text);
}

}  // namespace xinqiao
