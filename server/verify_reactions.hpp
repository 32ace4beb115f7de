// Third part of verify: the totals of reactions, held against the reactions themselves. For
// verify.cpp alone.
#pragma once

#include "server/verify_events.hpp"

namespace xinqiao {

void verify_reactions(const store::Log& log, Problems& problems);

}  // namespace xinqiao
