// How the values of settings stand in words: numbers, sizes in bytes, quoted texts. Threading: pure
// functions. Errors: what cannot be read says so by false.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace xinqiao::settings {

inline constexpr std::uint64_t tebibyte = std::uint64_t{1} << 40;

// The whole word is a number, in decimals.
template <class Number>
bool parse_number(std::string_view word, Number& number) {
  const auto [stopped, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc{} && stopped == word.data() + word.size();
}

// The whole word is a number of bytes: 1048576, 1024KiB, 1MiB. Units are those of two only: what MB
// means, people do not agree on.
bool parse_bytes(std::string_view word, std::uint64_t& bytes);

std::string bytes_words(std::uint64_t bytes);  // in the largest unit that divides them
std::string number_words(double number);       // reads back as the same number
std::string quoted(std::string_view text);     // as TOML; the text has no control characters

}  // namespace xinqiao::settings
