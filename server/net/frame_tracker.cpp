#include "server/net/frame_tracker.hpp"

#include <algorithm>

namespace xinqiao::net {

// frame = FIN RSV RSV RSV opcode:4 | MASK length:7 | length:16 or 64 if 126 or 127 | mask:32 if
// MASK | payload

std::optional<std::int64_t> FrameTracker::open_since() const {
  const bool is_open = in_message_ || in_payload_ || header_bytes_ > 0;
  return is_open ? std::optional(began_ms_) : std::nullopt;
}

void FrameTracker::feed(std::span<const std::uint8_t> bytes, std::int64_t now_ms) {
  while (!bytes.empty()) {
    if (!open_since()) began_ms_ = now_ms;
    if (in_payload_) {
      const auto taken = std::min<std::uint64_t>(payload_left_, bytes.size());
      payload_left_ -= taken;
      bytes = bytes.subspan(static_cast<std::size_t>(taken));
      if (payload_left_ == 0) end_frame();
      continue;
    }
    header_[header_bytes_++] = bytes.front();
    bytes = bytes.subspan(1);
    if (header_bytes_ == 2) {
      const std::uint8_t length = header_[1] & 0x7F;
      header_needed_ += length == 126 ? 2U : length == 127 ? 8U : 0U;
      header_needed_ += (header_[1] & 0x80) != 0 ? 4U : 0U;
    }
    if (header_bytes_ == header_needed_) end_header();
  }
}

void FrameTracker::end_header() {
  const std::uint8_t length = header_[1] & 0x7F;
  const std::size_t wide = length == 126 ? 2 : length == 127 ? 8 : 0;
  payload_left_ = wide == 0 ? length : 0;
  for (std::size_t i = 0; i < wide; ++i) payload_left_ = payload_left_ << 8 | header_[2 + i];
  in_payload_ = true;
  if (payload_left_ == 0) end_frame();
}

void FrameTracker::end_frame() {
  const bool is_control = (header_[0] & 0x08) != 0;
  const bool is_final = (header_[0] & 0x80) != 0;
  in_payload_ = false;
  header_bytes_ = 0;
  header_needed_ = 2;
  if (is_control) return;
  in_message_ = !is_final;
  frames_ = is_final ? 0 : frames_ + 1;
}

}  // namespace xinqiao::net
