// Which rooms an export takes along, and which it leaves out. Threading: pure functions.
#pragma once

#include <cstdint>

#include "server/domain/release/rules_release.hpp"
#include "server/domain/world.hpp"

namespace xinqiao::portable {

enum class Place : std::uint8_t { exported, closed, direct, talk };

// Open rooms, and alerts, which are said to whole units, go along. Talks heart to heart never do:
// only two may read them, and their bytes are sealed. Closed and direct rooms go along while they
// are released.
inline Place place_of(const domain::Room& room, Instant now) {
  const RoomRules& rules = room.rules.rules;
  if (rules.type == RoomType::talk) return Place::talk;
  if (!domain::needs_release(room) || domain::is_released(room, now)) return Place::exported;
  return rules.access == Access::direct ? Place::direct : Place::closed;
}

}  // namespace xinqiao::portable
