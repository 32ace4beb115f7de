// Follows the frames of an incoming WebSocket byte stream, beneath Beast, which swallows empty
// fragments without telling and has no clock for a message: how many frames the open message has,
// and since when it is open. It only watches: what is wrong with a frame Beast says. Threading:
// belongs to its session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace xinqiao::net {

class FrameTracker {
 public:
  // The next bytes of the stream, at this time.
  void feed(std::span<const std::uint8_t> bytes, std::int64_t now_ms);

  // When the frame or message that is not finished yet began; none between messages.
  std::optional<std::int64_t> open_since() const;
  // The session did not read for a while: that time is not the client's.
  void restart(std::int64_t now_ms) { began_ms_ = now_ms; }
  // Data frames of the open message so far.
  std::size_t frames() const { return frames_; }

 private:
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
};

}  // namespace xinqiao::net
