// The rooms a connection of a hub is attached to: most connections are in a score of rooms and say
// nothing for hours, so an entry is twelve bytes, and the memory of more than one comes from a pool
// of the hub's, where nothing lies between that comes and goes. Bounds: limits of rooms a member.
// Threading: the hub's. Errors: none but std::bad_alloc.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
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

  Attachments() : many_{} {}
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  std::span<Attachment> all() { return {first(), count_}; }
  Attachment& last() { return first()[count_ - 1]; }
  Attachment* find(RoomId room) {
    Attachment* const here = place_of(room);
    return here != first() + count_ && here->room() == room ? here : nullptr;
  }
  // Ascending by room; it is not there yet.
  void add(RoomId room, Pool& pool) {
    if (count_ == 0) {
      one_ = Attachment(room);
    } else {
      if (count_ == 1 || count_ == many_.capacity) grow(pool);
      Attachment* const end = many_.first() + count_;
      Attachment* const here =
          std::ranges::lower_bound(many_.first(), end, room, {}, &Attachment::room);
      std::move_backward(here, end, end + 1);
      *here = Attachment(room);
    }
    ++count_;
  }
  // It is there. The last but one takes the memory with it.
  void remove(RoomId room, Pool& pool) {
    if (count_ > 1) {
      Attachment* const here = find(room);
      std::move(here + 1, first() + count_, here);
      if (count_ == 2) {
        const Attachment left = *first();
        give_back(pool);
        one_ = left;
      }
    }
    --count_;
  }

 private:
  static constexpr std::uint32_t step = 4;

  // A pointer in two halves, so that it lies beside a number of four bytes.
  struct Many {
    std::uint32_t capacity;
    std::array<std::uint32_t, 2> halves;
    Attachment* first() const { return std::bit_cast<Attachment*>(halves); }
  };

  Attachment* first() { return count_ > 1 ? many_.first() : &one_; }
  Attachment* place_of(RoomId room) {
    return std::ranges::lower_bound(first(), first() + count_, room, {}, &Attachment::room);
  }
  // By a fifth: pools have few sizes, and who is in twenty rooms is seldom in forty.
  void grow(Pool& pool) {
    const std::uint32_t wanted = count_ + count_ / 5 + step;
    auto* const more =
        static_cast<Attachment*>(pool.allocate(wanted * sizeof(Attachment), alignof(Attachment)));
    std::uninitialized_copy(first(), first() + count_, more);
    if (count_ > 1) give_back(pool);
    many_ = {wanted, std::bit_cast<std::array<std::uint32_t, 2>>(more)};
  }
  void give_back(Pool& pool) {
    pool.deallocate(many_.first(), many_.capacity * sizeof(Attachment), alignof(Attachment));
  }

  std::uint32_t count_ = 0;
  union {
    Many many_;       // more than one
    Attachment one_;  // one
  };
};
static_assert(sizeof(Attachments) == 16);

}  // namespace xinqiao
