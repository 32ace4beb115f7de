// The follower of incoming frames: whole or in pieces, and against a second reading of RFC 6455
// 5.2.
#include "server/net/frame_tracker.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

constexpr std::int64_t began = 7;

struct Reckoned {
  std::size_t frames = 0;  // of the open message
  bool is_open = false;
};

// Cuts one whole frame after the other off the stream.
Reckoned reckon(std::string_view stream) {
  Reckoned now;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(stream[i]); };
  while (!stream.empty()) {
    if (stream.size() < 2) return {now.frames, true};
    const unsigned said = at(1) & 0x7fu;
    const std::size_t wide = said == 126 ? 2 : said == 127 ? 8 : 0;
    const std::size_t head = 2 + wide + (at(1) >= 0x80 ? 4 : 0);
    if (stream.size() < head) return {now.frames, true};
    std::uint64_t length = wide == 0 ? said : 0;
    for (std::size_t i = 0; i < wide; ++i) length = length * 256 + at(2 + i);
    if (length > stream.size() - head) return {now.frames, true};
    const bool is_final = at(0) >= 0x80;
    const bool is_control = (at(0) >> 3 & 1) == 1;
    stream.remove_prefix(head + static_cast<std::size_t>(length));
    if (is_control) continue;
    now.frames = is_final ? 0 : now.frames + 1;
    now.is_open = !is_final;
  }
  return now;
}

// Taking off the marks of packed messages changes no other bit, and nothing of what is followed.
void hold_unmarked(std::string_view stream, std::uint8_t seed, const net::FrameTracker& marked) {
  const auto feed = [](net::FrameTracker& tracker, std::string& piece) {
    tracker.feed_unmarking({reinterpret_cast<std::uint8_t*>(piece.data()), piece.size()}, began);
  };
  std::string at_once(stream);
  net::FrameTracker whole;
  feed(whole, at_once);
  std::string by_pieces;
  net::FrameTracker pieces;
  in_pieces(stream, seed, [&](std::string_view next) {
    std::string piece(next);
    feed(pieces, piece);
    by_pieces += piece;
  });
  hold(at_once == by_pieces, "whole or in pieces, the same marks are taken off");
  hold(whole.frames() == marked.frames(), "marked or not, there are as many frames");
  hold(whole.open_since() == marked.open_since(), "marked or not, as much is open");
  for (std::size_t i = 0; i < stream.size(); ++i) {
    const auto before = static_cast<std::uint8_t>(stream[i]);
    const auto after = static_cast<std::uint8_t>(at_once[i]);
    const bool is_unmarked = (before & 0x7c) == 0x40 && after == ((before & 0x80) | 2);
    hold(before == after || is_unmarked, "nothing but marks is changed");
  }
}

}  // namespace

void frames(std::string_view bytes) {
  Choices choices(bytes);
  const std::uint8_t seed = choices.byte();
  const std::string_view stream = choices.rest();
  const auto feed = [](net::FrameTracker& tracker, std::string_view piece) {
    tracker.feed({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()}, began);
  };
  net::FrameTracker whole;
  feed(whole, stream);
  net::FrameTracker pieces;
  in_pieces(stream, seed, [&](std::string_view piece) { feed(pieces, piece); });
  hold(whole.frames() == pieces.frames(), "whole or in pieces, there are as many frames");
  hold(whole.open_since() == pieces.open_since(), "whole or in pieces, as much is open");
  hold_unmarked(stream, seed, whole);
  const Reckoned reckoned = reckon(stream);
  hold(whole.frames() == reckoned.frames, "the frames of a message are counted");
  hold(whole.open_since().has_value() == reckoned.is_open, "what is not finished is open");
  hold(whole.open_since().value_or(began) == began, "it is open since it began");
}

}  // namespace xinqiao::fuzz
