#include "protocol/frame.hpp"

#include <cstdint>
#include <utility>

namespace xinqiao {
namespace {

constexpr char whole_text = static_cast<char>(0x81);  // FIN, opcode 1
constexpr std::size_t short_most = 125;               // a length in the second byte
constexpr char length_of_2 = 126;                     // or in so many bytes after it
constexpr char length_of_8 = 127;

void put_length(std::string& out, std::uint64_t length, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(length >> shift & 0xff));
  }
}

void put_head(std::string& out, std::size_t length) {
  out.push_back(whole_text);
  if (length <= short_most) {
    out.push_back(static_cast<char>(length));
  } else if (length <= 0xffff) {
    out.push_back(length_of_2);
    put_length(out, length, 2);
  } else {
    out.push_back(length_of_8);
    put_length(out, length, 8);
  }
}

// The text of the first frame in `wire`, which loses it.
std::string_view take_text(std::string_view& wire) {
  const char said = wire[1];
  const std::size_t more = said == length_of_2 ? 2 : said == length_of_8 ? 8 : 0;
  std::uint64_t length = more == 0 ? static_cast<std::uint8_t>(said) : 0;
  for (std::size_t i = 0; i < more; ++i)
    length = length << 8 | static_cast<std::uint8_t>(wire[2 + i]);
  const std::string_view text = wire.substr(2 + more, length);
  wire.remove_prefix(2 + more + text.size());
  return text;
}

}  // namespace

Frame::Frame(std::string_view text) {
  std::string wire;
  wire.reserve(text.size() + 10);
  put_head(wire, text.size());
  wire += text;
  wire_ = std::make_shared<const std::string>(std::move(wire));
}

Frame Frame::joined(const std::vector<const Frame*>& frames) {
  std::size_t bytes = 0;
  for (const Frame* frame : frames) bytes += frame->bytes();
  std::string wire;
  wire.reserve(bytes);
  for (const Frame* frame : frames) wire += frame->wire();
  Frame all;
  all.wire_ = std::make_shared<const std::string>(std::move(wire));
  return all;
}

std::string_view Frame::payload() const {
  std::string_view wire = this->wire();
  return wire.empty() ? wire : take_text(wire);
}

std::vector<std::string_view> Frame::texts() const {
  std::vector<std::string_view> all;
  for (std::string_view rest = wire(); !rest.empty();) all.push_back(take_text(rest));
  return all;
}

}  // namespace xinqiao
