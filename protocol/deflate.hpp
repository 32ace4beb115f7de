// permessage-deflate, message by message (RFC 7692): each is packed alone, with nothing remembered
// of another, so that the same bytes serve everybody and no connection keeps anything for it. One
// zlib state a thread does the work of all. Whose words a message holds says how it may be packed:
// what lies packed beside a secret tells its likeness by its length (CRIME, BREACH), so words of
// several persons never lean on each other, and what is secret is not packed. Threading: any
// thread. Errors: none; what cannot be packed goes as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xinqiao {

enum class Words : std::uint8_t {
  kept_plain,  // secrets, and what does not shrink: never packed
  of_one,      // what one person said, or the server alone: packed whole
  of_many,     // JSON: packed so that no words lean on others (deflate_apart.hpp)
};

// Looks back no further than so many bytes (a power of two): what is made serves whoever can.
inline constexpr int deflate_window_bits = 12;

// Without the tail that every message would end with (RFC 7692 7.2.1). Empty: it would not be
// smaller.
std::string deflate_message(std::string_view text, Words words);

enum class Inflated : std::uint8_t { whole, broken, too_large };
// Puts the message into `to`, which never grows beyond `most`.
Inflated inflate_message(std::string_view bytes, std::size_t most, std::string& to);

// Whether it is UTF-8 (RFC 3629), whole letters only.
bool is_utf8(std::string_view text);

}  // namespace xinqiao
