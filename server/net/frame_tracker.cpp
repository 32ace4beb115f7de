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
  while (!bytes.empty()) bytes = bytes.subspan(step(bytes, now_ms));
}

void FrameTracker::feed_unmarking(std::span<std::uint8_t> bytes, std::int64_t now_ms) {
  while (!bytes.empty()) {
    if (!in_payload_ && header_bytes_ == 0) unmark(bytes.front());
    bytes = bytes.subspan(step(bytes, now_ms));
  }
}

// How many of them it took: a byte of a header, or what there is of a payload.
std::size_t FrameTracker::step(std::span<const std::uint8_t> bytes, std::int64_t now_ms) {
  if (!open_since()) began_ms_ = now_ms;
  if (in_payload_) {
    const auto taken = std::min<std::uint64_t>(payload_left_, bytes.size());
    payload_left_ -= taken;
    if (payload_left_ == 0) end_frame();
    return static_cast<std::size_t>(taken);
  }
  header_[header_bytes_++] = bytes.front();
  if (header_bytes_ == 2) {
    const std::uint8_t length = header_[1] & 0x7F;
    header_needed_ += length == 126 ? 2U : length == 127 ? 8U : 0U;
    header_needed_ += (header_[1] & 0x80) != 0 ? 4U : 0U;
  }
  if (header_bytes_ == header_needed_) end_header();
  return 1;
}

void FrameTracker::unmark(std::uint8_t& first) {
  constexpr std::uint8_t final_bit = 0x80;
  constexpr std::uint8_t text = 0x01;
  constexpr std::uint8_t binary = 0x02;
  constexpr std::uint8_t mark = 0x40;
  const std::uint8_t kind = first & static_cast<std::uint8_t>(~final_bit);
  const bool is_packed = kind == (mark | text) || kind == (mark | binary);
  if (in_message_ || !(is_packed || kind == text || kind == binary)) return;
  const Packed packed = !is_packed              ? Packed::no
                        : kind == (mark | text) ? Packed::text
                                                : Packed::binary;
  begun_ += static_cast<char>(packed);
  if (is_packed) first = static_cast<std::uint8_t>((first & final_bit) | binary);
}

FrameTracker::Packed FrameTracker::take_packed() {
  if (begun_.empty()) return Packed::no;
  const auto oldest = static_cast<Packed>(begun_.front());
  begun_.erase(0, 1);
  return oldest;
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
