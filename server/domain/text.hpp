// What a text, a title and a name may be. Texts are valid UTF-8 without U+0000 already (the decoder
// checks). Threading: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/error.hpp"

namespace xinqiao::domain {

// Nothing but white space: Unicode White_Space, and the zero-width characters that look like
// nothing.
bool is_blank(std::string_view utf8);

// A login as it is kept: one word, without blanks or control characters.
bool is_login(std::string_view utf8);

std::optional<Refusal> check_text(std::string_view utf8);  // of a post or edit
std::size_t letters_in(std::string_view utf8);
// Why something was done, on one line.
std::optional<Refusal> check_reason(std::string_view utf8, std::string_view field);
std::optional<Refusal> check_title(std::string_view utf8, std::size_t bytes_max,
                                   std::string_view field);  // of rooms, members

}  // namespace xinqiao::domain
