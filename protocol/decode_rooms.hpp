// The readers of the calls about what is said in rooms beside plain words: reactions, notices,
// mentions, pins, forwarding.
// Private to the decoder. Threading: pure.
#pragma once

#include <array>

#include "protocol/decode_organisation.hpp"

namespace xinqiao {

extern const std::array<Method, 14> room_methods;

}  // namespace xinqiao
