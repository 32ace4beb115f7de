#include "protocol/deflate_apart.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "protocol/deflate.hpp"

namespace xinqiao {
namespace {

constexpr std::size_t match_least = 4;
constexpr std::size_t match_most = 258;
constexpr std::size_t distance_most = std::size_t{1} << deflate_window_bits;
constexpr std::uint32_t end_of_block = 256;
constexpr std::uint32_t first_length_code = 257;

// Codes go out from their highest bit on, all else from the lowest.
constexpr std::uint32_t reversed(std::uint32_t code, unsigned bits) {
  std::uint32_t out = 0;
  for (unsigned i = 0; i < bits; ++i) out |= (code >> i & 1U) << (bits - 1 - i);
  return out;
}

struct Code {
  std::uint16_t bits = 0;
  std::uint16_t count = 0;  // of them
};

// The fixed codes of 3.2.6.
constexpr auto codes = [] {
  std::array<Code, 288> all{};
  for (std::uint32_t symbol = 0; symbol < all.size(); ++symbol) {
    const unsigned count = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
    const std::uint32_t code = symbol < 144   ? 0x30 + symbol
                               : symbol < 256 ? 0x190 + symbol - 144
                               : symbol < 280 ? symbol - 256
                                              : 0xc0 + symbol - 280;
    all[symbol] = {static_cast<std::uint16_t>(reversed(code, count)),
                   static_cast<std::uint16_t>(count)};
  }
  return all;
}();

// With room for so many bytes of the text at 9 bits each, which is the most.
class BitWriter {
 public:
  explicit BitWriter(std::size_t text_bytes)
      : out_(text_bytes + text_bytes / 8 + 32, '\0'), to_(out_.data()) {}

  void put(std::uint32_t bits, unsigned count) {
    held_ |= std::uint64_t{bits} << count_;
    count_ += count;
    while (count_ >= 32) {
      for (int i = 0; i < 4; ++i) *to_++ = static_cast<char>(held_ >> 8 * i & 0xff);
      held_ >>= 32;
      count_ -= 32;
    }
  }
  void put_symbol(std::uint32_t symbol) { put(codes[symbol].bits, codes[symbol].count); }
  std::string end() {
    for (unsigned done = 0; done < count_; done += 8) {
      *to_++ = static_cast<char>(held_ >> done & 0xff);
    }
    out_.resize(static_cast<std::size_t>(to_ - out_.data()));
    return std::move(out_);
  }

 private:
  std::string out_;
  char* to_;
  std::uint64_t held_ = 0;
  unsigned count_ = 0;
};

// Which of the codes that stand for a range, 2 to the power of `fine` of them each time that the
// range doubles, and what is to be said beside it (3.2.5).
struct Ranged {
  std::uint32_t code = 0;
  std::uint32_t rest = 0;
  unsigned rest_bits = 0;
};
Ranged in_range(std::uint32_t value, unsigned fine) {
  const auto width = static_cast<unsigned>(std::bit_width(value));
  if (width <= fine + 1) return {value, 0, 0};
  const unsigned rest_bits = width - fine - 1;
  return {(rest_bits << fine) + (value >> rest_bits), value & ((1U << rest_bits) - 1), rest_bits};
}

class Packer {
 public:
  explicit Packer(std::string_view text) : text_(text), out_(text.size()) {
    constexpr std::uint32_t fixed_block = 0b010;  // not the last
    out_.put(fixed_block, 3);
  }

  void put_words(std::size_t end) {
    for (; at_ < end; ++at_) put_byte(at_);
  }

  void put_between(std::size_t end) {
    while (at_ < end) {
      if (end - at_ < match_least) return put_words(end);
      const Place before = seen_[place_of(at_)];
      const std::size_t length = alike(before, end);
      if (length < match_least) {
        note(end);
        put_byte(at_++);
        continue;
      }
      put_match(length, at_ - (before.at - 1));
      for (const std::size_t last = at_ + length; at_ < last; ++at_) note(end);
    }
  }

  std::string end() {
    out_.put_symbol(end_of_block);
    out_.put(0, 3);  // the block whose length is the tail
    return out_.end();
  }

 private:
  // One further on, so that 0 is none; and where what lies between words ends there.
  struct Place {
    std::uint32_t at = 0;
    std::uint32_t end = 0;
  };
  static constexpr unsigned places_bits = 10;

  std::size_t place_of(std::size_t at) const {
    std::uint32_t four = 0;
    std::memcpy(&four, text_.data() + at, match_least);
    return four * 0x9e3779b1U >> (32 - places_bits);
  }
  void note(std::size_t end) {
    if (end - at_ < match_least) return;
    seen_[place_of(at_)] = {static_cast<std::uint32_t>(at_ + 1), static_cast<std::uint32_t>(end)};
  }
  void put_byte(std::size_t at) { out_.put_symbol(static_cast<std::uint8_t>(text_[at])); }

  // How much from here on is as it was there; of both only what lies between words.
  std::size_t alike(Place before, std::size_t end) const {
    if (before.at == 0 || at_ - (before.at - 1) > distance_most) return 0;
    const std::size_t there = before.at - 1;
    const std::size_t most = std::min({end - at_, before.end - there, match_most});
    std::size_t length = 0;
    while (length < most && text_[there + length] == text_[at_ + length]) ++length;
    return length;
  }

  void put_match(std::size_t length, std::size_t distance) {
    const auto longer = static_cast<std::uint32_t>(length - 3);
    if (length == match_most) {
      out_.put_symbol(285);
    } else {
      const Ranged said = in_range(longer, 2);
      out_.put_symbol(first_length_code + said.code);
      out_.put(said.rest, said.rest_bits);
    }
    const Ranged back = in_range(static_cast<std::uint32_t>(distance - 1), 1);
    out_.put(reversed(back.code, 5), 5);
    out_.put(back.rest, back.rest_bits);
  }

  const std::string_view text_;
  BitWriter out_;
  std::array<Place, std::size_t{1} << places_bits> seen_{};
  std::size_t at_ = 0;
};

// Of the string that begins behind a quotation mark: where its other one stands.
std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at, json.size());
}

}  // namespace

std::string deflate_words_apart(std::string_view json) {
  Packer packer(json);
  for (std::size_t mark = json.find('"'); mark < json.size(); mark = json.find('"', mark + 1)) {
    const std::size_t first = mark + 1;
    mark = end_of_string(json, first);
    const bool is_name = mark + 1 < json.size() && json[mark + 1] == ':';
    if (is_name) continue;
    packer.put_between(first);
    packer.put_words(mark);
  }
  packer.put_between(json.size());
  return packer.end();
}

}  // namespace xinqiao
