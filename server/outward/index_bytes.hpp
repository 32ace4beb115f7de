// The bytes of terms and values of the index: numbers of 8 bytes, big endian (index.hpp has the
// grammar). Private to the index. Threading: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "protocol/command.hpp"
#include "store/keys.hpp"

namespace xinqiao::outward {

inline constexpr unsigned place_slot = 0;
inline constexpr std::size_t place_bytes = 24;

inline std::string place_value(const SearchPlace& place) {
  std::string value;
  store::keys::append_number(value, static_cast<std::uint64_t>(place.at.ms));
  store::keys::append_number(value, place.room.value);
  store::keys::append_number(value, place.seq);
  return value;
}

inline SearchPlace read_place(std::string_view value) {
  if (value.size() != place_bytes) return {};
  const auto number = [&](std::size_t index) { return store::keys::number(value, 0, index); };
  return {Instant{static_cast<std::int64_t>(number(0))}, RoomId{number(1)}, number(2)};
}

inline std::string room_term(RoomId room) {
  std::string term = "r";
  store::keys::append_number(term, room.value);
  return term;
}

inline std::string message_term(RoomId room, Seq seq) {
  std::string term = "m";
  store::keys::append_number(term, room.value);
  store::keys::append_number(term, seq);
  return term;
}

inline std::string read_to_key(RoomId room) {
  std::string key = "h";
  store::keys::append_number(key, room.value);
  return key;
}

}  // namespace xinqiao::outward
