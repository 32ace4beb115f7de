// The rooms a connection of a hub is attached to: most connections are in a score of rooms and say
// nothing for hours, so an entry is twelve bytes, and the memory comes from a pool of the hub's,
// where nothing lies between that comes and goes. Bounds: limits of rooms a member. Threading: the
// hub's. Errors: none but std::bad_alloc.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory_resource>
#include <span>

#include "protocol/ids.hpp"

namespace xinqiao {

// A room on a connection: live, or fed until then.
class Attachment {
 public:
  explicit Attachment(RoomId room)
      : low_(static_cast<std::uint32_t>(room.value)),
        high_(static_cast<std::uint32_t>(room.value >> 32)) {}
  RoomId room() const { return RoomId{std::uint64_t{high_} << 32 | low_}; }
  bool is_fed() const { return is_fed_; }
  std::uint32_t index() const { return index_; }  // in the room's live or feeding list
  void place(std::uint32_t index, bool is_fed) {
    index_ = index & most_index;
    is_fed_ = is_fed;
  }
  void move_to(std::uint32_t index) { index_ = index & most_index; }

 private:
  static constexpr std::uint32_t most_index = 0x7fff'ffff;
  std::uint32_t low_;
  std::uint32_t high_;
  std::uint32_t index_ : 31 = 0;
  std::uint32_t is_fed_ : 1 = 0;
};

class Attachments {
 public:
  using Pool = std::pmr::memory_resource;

  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  std::span<Attachment> all() { return {first_, count_}; }
  Attachment& last() { return first_[count_ - 1]; }
  Attachment* find(RoomId room) {
    Attachment* const here = place_of(room);
    return here != first_ + count_ && here->room() == room ? here : nullptr;
  }
  // Ascending by room; it is not there yet.
  void add(RoomId room, Pool& pool) {
    if (count_ == capacity_) grow(pool);
    Attachment* const here = place_of(room);
    std::move_backward(here, first_ + count_, first_ + count_ + 1);
    *here = Attachment(room);
    ++count_;
  }
  // It is there. The last one takes the memory with it.
  void remove(RoomId room, Pool& pool) {
    Attachment* const here = find(room);
    std::move(here + 1, first_ + count_, here);
    if (--count_ == 0) give_back(pool);
  }

 private:
  static constexpr std::uint32_t step = 4;

  Attachment* place_of(RoomId room) {
    return std::ranges::lower_bound(first_, first_ + count_, room, {}, &Attachment::room);
  }
  // By a fifth: pools have few sizes, and who is in twenty rooms is seldom in forty.
  void grow(Pool& pool) {
    const std::uint32_t wanted = capacity_ == 0 ? 1 : capacity_ + capacity_ / 5 + step;
    auto* const more =
        static_cast<Attachment*>(pool.allocate(wanted * sizeof(Attachment), alignof(Attachment)));
    std::uninitialized_copy(first_, first_ + count_, more);
    give_back(pool);
    first_ = more;
    capacity_ = wanted;
  }
  void give_back(Pool& pool) {
    if (first_ != nullptr) {
      pool.deallocate(first_, capacity_ * sizeof(Attachment), alignof(Attachment));
    }
    first_ = nullptr;
    capacity_ = 0;
  }

  Attachment* first_ = nullptr;
  std::uint32_t count_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace xinqiao
