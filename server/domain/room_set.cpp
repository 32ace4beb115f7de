#include "server/domain/room_set.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "server/domain/packed_numbers.hpp"

namespace xinqiao::domain {

RoomSet::Iterator::Iterator(const std::uint8_t* at, std::uint32_t left) : at_(at), left_(left) {
  if (left_ > 0) at_ = read_packed(at_, room_.value);
}

RoomSet::Iterator& RoomSet::Iterator::operator++() {
  if (--left_ == 0) return *this;
  std::uint64_t behind = 0;
  at_ = read_packed(at_, behind);
  room_.value += behind;
  return *this;
}

bool RoomSet::contains(RoomId room) const {
  const auto found = std::find_if(begin(), end(), [&](RoomId one) { return one >= room; });
  return found != end() && *found == room;
}

bool RoomSet::insert(RoomId room) {
  RoomId last;
  std::size_t before = 0;
  for (const RoomId one : *this) {
    if (one == room) return false;
    if (one < room) ++before;
    last = one;
  }
  if (before == size_) {  // rooms are mostly newer than those one is in
    append(last, room);
    return true;
  }
  std::vector<RoomId> rooms(begin(), end());
  rooms.insert(rooms.begin() + static_cast<std::ptrdiff_t>(before), room);
  pack(rooms);
  return true;
}

bool RoomSet::erase(RoomId room) {
  std::vector<RoomId> rooms(begin(), end());
  const auto found = std::ranges::lower_bound(rooms, room);
  if (found == rooms.end() || *found != room) return false;
  rooms.erase(found);
  pack(rooms);
  return true;
}

void RoomSet::append(RoomId last, RoomId room) {
  std::array<std::uint8_t, packed_bytes> bytes;
  const std::uint8_t* const end = write_packed(bytes.data(), room.value - last.value);
  const auto more = static_cast<std::uint32_t>(end - bytes.data());
  auto data = std::make_unique_for_overwrite<std::uint8_t[]>(bytes_ + more);
  if (bytes_ > 0) std::memcpy(data.get(), data_.get(), bytes_);
  std::memcpy(data.get() + bytes_, bytes.data(), more);
  data_ = std::move(data);
  bytes_ += more;
  ++size_;
}

void RoomSet::pack(const std::vector<RoomId>& rooms) {
  std::vector<std::uint8_t> bytes(rooms.size() * packed_bytes);
  std::uint8_t* to = bytes.data();
  RoomId before;
  for (const RoomId room : rooms) {
    to = write_packed(to, room.value - before.value);
    before = room;
  }
  bytes_ = static_cast<std::uint32_t>(to - bytes.data());
  size_ = static_cast<std::uint32_t>(rooms.size());
  data_ = bytes_ == 0 ? nullptr : std::make_unique_for_overwrite<std::uint8_t[]>(bytes_);
  if (bytes_ > 0) std::memcpy(data_.get(), bytes.data(), bytes_);
}

}  // namespace xinqiao::domain
