// What RFC 6455 asks of a server that hears a stream of frames, without extensions: a second
// reading, written for clearness. Knows nothing of the engine. Threading: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xinqiao::fuzz {

struct SocketHeard {
  std::vector<std::string> messages;  // "text …" or "binary …"
  std::string sent;                   // pongs, and a close frame at the end
  bool is_over = false;
};

// Bytes into frames that get further than their second byte: where a frame begins, its mask bit is
// set and its mask is zeros, but for one in sixteen.
std::string masked(std::string_view bytes);

// most_bytes: of a message.
SocketHeard expected(std::string_view stream, std::size_t most_bytes);

}  // namespace xinqiao::fuzz
