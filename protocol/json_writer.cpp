#include "protocol/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace xinqiao {
namespace {

// 0: as it is; 'u': \u00XX; otherwise the letter after the backslash.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}
constexpr auto escapes = make_escapes();
constexpr std::size_t short_key = 28;

constexpr std::uint64_t repeat(std::uint8_t byte) {
  return 0x0101010101010101ULL * byte;
}

// Whether one of eight bytes needs an escape: all are looked at in one word (Mycroft's test for a
// zero byte, and for one below 0x20).
bool needs_escape(const char* eight) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof(word));
  const std::uint64_t quote = word ^ repeat('"');
  const std::uint64_t slash = word ^ repeat('\\');
  const std::uint64_t found = ((word - repeat(0x20)) & ~word) | ((quote - repeat(1)) & ~quote) |
                              ((slash - repeat(1)) & ~slash);
  return (found & repeat(0x80)) != 0;
}

// Where the next byte stands that needs an escape, or the end.
std::size_t next_escape(std::string_view utf8, std::size_t at) {
  while (at + 8 <= utf8.size() && !needs_escape(utf8.data() + at)) at += 8;
  while (at < utf8.size() && escapes[static_cast<unsigned char>(utf8[at])] == 0) ++at;
  return at;
}

}  // namespace

// In one piece: an append is a look at what room there is, and each event has a dozen keys.
JsonWriter& JsonWriter::key(std::string_view name) {
  std::array<char, short_key + 4> bytes;
  std::size_t count = 0;
  if (comma_) bytes[count++] = ',';
  comma_ = false;
  bytes[count++] = '"';
  if (name.size() > short_key) {
    out_.append(bytes.data(), count).append(name).append("\":");
    return *this;
  }
  std::memcpy(bytes.data() + count, name.data(), name.size());
  count += name.size();
  bytes[count++] = '"';
  bytes[count++] = ':';
  out_.append(bytes.data(), count);
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view utf8) {
  separate();
  out_ += '"';
  std::size_t clean = 0;  // from here on nothing needed an escape and nothing is written yet
  for (std::size_t i = next_escape(utf8, 0); i < utf8.size(); i = next_escape(utf8, i + 1)) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    const char escape = escapes[byte];
    out_.append(utf8, clean, i - clean);
    clean = i + 1;
    out_ += '\\';
    out_ += escape;
    if (escape == 'u') {
      constexpr std::string_view hex = "0123456789abcdef";
      out_ += "00";
      out_ += hex[byte >> 4];
      out_ += hex[byte & 0xf];
    }
  }
  out_.append(utf8, clean);
  out_ += '"';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  std::array<char, 24> digits;
  digits[0] = ',';
  const auto end = std::to_chars(digits.data() + 1, digits.data() + digits.size(), value).ptr;
  out_.append(digits.data() + (comma_ ? 0 : 1), end);
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (comma_) out_ += ',';
}

}  // namespace xinqiao
