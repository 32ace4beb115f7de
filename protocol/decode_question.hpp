// The readers of the calls about questions, and of the event that says their steps. Private to the
// decoder. Threading: pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "protocol/decode_organisation.hpp"
#include "protocol/event.hpp"

namespace xinqiao {

extern const std::array<Method, 9> question_methods;

// False for a kind that is none of ours; `own` counts the fields.
bool read_question_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own);

}  // namespace xinqiao
