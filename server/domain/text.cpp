#include "server/domain/text.hpp"

#include "protocol/limits.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace xinqiao::domain {
namespace {

using std::literals::string_view_literals::operator""sv;

// The blank characters beyond ASCII, in UTF-8.
constexpr std::array blanks = {
    "\u00a0"sv, "\u1680"sv, "\u2000"sv, "\u2001"sv, "\u2002"sv, "\u2003"sv, "\u2004"sv, "\u2005"sv,
    "\u2006"sv, "\u2007"sv, "\u2008"sv, "\u2009"sv, "\u200a"sv, "\u200b"sv, "\u200c"sv, "\u200d"sv,
    "\u2028"sv, "\u2029"sv, "\u202f"sv, "\u205f"sv, "\u2060"sv, "\u3000"sv, "\ufeff"sv, "\u0085"sv};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

// With what bytes a blank begins.
constexpr std::array<bool, 256> begins_blank = [] {
  std::array<bool, 256> begins{};
  for (const std::string_view blank : blanks) begins[static_cast<unsigned char>(blank[0])] = true;
  return begins;
}();

std::size_t blank_bytes(std::string_view rest) {
  if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) return 1;
  if (!begins_blank[static_cast<unsigned char>(rest[0])]) return 0;
  for (const std::string_view blank : blanks) {
    if (rest.starts_with(blank)) return blank.size();
  }
  return 0;
}

}  // namespace

bool is_blank(std::string_view utf8) {
  while (!utf8.empty()) {
    const std::size_t bytes = blank_bytes(utf8);
    if (bytes == 0) return false;
    utf8.remove_prefix(bytes);
  }
  return true;
}

bool is_login(std::string_view utf8) {
  if (utf8.size() < limits::login_bytes_min || utf8.size() > limits::login_bytes) return false;
  for (std::string_view rest = utf8; !rest.empty(); rest.remove_prefix(1)) {
    if (is_control(rest[0]) || blank_bytes(rest) > 0) return false;
  }
  return true;
}

std::optional<Refusal> check_text(std::string_view utf8) {
  if (utf8.size() > limits::text_bytes) return Refusal{Reason::text_too_long, "text"};
  if (is_blank(utf8)) return Refusal{Reason::text_blank, "text"};
  return std::nullopt;
}

std::size_t letters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::optional<Refusal> check_reason(std::string_view utf8, std::string_view field) {
  const bool is_bad = letters_in(utf8) > limits::reason_chars || is_blank(utf8) ||
                      std::any_of(utf8.begin(), utf8.end(), is_control);
  if (is_bad) return Refusal{Reason::reason_invalid, std::string(field)};
  return std::nullopt;
}

std::optional<Refusal> check_title(std::string_view utf8, std::size_t bytes_max,
                                   std::string_view field) {
  const bool is_bad = utf8.size() > bytes_max || is_blank(utf8) ||
                      std::any_of(utf8.begin(), utf8.end(), is_control);
  if (is_bad) return Refusal{Reason::title_invalid, std::string(field)};
  return std::nullopt;
}

}  // namespace xinqiao::domain
