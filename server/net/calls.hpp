// A decoded request on its way to the pipeline: secrets are replaced by hashes, and what does not
// belong on a transport is refused. Threading: pure but for the randomness of new secrets.
#pragma once

#include <string>
#include <string_view>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/frame.hpp"
#include "protocol/variant.hpp"
#include "server/audience.hpp"
#include "server/metrics.hpp"
#include "server/net/reply.hpp"

namespace xinqiao::net {

enum class Transport { socket, exchange };

struct Call {
  Request request;
  std::string disclose;  // said in the answer if it is accepted
  std::string cookie;    // the token to set as a cookie if it is accepted
  bool ends_session = false;
  Passwords passwords{};
  bool wants_cookie = false;  // of one who comes in by a password
};

variant<Call, Refusal> make_call(Request request, Transport transport);

// An error, for what is found before the pipeline: as a frame, counted; or as a reply, which is
// counted when it is written.
Frame error_frame(Metrics& metrics, std::string_view id, const Refusal& refusal);
Reply refusal_reply(unsigned status, std::string_view id, const Refusal& refusal);
// No room in the inbox.
Refusal inbox_is_full();

}  // namespace xinqiao::net
