#include "server/domain/seats.hpp"

#include "server/domain/packed_numbers.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace xinqiao::domain {
namespace {

// A page is its seats one after the other, and a seat six packed numbers: how far the member is
// behind the one before; joined_seq; joined_seq - joined_n; and how much further the reading is
// than the joining, seq and n. Most who join have read as far as that, and n is a little behind
// seq: so differences are small, and folded for the rare ones below zero. The page of whoever
// speaks is gone through for each word: numbers that nobody asks for are not put together.
constexpr int seat_numbers = 6;
constexpr std::size_t seat_bytes = seat_numbers * packed_bytes;

using Bytes = std::array<std::uint8_t, Seats::page_seats * seat_bytes>;

// The member of a page's last seat.
MemberId last_of(const std::uint8_t* from, MemberId first, std::size_t seats) {
  MemberId last = first;
  for (std::size_t index = 0; index < seats; ++index) {
    std::uint64_t behind = 0;
    from = skip_packed(read_packed(from, behind), seat_numbers - 1);
    last.value += behind;
  }
  return last;
}

std::uint8_t* write_seat(std::uint8_t* to, MemberId before, const Seats::Seat& seat) {
  const auto& [member, one] = seat;
  const std::uint64_t seqs = one.read_seq - one.joined_seq;
  to = write_packed(to, member.value - before.value);
  to = write_packed(to, one.joined_seq);
  to = write_packed(to, zigzag(one.joined_seq - one.joined_n));
  to = write_packed(to, zigzag(seqs));
  to = write_packed(to, zigzag(seqs - (one.read_n - one.joined_n)));
  return write_packed(to, one.read_position);
}

const std::uint8_t* read_seat(const std::uint8_t* from, MemberId before, Seats::Seat& seat) {
  auto& [member, one] = seat;
  std::uint64_t behind = 0;
  std::uint64_t uncounted = 0;
  std::uint64_t seqs = 0;
  std::uint64_t ordinals = 0;
  from = read_packed(from, behind);
  from = read_packed(from, one.joined_seq);
  from = read_packed(from, uncounted);
  from = read_packed(from, seqs);
  from = read_packed(from, ordinals);
  from = read_packed(from, one.read_position);
  member.value = before.value + behind;
  one.joined_n = one.joined_seq - unzigzag(uncounted);
  one.read_seq = one.joined_seq + unzigzag(seqs);
  one.read_n = one.joined_n + unzigzag(seqs) - unzigzag(ordinals);
  return from;
}

const auto by_member = [](const Seats::Seat& seat, MemberId member) { return seat.first < member; };

}  // namespace

Seats::Iterator::Iterator(const Seats& seats, std::size_t page) : seats_(&seats), page_(page) {
  if (page_ < seats_->pages_.size()) read();
}

void Seats::Iterator::read() {
  const Page& page = seats_->pages_[page_];
  if (index_ == 0) at_ = page.data.get();
  at_ = read_seat(at_, index_ == 0 ? page.first : seat_.first, seat_);
}

Seats::Iterator& Seats::Iterator::operator++() {
  if (++index_ == seats_->pages_[page_].seats) {
    index_ = 0;
    ++page_;
  }
  if (page_ < seats_->pages_.size()) read();
  return *this;
}

std::size_t Seats::page_of(MemberId member) const {
  const auto beyond = std::ranges::upper_bound(pages_, member, {}, &Page::first);
  return beyond == pages_.begin() ? 0 : static_cast<std::size_t>(beyond - pages_.begin()) - 1;
}

Seats::Iterator Seats::find(MemberId member) const {
  if (pages_.empty() || member < pages_.front().first) return end();
  const std::size_t number = page_of(member);
  const Page& page = pages_[number];
  const std::uint8_t* from = page.data.get();
  MemberId before = page.first;
  for (std::size_t index = 0; index < page.seats; ++index) {
    std::uint64_t behind = 0;
    const std::uint8_t* const rest = read_packed(from, behind);
    const MemberId here{before.value + behind};
    if (member < here) break;
    if (member == here) {
      Iterator found;
      found.seats_ = this;
      found.page_ = number;
      found.index_ = index;
      found.at_ = read_seat(from, before, found.seat_);
      return found;
    }
    from = skip_packed(rest, seat_numbers - 1);
    before = here;
  }
  return end();
}

