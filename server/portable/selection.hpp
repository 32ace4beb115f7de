// Which rooms an export takes along, and which it leaves out. Threading: pure functions.
#pragma once

#include <cstdint>

#include "server/domain/world.hpp"

namespace xinqiao::portable {

enum class Place : std::uint8_t { exported, closed, direct, talk };

// Open rooms, and alerts, which are said to whole units, go along. Talks heart to heart never do:
// only two may read them, and their bytes are sealed.
inline Place place_of(const domain::Room& room) {
  const RoomRules& rules = room.rules.rules;
  if (rules.type == RoomType::talk) return Place::talk;
  if (rules.type == RoomType::alert) return Place::exported;
  if (rules.access == Access::direct) return Place::direct;
  return rules.access == Access::closed ? Place::closed : Place::exported;
}

}  // namespace xinqiao::portable
