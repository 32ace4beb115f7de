// The bytes of terms and values of the index: numbers of 8 bytes, big endian (index.hpp has the
// grammar). Private to the index. Threading: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "server/outward/stretch.hpp"
#include "store/keys.hpp"

namespace xinqiao::outward {

inline constexpr unsigned stretch_slot = 0;
inline constexpr std::size_t stretch_bytes = 40;

inline std::string stretch_value(const Stretch& stretch) {
  std::string value;
  store::keys::append_number(value, static_cast<std::uint64_t>(stretch.newest.ms));
  store::keys::append_number(value, stretch.room.value);
  store::keys::append_number(value, stretch.last);
  store::keys::append_number(value, static_cast<std::uint64_t>(stretch.oldest.ms));
  store::keys::append_number(value, stretch.first);
  return value;
}

inline Stretch read_stretch(std::string_view value) {
  if (value.size() != stretch_bytes) return {};
  const auto number = [&](std::size_t index) { return store::keys::number(value, 0, index); };
  const auto instant = [&](std::size_t index) {
    return Instant{static_cast<std::int64_t>(number(index))};
  };
  return {RoomId{number(1)}, number(4), number(2), instant(3), instant(0)};
}

inline std::string room_term(RoomId room) {
  std::string term = "r";
  store::keys::append_number(term, room.value);
  return term;
}

inline std::string block_term(RoomId room, Seq block) {
  std::string term = "b";
  store::keys::append_number(term, room.value);
  store::keys::append_number(term, block);
  return term;
}

inline std::string read_to_key(RoomId room) {
  std::string key = "h";
  store::keys::append_number(key, room.value);
  return key;
}

}  // namespace xinqiao::outward
