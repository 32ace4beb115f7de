#include "server/settings_words.hpp"

#include <array>

namespace xinqiao::settings {
namespace {

constexpr std::uint64_t kibibyte = 1024;
constexpr std::uint64_t mebibyte = 1024 * kibibyte;
constexpr std::uint64_t gibibyte = 1024 * mebibyte;

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};
// Largest first.
constexpr std::array<Unit, 4> units = {
    {{"TiB", tebibyte}, {"GiB", gibibyte}, {"MiB", mebibyte}, {"KiB", kibibyte}}};

}  // namespace

bool parse_bytes(std::string_view word, std::uint64_t& bytes) {
  std::uint64_t times = 1;
  for (const Unit& unit : units) {
    if (!word.ends_with(unit.name)) continue;
    word.remove_suffix(unit.name.size());
    times = unit.bytes;
    break;
  }
  if (!parse_number(word, bytes) || bytes > UINT64_MAX / times) return false;
  bytes *= times;
  return true;
}

std::string bytes_words(std::uint64_t bytes) {
  for (const Unit& unit : units) {
    if (bytes > 0 && bytes % unit.bytes == 0) {
      return std::to_string(bytes / unit.bytes) + std::string(unit.name);
    }
  }
  return std::to_string(bytes);
}

std::string number_words(double number) {
  std::array<char, 32> place{};
  const auto [end, error] = std::to_chars(place.data(), place.data() + place.size(), number);
  return error == std::errc{} ? std::string(place.data(), end) : std::string();
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + '"';
}

}  // namespace xinqiao::settings
