// What waits to be written to one connection. Threading: that of its hub.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "protocol/frame.hpp"
#include "protocol/ids.hpp"

namespace xinqiao {

// Why a frame waits: it was told live, the client asked (an answer), or a feed reads on as the
// outbox drains; an alert passes all of these.
enum class Lane : std::uint8_t { told, asked, fed, alert };

// Frames that wait for one socket, counted in bytes: alerts first, then the oldest first.
class Outbox {
 public:
  // alert: the room of the alert that the frame tells, in Lane::alert.
  void push(Frame frame, Lane lane = Lane::told, RoomId alert = {});
  bool empty() const { return first_ == waiting_.size(); }
  std::size_t bytes() const { return std::size_t{bytes_[0]} + bytes_[1] + bytes_[2] + bytes_[3]; }
  std::size_t bytes(Lane lane) const { return bytes_[static_cast<std::size_t>(lane)]; }
  std::size_t frames() const { return waiting_.size() - first_; }
  const Frame& at(std::size_t place) const { return waiting_[first_ + place].frame; }
  const Frame& front() const { return at(0); }
  // So many bytes of the front have left.
  std::size_t sent() const { return sent_; }
  void note_sent(std::size_t bytes) { sent_ = static_cast<std::uint32_t>(bytes); }
  // So many at the front are under way: nothing comes between them. Never fewer than one, which may
  // be half written.
  void begin(std::size_t frames) {
    begun_ = static_cast<std::uint32_t>(std::max<std::size_t>(frames, 1));
  }
  RoomId pop();                // of which alert it was; 0 = of none
  std::size_t urgent() const;  // alerts that wait behind what is under way, before all else
  void keep_begun_only();      // of a cut connection: that may be half written

 private:
  struct Waiting {
    Frame frame;
    RoomId alert;
    Lane lane;
  };
  std::vector<Waiting> waiting_;  // from first_ on; what is before it has left
  std::uint32_t first_ = 0;
  std::uint32_t begun_ = 1;
  std::uint32_t sent_ = 0;
  std::array<std::uint32_t, 4> bytes_{};  // by lane
};

}  // namespace xinqiao
