// Puts on a socket what waits for it: what Beast wants to send, and the frames of an outbox, each
// whole before the next begins. Frames that wait together go in one piece, which the kernel takes
// for the price of one; through TLS in one record. One call is one try.
// Threading: the session's loop. Errors: Outcome::failed, for good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "server/hub.hpp"
#include "server/net/socket_io.hpp"

struct ssl_st;

namespace xinqiao::net {

class FrameWriter {
 public:
  enum class Outcome {
    wrote,   // a part of what waits, or all of it: call again
    idle,    // nothing waits
    full,    // the kernel takes no more now
    failed,  // the connection is lost
  };
  struct Progress {
    Outcome outcome = Outcome::idle;
    std::size_t frames =
        0;  // of the outbox, now whole on their way: they leave it before the next call
    std::size_t bytes = 0;
  };

  // `own` is Beast's, and is empty when all of it has left. may_begin: a frame that has not begun
  // may do so.
  Progress write(int socket, ssl_st* tls, std::string& own, Outbox* outbox, bool may_begin);

  // Through TLS, while nothing waits: how many of the bytes are on their way. The others are the
  // next of the outbox.
  std::size_t put(ssl_st& tls, std::string_view bytes);

  // The same bytes must come again, or the outbox stands within a frame.
  bool is_amid_frame(const Outbox& outbox) const { return outbox.sent() > 0 || is_due(); }

 private:
  enum class Source : std::uint8_t { none, own, outbox };
  bool is_due() const { return due_from_ != Source::none; }
  Source choose(const std::string& own, const Outbox* outbox, bool may_begin) const;
  std::string_view gather(const Outbox& outbox, std::size_t most, bool may_begin) const;
  // Whether the outbox goes as it lies there, piece by piece: what is large is not copied together.
  static bool is_in_pieces(const Outbox& outbox);
  static Tried write_pieces(int socket, const Outbox& outbox, std::size_t most);
  std::size_t frames_in(const Outbox& outbox, std::size_t bytes) const;

  std::size_t own_sent_ = 0;  // of Beast's bytes
  // TLS wants the same bytes again: so many, from there.
  std::size_t due_bytes_ = 0;
  Source due_from_ = Source::none;
};

}  // namespace xinqiao::net
