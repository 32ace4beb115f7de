// Reads what is the own of the events of notices, recalls, pins, forwarding and order. Private to
// the decoder. Threading: pure.
#pragma once

#include "protocol/decode_params.hpp"
#include "protocol/event.hpp"

namespace xinqiao {

// False for a kind that is none of these. `own` counts the kind's own fields.
bool read_rooms_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own);

}  // namespace xinqiao
