// How people come in: the readers of logins, passwords and invitations. Private to the decoder.
// Threading: pure functions.
#pragma once

#include <array>

#include "protocol/decode_organisation.hpp"

namespace xinqiao {

void read_session_start(Params& params, Request& request);

extern const std::array<Method, 7> people_methods;

}  // namespace xinqiao