Seats::Iterator Seats::upper_bound(MemberId member) const {
  Iterator at(*this, pages_.empty() ? 0 : page_of(member));
  while (at != end() && at->first <= member) ++at;
  return at;
}

Membership Seats::at(MemberId member) const {
  const Iterator found = find(member);
  if (found == end()) throw std::out_of_range("no seat of this member");
  return found->second;
}

std::size_t Seats::bytes() const {
  std::size_t sum = pages_.capacity() * sizeof(Page);
  for (const Page& page : pages_) sum += page.bytes;
  return sum;
}

Seats::Few Seats::seats_of(std::size_t page) const {
  Few seats;
  for (Iterator at(*this, page); at.page_ == page; ++at) seats.push_back(*at);
  return seats;
}

Seats::Page Seats::page_with(const Seat* begin, const Seat* end) {
  Bytes bytes;
  std::uint8_t* to = bytes.data();
  MemberId before = begin->first;
  for (const Seat* seat = begin; seat != end; ++seat) {
    to = write_seat(to, before, *seat);
    before = seat->first;
  }
  Page page;
  page.first = begin->first;
  page.seats = static_cast<std::uint16_t>(end - begin);
  page.bytes = static_cast<std::uint16_t>(to - bytes.data());
  page.data = std::make_unique_for_overwrite<std::uint8_t[]>(page.bytes);
  std::memcpy(page.data.get(), bytes.data(), page.bytes);
  return page;
}

void Seats::put(MemberId member, const Membership& membership) {
  const Seat seat{member, membership};
  const std::size_t number = pages_.empty() ? 0 : page_of(member);
  // They often come in the order of the members: behind the last, whom nobody has to read for it.
  if (number + 1 >= pages_.size()) {
    Page* const page = pages_.empty() ? nullptr : &pages_.back();
    const MemberId last =
        page == nullptr ? MemberId{} : last_of(page->data.get(), page->first, page->seats);
    if (page == nullptr || (last < member && page->seats == page_seats)) {
      pages_.push_back(page_with(&seat, &seat + 1));
      ++size_;
      return;
    }
    if (last < member) {
      std::array<std::uint8_t, seat_bytes> bytes;
      const auto more =
          static_cast<std::size_t>(write_seat(bytes.data(), last, seat) - bytes.data());
      auto data = std::make_unique_for_overwrite<std::uint8_t[]>(page->bytes + more);
      std::memcpy(data.get(), page->data.get(), page->bytes);
      std::memcpy(data.get() + page->bytes, bytes.data(), more);
      page->data = std::move(data);
      page->bytes = static_cast<std::uint16_t>(page->bytes + more);
      ++page->seats;
      ++size_;
      return;
    }
  }
  Few seats = seats_of(number);
  const auto at = std::lower_bound(seats.begin(), seats.end(), member, by_member);
  if (at != seats.end() && at->first == member) {
    at->second = membership;
    pages_[number] = page_with(seats.data(), seats.data() + seats.size());
    return;
  }
  seats.insert(at, seat);
  ++size_;
  const Seat* const end = seats.data() + seats.size();
  const Seat* const middle = seats.size() <= page_seats ? end : seats.data() + seats.size() / 2;
  pages_[number] = page_with(seats.data(), middle);
  if (middle == end) return;
  pages_.insert(pages_.begin() + static_cast<std::ptrdiff_t>(number) + 1, page_with(middle, end));
}

bool Seats::erase(MemberId member) {
  if (pages_.empty()) return false;
  const std::size_t number = page_of(member);
  Few seats = seats_of(number);
  const auto at = std::lower_bound(seats.begin(), seats.end(), member, by_member);
  if (at == seats.end() || at->first != member) return false;
  seats.erase(at);
  --size_;
  if (seats.empty()) {
    pages_.erase(pages_.begin() + static_cast<std::ptrdiff_t>(number));
  } else {
    pages_[number] = page_with(seats.data(), seats.data() + seats.size());
  }
  return true;
}

}  // namespace xinqiao::domain
