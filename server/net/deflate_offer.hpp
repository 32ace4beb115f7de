// The handshake of permessage-deflate: which of a client's offers can be honoured. Frames are made
// once for all who take them, and nothing is kept between two messages, so both sides forget after
// each (no_context_takeover), always. Threading: pure functions. Source: RFC 7692 5.1, 7.1; RFC
// 6455 9.1.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace xinqiao::net {

// Whether these lines of Sec-WebSocket-Extensions are what the grammar has; else the handshake
// fails.
bool are_extensions(std::span<const std::string_view> lines);

// The answer to the first offer that can be honoured, for the same header; nothing: none can be, or
// none was made.
std::optional<std::string> answer_to_deflate(std::span<const std::string_view> lines);

}  // namespace xinqiao::net
