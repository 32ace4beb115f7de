// Start-up: loads the rows and marks into the world. Nothing is replayed; the time it takes depends
// on how many members, rooms and devices there are, not on how much was said. Threading: before the
// pipeline starts.
#pragma once

#include "server/decider.hpp"
#include "server/domain/world.hpp"
#include "store/log.hpp"

namespace xinqiao {

store::Status load_world(const store::Log& log, domain::World& world, Start& start);

}  // namespace xinqiao
