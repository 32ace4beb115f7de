// A second, independent reading of RFC 8259, written for clearness and not for speed: the decoder
// is held against it. Knows nothing of the decoder and shares no code with it.
#pragma once

#include <cstddef>
#include <string_view>

namespace xinqiao::testing {

class StrictJson {
 public:
  explicit StrictJson(std::string_view text) : text_(text) {}

  // One JSON text, whole: grammar, UTF-8, paired surrogates. Depth is not judged.
  bool valid() {
    if (!utf8()) return false;
    space();
    return value(0) && (space(), at_ == text_.size());
  }
  std::size_t depth() const { return deepest_; }

 private:
  bool more() const { return at_ < text_.size(); }
  char now() const { return more() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (!more() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void space() {
    while (more() && std::string_view(" \t\r\n").find(now()) != std::string_view::npos) ++at_;
  }
  bool word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool digit() {
    if (!more() || now() < '0' || now() > '9') return false;
    ++at_;
    return true;
  }
  bool digits() {
    if (!digit()) return false;
    while (digit()) {
    }
    return true;
  }

  bool value(std::size_t depth) {
    switch (now()) {
      case '{':
        return object(depth + 1);
      case '[':
        return array(depth + 1);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }
  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    return true;
  }
  bool object(std::size_t depth) {
    if (depth > deepest_) deepest_ = depth;
    take('{');
    space();
    if (take('}')) return true;
    do {
      space();
      if (now() != '"' || !string()) return false;
      space();
      if (!take(':')) return false;
      space();
      if (!value(depth)) return false;
      space();
    } while (take(','));
    return take('}');
  }
  bool array(std::size_t depth) {
    if (depth > deepest_) deepest_ = depth;
    take('[');
    space();
    if (take(']')) return true;
    do {
      space();
      if (!value(depth)) return false;
      space();
    } while (take(','));
    return take(']');
  }

  // Four hex digits, or -1.
  int unit() {
    int value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t digit =
          std::string_view("0123456789abcdef")
              .find(static_cast<char>(now() >= 'A' && now() <= 'F' ? now() - 'A' + 'a' : now()));
      if (!more() || digit == std::string_view::npos) return -1;
      value = value * 16 + static_cast<int>(digit);
      ++at_;
    }
    return value;
  }
  bool escape() {
    if (take('u')) {
      const int first = unit();
      if (first < 0 || (first >= 0xdc00 && first <= 0xdfff)) return false;
      if (first < 0xd800 || first > 0xdbff) return true;
      if (!take('\\') || !take('u')) return false;
      const int second = unit();
      return second >= 0xdc00 && second <= 0xdfff;
    }
    if (!more() || std::string_view("\"\\/bfnrt").find(now()) == std::string_view::npos)
      return false;
    ++at_;
    return true;
  }
  bool string() {
    take('"');
    while (more()) {
      if (take('"')) return true;
      if (static_cast<unsigned char>(now()) < 0x20) return false;
      if (take('\\')) {
        if (!escape()) return false;
      } else {
        ++at_;
      }
    }
    return false;
  }

  // Table 3-7 of the Unicode standard.
  bool utf8() const {
    const auto byte = [&](std::size_t i) {
      return i < text_.size() ? static_cast<unsigned char>(text_[i]) : 0u;
    };
    std::size_t i = 0;
    while (i < text_.size()) {
      const unsigned lead = byte(i);
      if (lead < 0x80) {
        ++i;
        continue;
      }
      unsigned low = 0x80;
      unsigned high = 0xbf;
      std::size_t length = 0;
      if (lead >= 0xc2 && lead <= 0xdf) length = 2;
      if (lead >= 0xe0 && lead <= 0xef) length = 3;
      if (lead >= 0xf0 && lead <= 0xf4) length = 4;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
      if (length == 0 || byte(i + 1) < low || byte(i + 1) > high) return false;
      for (std::size_t k = 2; k < length; ++k) {
        if (byte(i + k) < 0x80 || byte(i + k) > 0xbf) return false;
      }
      i += length;
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t deepest_ = 0;
};

}  // namespace xinqiao::testing
