// A file of the page as a reply: which encoding, whether the browser has it already, how long it
// may keep it. Threading: pure functions.
#pragma once

#include <optional>
#include <span>

#include "server/net/reply.hpp"
#include "web-client/page.hpp"

namespace xinqiao::net {

// None: no such file.
std::optional<Reply> page_reply(std::span<const PageFile> page, const Asked& asked);

}  // namespace xinqiao::net
