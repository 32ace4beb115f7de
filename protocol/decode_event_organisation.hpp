// The part of the event decoder that reads what is said of the organisation and of a room's rules.
// Private to the decoder. Threading: pure.
#pragma once

#include <string_view>

#include "protocol/decode_params.hpp"
#include "protocol/event.hpp"

namespace xinqiao {

// False for a kind that is none of these. `own` counts the fields that are the kind's own.
bool read_organisation_body(Params& fields, std::string_view kind, EventBody& body,
                            std::size_t& own);

}  // namespace xinqiao
