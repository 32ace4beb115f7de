// The identifiers of everything that can be named on the wire or on disk.
// Ids are types, so that a room can never be passed where a member is meant.
// Units: Instant is milliseconds since 1970 UTC; Seq, Ordinal and Position count from 1 (0 = none
// yet). Threading: plain values.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace xinqiao {

template <class Tag>
struct Id {
  std::uint64_t value{};
  auto operator<=>(const Id&) const = default;
};

using MemberId = Id<struct MemberTag>;
using RoomId = Id<struct RoomTag>;
using SessionId = Id<struct SessionTag>;
using UnitId = Id<struct UnitTag>;

// The organisation's own log: a room that members do not read.
inline constexpr RoomId organisation_room{0};

// The organisation as a whole: the root of the tree of units. It is there from the beginning.
inline constexpr UnitId root_unit{1};

using Seq = std::uint64_t;       // place of an event in its room
using Ordinal = std::uint64_t;   // how many posts the room has up to here
using Position = std::uint64_t;  // place of an entry in the log of the whole store

struct Instant {
  std::int64_t ms{};
  auto operator<=>(const Instant&) const = default;
};

// SHA-256 of a secret (link, claim, session token). The world knows secrets only by their hash.
using TokenHash = std::array<std::uint8_t, 32>;

// The random id a device gives its outbox (8 to 32 of A-Z a-z 0-9 _ -).
using OutboxId = std::string;

// A UUID, for programs without a memory of their own.
using RepeatKey = std::array<std::uint8_t, 16>;

}  // namespace xinqiao

template <class Tag>
struct std::hash<xinqiao::Id<Tag>> {
  std::size_t operator()(const xinqiao::Id<Tag>& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
