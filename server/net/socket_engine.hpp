// Beast's part of a WebSocket: it reads frames, unmasks and checks them, answers pings, and agrees
// on the end. Made when bytes come and dropped in between (socket_session.hpp), so it can also
// begin with a handshake that was answered long ago. Threading: its session's loop. Errors: as
// Beast says them, to whoever waits. Source: RFC 6455.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "server/net/frame_tracker.hpp"
#include "server/net/socket_stream.hpp"

namespace xinqiao::net {

class SocketEngine {
 public:
  using error_code = boost::system::error_code;
  using Done = std::function<void(error_code)>;
  using Handshake = boost::beast::http::request<boost::beast::http::string_body>;

  // What it may be sent: calls, or whatever a test of RFC 6455 sends (--test-echo).
  enum class Use : std::uint8_t { calls, echo };

  // on_left: something waits in side() since; called within any call here, and by posts of Beast's.
  SocketEngine(SocketStream::executor_type executor, Use use, std::function<void()> on_left);
  ~SocketEngine();
  SocketEngine(const SocketEngine&) = delete;
  SocketEngine& operator=(const SocketEngine&) = delete;

  // The answer stands in side().to_send. may_deflate: it agrees on permessage-deflate where the
  // client offers what can be honoured.
  [[nodiscard]] bool accept(const Handshake& handshake, bool may_deflate = false);
  bool deflates() const;
  // Open already: the next bytes are frames. deflates: that was agreed on.
  void resume(bool deflates = false);
  // The bytes that Beast is given next, before it is.
  void follow(std::span<std::uint8_t> bytes, std::int64_t now_ms);

  // One message; done says when it is whole. Then it is there until the next read.
  void read(Done done);
  std::string_view message() const;
  bool is_text() const;
  // To be asked of each message before it is heard: packed ones are unpacked, and what Beast could
  // not see is checked. With which code the line is closed; nothing: the message is sound.
  std::optional<std::uint16_t> unpack();
  bool was_packed() const;
  // A text that ends amid a letter: Beast 1.81 does not look when the last frame is empty.
  bool is_cut_text() const;
  // Says why, and waits for the other side to have said so too.
  void close(std::uint16_t code, std::string_view reason, Done done);

  BeastSide& side();
  FrameTracker& tracker();
  // Nothing is half done: it can be dropped, and another one goes on.
  bool is_at_rest() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::net
