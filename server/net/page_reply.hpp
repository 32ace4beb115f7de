// A file of the page as a reply: which encoding, whether the browser has it already, how long it
// may keep it. The page itself is kept for a day, so that over plain http, where there is no
// service worker, it starts without a round trip; it looks for a newer one when all is quiet
// (web-client/src/app/worker.ts). Threading: pure functions.
#pragma once

#include <optional>
#include <span>

#include "server/net/reply.hpp"
#include "web-client/page.hpp"

namespace xinqiao::net {

bool accepts(std::string_view encodings, std::string_view name);  // not refused by q=0

// None: no such file.
std::optional<Reply> page_reply(std::span<const PageFile> page, const Asked& asked);

}  // namespace xinqiao::net
