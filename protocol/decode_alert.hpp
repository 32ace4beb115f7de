// The readers of the calls about alerts, and of the event that says their steps. Private to the
// decoder. Threading: pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "protocol/decode_organisation.hpp"
#include "protocol/event.hpp"

namespace xinqiao {

extern const std::array<Method, 12> alert_methods;

// False for a kind that is none of ours; `own` counts the fields.
bool read_alert_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own);

}  // namespace xinqiao
