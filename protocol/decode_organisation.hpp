// The readers of the calls about the organisation and the arranging of rooms, one a method: each
// turns params into the command of the request. Private to the decoder. Threading: pure.
#pragma once

#include <array>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/decode_params.hpp"

namespace xinqiao {

using RequestReader = void (*)(Params&, Request&);

struct Method {
  std::string_view name;
  RequestReader read;
  bool guarded;  // must carry one repeat guard
};

extern const std::array<Method, 21> organisation_methods;

// `limit` of a list, from 1 to max.
std::size_t page_limit(Params& params, std::size_t max, std::size_t otherwise);
// An array of member ids, at most `max`.
std::vector<MemberId> read_members(Params& params, std::string_view name, std::size_t max);
void read_room_create(Params& params, Request& request);

}  // namespace xinqiao
