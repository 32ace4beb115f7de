// The seats of a room: who is a member of it, since when, and how far each has read. Read like a
// map in the order of the members, and kept in pages of a few seats whose numbers take the bytes
// that they need (seats.cpp says how): some 10 bytes a seat, where a node of a map took 96. A seat
// is looked up by reading its page from the beginning.
// Threading: as the world's. Iterators and what they point to end with the next change.
#pragma once

#include <boost/container/static_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "protocol/ids.hpp"

namespace xinqiao::domain {

struct Membership {
  Seq joined_seq{};
  Ordinal joined_n{};
  Seq read_seq{};
  Ordinal read_n{};
  Position read_position{};
  bool operator==(const Membership&) const = default;
};

class Seats {
 public:
  static constexpr std::size_t page_seats = 16;
  using Seat = std::pair<MemberId, Membership>;

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Seat;
    using difference_type = std::ptrdiff_t;
    using pointer = const Seat*;
    using reference = const Seat&;

    Iterator() = default;
    const Seat& operator*() const { return seat_; }
    const Seat* operator->() const { return &seat_; }
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator was = *this;
      ++*this;
      return was;
    }
    bool operator==(const Iterator& other) const {
      return page_ == other.page_ && index_ == other.index_;
    }

   private:
    friend class Seats;
    Iterator(const Seats& seats, std::size_t page);
    void read();

    const Seats* seats_ = nullptr;
    const std::uint8_t* at_ = nullptr;  // behind the seat
    std::size_t page_ = 0;
    std::size_t index_ = 0;  // of the seat in its page
    Seat seat_;
  };

  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, pages_.size()}; }
  Iterator find(MemberId member) const;
  Iterator upper_bound(MemberId member) const;  // the first beyond it
  bool contains(MemberId member) const { return find(member) != end(); }
  // Of one who has a seat.
  Membership at(MemberId member) const;
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t bytes() const;  // what the pages hold: the heap's own apart

  // A seat of its own for who has none, or other numbers for who has one.
  void put(MemberId member, const Membership& membership);
  bool erase(MemberId member);

 private:
  struct Page {
    MemberId first;
    std::uint16_t seats = 0;
    std::uint16_t bytes = 0;
    std::unique_ptr<std::uint8_t[]> data;
  };

  using Few = boost::container::static_vector<Seat, page_seats + 1>;

  // The page in which the member's seat is, or would be. There is one, if there is any.
  std::size_t page_of(MemberId member) const;
  Few seats_of(std::size_t page) const;
  static Page page_with(const Seat* begin, const Seat* end);

  std::vector<Page> pages_;  // ascending, none of them empty
  std::size_t size_ = 0;
};

}  // namespace xinqiao::domain
