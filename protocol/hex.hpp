// A hash as text: 64 lower-case hex digits. Threading: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/ids.hpp"

namespace xinqiao {

inline std::string hex_of(const TokenHash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(hash.size() * 2);
  for (const std::uint8_t byte : hash) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

inline std::optional<TokenHash> hash_of_hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  TokenHash hash{};
  if (text.size() != hash.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const auto high = digits.find(text[2 * i]);
    const auto low = digits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

}  // namespace xinqiao
