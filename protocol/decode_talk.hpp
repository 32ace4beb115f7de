// The readers of the calls about talks, one a method, and of their steps in the log. Private to the
// decoder. Threading: pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "protocol/decode_organisation.hpp"
#include "protocol/event.hpp"

namespace xinqiao {

extern const std::array<Method, 10> talk_methods;

// False for a kind that is none of ours; `own` counts the fields.
bool read_talk_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own);

}  // namespace xinqiao
