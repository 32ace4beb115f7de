#include "server/outbox.hpp"

#include <utility>

namespace xinqiao {
namespace {

constexpr std::size_t left_before_moving = 8;  // frames that left, before the others move up

std::uint32_t size_of(const Frame& frame) {
  return static_cast<std::uint32_t>(frame.bytes());
}

}  // namespace

// What is under way may be half written: nothing comes before its end.
void Outbox::push(Frame frame, Lane lane, RoomId alert) {
  bytes_[static_cast<std::size_t>(lane)] += size_of(frame);
  if (lane != Lane::alert) {
    waiting_.push_back({std::move(frame), alert, lane});
    return;
  }
  const std::size_t place = std::min(begun_ + urgent(), frames());
  waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(first_ + place),
                  {std::move(frame), alert, lane});
}

RoomId Outbox::pop() {
  if (empty()) return {};
  Waiting& front = waiting_[first_++];
  const RoomId alert = front.alert;
  bytes_[static_cast<std::size_t>(front.lane)] -= size_of(front.frame);
  front.frame = {};
  begun_ = std::max(begun_, 2U) - 1;
  if (empty()) {
    waiting_.clear();
    first_ = 0;
  } else if (first_ >= left_before_moving && first_ * 2 >= waiting_.size()) {
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
  return alert;
}

std::size_t Outbox::urgent() const {
  std::size_t count = 0;
  while (begun_ + count < frames() && waiting_[first_ + begun_ + count].lane == Lane::alert) {
    ++count;
  }
  return count;
}

void Outbox::keep_begun_only() {
  while (frames() > begun_) {
    const Waiting& last = waiting_.back();
    bytes_[static_cast<std::size_t>(last.lane)] -= size_of(last.frame);
    waiting_.pop_back();
  }
}

}  // namespace xinqiao
