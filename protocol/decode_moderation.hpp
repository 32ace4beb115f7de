// The readers of the calls that keep order in rooms, of reports and of who is here. Private to the
// decoder. Threading: pure.
#pragma once

#include <array>

#include "protocol/decode_organisation.hpp"

namespace xinqiao {

extern const std::array<Method, 11> moderation_methods;

}  // namespace xinqiao
