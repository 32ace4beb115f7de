// Second part of verify: the marks of every member, held against the world that the events made.
// For verify.cpp alone.
#pragma once

#include "server/verify_events.hpp"

namespace xinqiao {

// Checks each mark. Of the world only the counter of sessions is changed.
void verify_marks(const store::Log& log, domain::World& world, Seen& seen, Problems& problems);

}  // namespace xinqiao
