// The rooms that a member is in, ascending. Each is packed as how far it is behind the one before:
// a byte or two a room, where a number of eight bytes, and what a list keeps ready, took 10. A room
// is looked up by reading from the beginning: members are in some tens.
// Threading: as the world's. Iterators end with the next change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <vector>

#include "protocol/ids.hpp"

namespace xinqiao::domain {

class RoomSet {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = RoomId;
    using difference_type = std::ptrdiff_t;
    using pointer = const RoomId*;
    using reference = const RoomId&;

    Iterator() = default;
    const RoomId& operator*() const { return room_; }
    const RoomId* operator->() const { return &room_; }
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator was = *this;
      ++*this;
      return was;
    }
    bool operator==(const Iterator& other) const { return left_ == other.left_; }

   private:
    friend class RoomSet;
    Iterator(const std::uint8_t* at, std::uint32_t left);

    const std::uint8_t* at_ = nullptr;  // behind the room
    std::uint32_t left_ = 0;            // with the room
    RoomId room_;
  };

  Iterator begin() const { return {data_.get(), size_}; }
  Iterator end() const { return {}; }
  bool contains(RoomId room) const;
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t bytes() const { return bytes_; }  // the heap's own apart

  // False: it was in, or was not.
  bool insert(RoomId room);
  bool erase(RoomId room);

 private:
  void append(RoomId last, RoomId room);
  void pack(const std::vector<RoomId>& rooms);

  std::unique_ptr<std::uint8_t[]> data_;
  std::uint32_t bytes_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace xinqiao::domain
