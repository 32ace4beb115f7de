// RFC 6455 as a client speaks it, without a socket: bytes in, messages out; messages in, masked
// bytes out. Own rather than Beast's stream, because one recv for many connections' frames into one
// shared buffer keeps the generator cheaper than the server it measures. Threading: a FrameReader
// belongs to its connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/unpacking.hpp"

namespace xinqiao::bench {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

class FrameReader {
 public:
  // permessage-deflate was agreed on.
  void take_packed(Unpacking& unpacking) { unpacking_ = &unpacking; }
  // Calls sink(opcode, payload) for every whole message; payload lives until sink returns.
  // False: the bytes are no frames a server may send.
  template <class Sink>
  [[nodiscard]] bool feed(std::string_view bytes, Sink&& sink) {
    std::string_view rest = bytes;
    if (!partial_.empty()) {
      partial_.append(bytes);
      rest = partial_;
    }
    Opcode opcode{};
    std::string_view payload;
    Step step{};
    while ((step = next(rest, opcode, payload)) == Step::message) {
      sink(opcode, payload);
    }
    if (partial_.empty()) {
      partial_.assign(rest);
    } else {
      partial_.erase(0, partial_.size() - rest.size());
    }
    return step != Step::broken;
  }

 private:
  enum class Step : std::uint8_t { message, incomplete, broken };
  Step next(std::string_view& rest, Opcode& opcode, std::string_view& payload);
  Step whole(bool is_packed, std::string_view& payload);

  std::string partial_;  // a frame begun
  std::string message_;  // a fragmented message begun
  std::string whole_;    // one just ended
  Opcode message_opcode_ = Opcode::text;
  bool in_message_ = false;
  bool is_message_packed_ = false;
  Unpacking* unpacking_ = nullptr;
};

// Appends one masked frame.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

}  // namespace xinqiao::bench
