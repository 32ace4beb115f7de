#include "bench/frames.hpp"

#include <array>
#include <cstring>

namespace xinqiao::bench {
namespace {

// A server's frame is a message, so this is the most a test server may send at once: history pages
// fit.
constexpr std::uint64_t message_bytes_max = std::uint64_t{16} * 1024 * 1024;

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

struct Head {
  std::uint8_t first = 0;
  std::size_t bytes = 0;
  std::uint64_t payload_bytes = 0;
};

// False: more bytes are needed.
bool read_head(std::string_view rest, Head& head) {
  if (rest.size() < 2) {
    return false;
  }
  head.first = static_cast<std::uint8_t>(rest[0]);
  const auto length = static_cast<std::uint8_t>(rest[1]) & 0x7FU;
  const std::size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (rest.size() < 2 + extra) {
    return false;
  }
  head.bytes = 2 + extra;
  head.payload_bytes = extra == 0 ? length : read_big_endian(rest.substr(2, extra));
  return true;
}

}  // namespace

FrameReader::Step FrameReader::next(std::string_view& rest, Opcode& opcode,
                                    std::string_view& payload) {
  for (;;) {
    Head head;
    if (!read_head(rest, head)) {
      return Step::incomplete;
    }
    const bool masked = (static_cast<std::uint8_t>(rest[1]) & 0x80U) != 0;
    // Only the first frame of a message of data bears the mark of a packed one.
    const bool is_packed = (head.first & 0x40U) != 0;
    const bool may_be_packed = unpacking_ != nullptr && !in_message_ && (head.first & 0x0FU) > 0 &&
                               (head.first & 0x08U) == 0;
    const unsigned wrong_bits = may_be_packed ? 0x30U : 0x70U;
    if (masked || (head.first & wrong_bits) != 0 || head.payload_bytes > message_bytes_max) {
      return Step::broken;
    }
    if (rest.size() - head.bytes < head.payload_bytes) {
      return Step::incomplete;
    }
    opcode = static_cast<Opcode>(head.first & 0x0FU);
    payload = rest.substr(head.bytes, static_cast<std::size_t>(head.payload_bytes));
    rest.remove_prefix(head.bytes + payload.size());

    const bool is_final = (head.first & 0x80U) != 0;
    const bool is_control = opcode >= Opcode::close;
    if (is_control || (is_final && !in_message_ && opcode != Opcode::continuation)) {
      return is_control && !is_final ? Step::broken : whole(is_packed, payload);
    }
    if ((opcode == Opcode::continuation) != in_message_) {
      return Step::broken;
    }
    if (!in_message_) {
      in_message_ = true;
      message_opcode_ = opcode;
      is_message_packed_ = is_packed;
      message_.clear();
    }
    message_.append(payload);
    if (message_.size() > message_bytes_max) {
      return Step::broken;
    }
    if (is_final) {
      in_message_ = false;
      whole_.swap(message_);
      opcode = message_opcode_;
      payload = whole_;
      return whole(is_message_packed_, payload);
    }
  }
}

FrameReader::Step FrameReader::whole(bool is_packed, std::string_view& payload) {
  if (!is_packed) return Step::message;
  const auto text = unpacking_->text_of(payload);
  if (!text) return Step::broken;
  payload = *text;
  return Step::message;
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
  out.push_back(static_cast<char>(0x80U | static_cast<unsigned>(opcode)));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(0x80U | payload.size()));
  } else if (payload.size() < 65'536) {
    out.push_back(static_cast<char>(0x80U | 126U));
    out.push_back(static_cast<char>(payload.size() >> 8));
    out.push_back(static_cast<char>(payload.size() & 0xFFU));
  } else {
    out.push_back(static_cast<char>(0x80U | 127U));
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.push_back(static_cast<char>((payload.size() >> shift) & 0xFFU));
    }
  }
  std::array<char, 4> key{};
  std::memcpy(key.data(), &mask, key.size());
  out.append(key.data(), key.size());
  const std::size_t start = out.size();
  out.append(payload);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out[start + i] = static_cast<char>(out[start + i] ^ key[i % 4]);
  }
}

}  // namespace xinqiao::bench
