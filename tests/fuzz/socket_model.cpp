#include "tests/fuzz/socket_model.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace xinqiao::fuzz {
namespace {

enum Opcode : unsigned { proceeding = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

struct Head {
  bool is_final = false;
  unsigned reserved = 0;
  unsigned opcode = 0;
  bool is_masked = false;
  unsigned said = 0;  // the length in the second byte
  std::uint64_t length = 0;
  std::size_t bytes = 0;
  std::uint8_t mask[4] = {};

  bool is_control() const { return opcode >= closing; }
};

// None: more bytes are needed.
std::optional<Head> head_of(std::string_view stream) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(stream[i]); };
  if (stream.size() < 2) return std::nullopt;
  Head head;
  head.is_final = (at(0) & 0x80) != 0;
  head.reserved = at(0) >> 4 & 7u;
  head.opcode = at(0) & 15u;
  head.is_masked = (at(1) & 0x80) != 0;
  head.said = at(1) & 0x7fu;
  const std::size_t wide = head.said == 126 ? 2 : head.said == 127 ? 8 : 0;
  head.bytes = 2 + wide + (head.is_masked ? 4 : 0);
  if (stream.size() < head.bytes) return std::nullopt;
  head.length = wide == 0 ? head.said : 0;
  for (std::size_t i = 0; i < wide; ++i) head.length = head.length << 8 | at(2 + i);
  for (std::size_t i = 0; head.is_masked && i < 4; ++i) head.mask[i] = at(2 + wide + i);
  return head;
}

// RFC 3629 as a machine: broken at the first byte that no text could go on with.
class Utf8 {
 public:
  bool take(std::string_view part) {
    return std::ranges::all_of(part, [this](char c) { return take(static_cast<std::uint8_t>(c)); });
  }
  bool is_whole() const { return left_ == 0; }

 private:
  bool take(std::uint8_t byte) {
    if (left_ > 0) {
      const bool is_good = byte >= low_ && byte <= high_;
      low_ = 0x80;
      high_ = 0xbf;
      --left_;
      return is_good;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    left_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    low_ = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
    high_ = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
    return true;
  }

  int left_ = 0;
  std::uint8_t low_ = 0x80;
  std::uint8_t high_ = 0xbf;
};

bool is_code(unsigned code) {
  if (code >= 3000) return true;  // 5000 and above nobody has given a meaning or taken it away
  return code >= 1000 && code <= 1013 && code != 1004 && code != 1005 && code != 1006;
}

class Server {
 public:
  explicit Server(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  SocketHeard hear(std::string_view stream) {
    while (!heard_.is_over) {
      const auto head = head_of(stream);
      if (!head) break;
      if (const unsigned code = wrong_with(*head)) return end(code);
      stream.remove_prefix(head->bytes);
      const auto there =
          static_cast<std::size_t>(std::min<std::uint64_t>(head->length, stream.size()));
      std::string payload(stream.substr(0, there));
      for (std::size_t i = 0; i < there; ++i) {
        payload[i] = static_cast<char>(payload[i] ^ static_cast<char>(head->mask[i % 4]));
      }
      const bool is_whole = there == head->length;
      if (head->is_control()) {
        if (!is_whole) break;
        control(*head, payload);
      } else if (!data(*head, payload, is_whole)) {
        break;
      }
      stream.remove_prefix(there);
    }
    return heard_;
  }

 private:
  // The code it is closed with; 0 = nothing is wrong.
  unsigned wrong_with(const Head& head) const {
    constexpr unsigned protocol_error = 1002;
    const bool is_known = head.opcode <= binary || (head.opcode >= closing && head.opcode <= pong);
    if (head.reserved != 0 || !is_known || !head.is_masked) return protocol_error;
    if (head.is_control() && (!head.is_final || head.said > 125)) return protocol_error;
    if (head.opcode == proceeding && !is_open_) return protocol_error;
    if ((head.opcode == text || head.opcode == binary) && is_open_) return protocol_error;
    if (head.said == 126 && head.length < 126) return protocol_error;
    if (head.said == 127 && head.length < 65'536) return protocol_error;
    if (!head.is_control() && head.length > most_bytes_ - message_.size()) return 1009;
    return 0;
  }

  // False: it waits for more, or it is over.
  bool data(const Head& head, std::string_view payload, bool is_whole) {
    if (head.opcode != proceeding) {
      is_open_ = true;
      is_text_ = head.opcode == text;
      message_.clear();
      letters_ = {};
    }
    message_ += payload;
    const bool is_end = is_whole && head.is_final;
    if (is_text_ && (!letters_.take(payload) || (is_end && !letters_.is_whole()))) {
      end(1007);
      return false;
    }
    if (is_end) {
      heard_.messages.push_back((is_text_ ? "text " : "binary ") + message_);
      is_open_ = false;
      message_.clear();
    }
    return is_whole;
  }

  void control(const Head& head, const std::string& payload) {
    if (head.opcode == ping) send(pong, payload);
    if (head.opcode != closing) return;
    if (payload.empty()) {
      end(1000);
      return;
    }
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(payload[i]); };
    const unsigned code = payload.size() < 2 ? 0 : at(0) * 256u + at(1);
    Utf8 letters;
    const bool is_good =
        is_code(code) && letters.take(std::string_view(payload).substr(2)) && letters.is_whole();
    end(is_good ? code : 1002);
  }

  SocketHeard end(unsigned code) {
    send(closing, {static_cast<char>(code >> 8), static_cast<char>(code & 255u)});
    heard_.is_over = true;
    return heard_;
  }
  void send(unsigned opcode, const std::string& payload) {
    heard_.sent += static_cast<char>(0x80u | opcode);
    heard_.sent += static_cast<char>(payload.size());
    heard_.sent += payload;
  }

  const std::size_t most_bytes_;
  SocketHeard heard_;
  std::string message_;
  Utf8 letters_;
  bool is_open_ = false;
  bool is_text_ = false;
};

}  // namespace

std::string masked(std::string_view bytes) {
  std::string stream;
  while (bytes.size() >= 2) {
    const auto first = static_cast<std::uint8_t>(bytes[0]);
    auto second = static_cast<std::uint8_t>(bytes[1]);
    const bool stays = (first & 0x70) == 0x70;
    if (!stays) second |= 0x80;
    stream += static_cast<char>(first);
    stream += static_cast<char>(second);
    bytes.remove_prefix(2);
    const unsigned said = second & 0x7fu;
    const std::size_t wide = std::min<std::size_t>(said == 126   ? 2
                                                   : said == 127 ? 8
                                                                 : 0,
                                                   bytes.size());
    std::size_t length = wide == 0 ? said : 0;
    for (std::size_t i = 0; i < wide; ++i) {
      length = length << 8 | static_cast<std::uint8_t>(bytes[i]);
    }
    stream += bytes.substr(0, wide);
    bytes.remove_prefix(wide);
    if ((second & 0x80) != 0) stream.append(4, stays ? '\x5a' : '\0');
    const std::string_view payload = bytes.substr(0, length);
    stream += payload;
    bytes.remove_prefix(payload.size());
  }
  return stream.append(bytes);
}

SocketHeard expected(std::string_view stream, std::size_t most_bytes) {
  return Server(most_bytes).hear(stream);
}

}  // namespace xinqiao::fuzz
