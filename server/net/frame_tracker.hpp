// Follows the frames of an incoming WebSocket byte stream, beneath Beast, which swallows empty
// fragments without telling and has no clock for a message: how many frames the open message has,
// and since when it is open. It only watches: what is wrong with a frame Beast says. But where
// permessage-deflate was agreed on, which Beast is not told of, it takes the mark of a packed
// message off (RSV1 on its first frame, RFC 7692 6) and remembers it; a mark anywhere else stays
// for Beast to refuse. Threading: belongs to its session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace xinqiao::net {

class FrameTracker {
 public:
  // The next bytes of the stream, at this time.
  void feed(std::span<const std::uint8_t> bytes, std::int64_t now_ms);

  // What a data message is, beneath its mark. Beast hears a packed one as bytes of any kind, since
  // packed letters are none.
  enum class Packed : std::uint8_t { no, text, binary };
  void feed_unmarking(std::span<std::uint8_t> bytes, std::int64_t now_ms);
  // Of the messages that began so, the oldest that was not taken yet.
  Packed take_packed();

  // When the frame or message that is not finished yet began; none between messages.
  std::optional<std::int64_t> open_since() const;
  // The session did not read for a while: that time is not the client's.
  void restart(std::int64_t now_ms) { began_ms_ = now_ms; }
  // Data frames of the open message so far.
  std::size_t frames() const { return frames_; }

 private:
  std::size_t step(std::span<const std::uint8_t> bytes, std::int64_t now_ms);
  void unmark(std::uint8_t& first);
  void end_header();
  void end_frame();

  std::uint8_t header_[14] = {};
  std::size_t header_bytes_ = 0;  // taken
  std::size_t header_needed_ = 2;
  std::uint64_t payload_left_ = 0;
  bool in_payload_ = false;
  bool in_message_ = false;  // a data frame without FIN came
  std::size_t frames_ = 0;
  std::int64_t began_ms_ = 0;
  std::string begun_;  // a Packed each
};

}  // namespace xinqiao::net
