// The rows that follow from events, as a world holds them: what `verify` expects to find kept, and
// what an import keeps. Threading: pure function.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "server/domain/world.hpp"

namespace xinqiao {

// Rows by their keys, as they should be kept.
using Rows = std::map<std::string, std::string, std::less<>>;

// All of the world's, beside `rows`: those of closed questions, which it has let go of already.
Rows rows_of(const domain::World& world, Rows rows);

}  // namespace xinqiao
