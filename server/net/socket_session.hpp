// One WebSocket for life. opening (handshake) -> asking (Open in the pipeline) -> open -> closing
// -> gone. It reads a frame, decodes it and passes it on; it writes what its outbox holds, one
// message at a time. While too many calls are unanswered, or too much waits to be read by the
// client, it does not read: TCP tells the client to wait. Threading: its loop. Errors: whatever the
// client does ends at most this session.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <optional>

#include "server/net/io_loop.hpp"
#include "server/net/wire.hpp"

namespace xinqiao::net {

class SocketSession final : public Guest {
 public:
  using Handshake = boost::beast::http::request<boost::beast::http::string_body>;

  SocketSession(IoLoop& loop, Wire wire, Places::Place place, const TokenHash& caller);
  // The handshake is checked already (entry.hpp).
  void start(Handshake handshake);

  void look(std::int64_t now_ms) override;
  void go_on() override;
  void cut(CloseCode code) override;
  void server_stops() override;
  void drop() override;

 private:
  using error_code = boost::system::error_code;
  enum class State { opening, asking, open, closing, gone };

  void ask();
  void read();
  bool may_read() const;
  void on_read(error_code failed);
  void on_message(std::string_view text);
  void hear(Request request);
  void hear_typing(RoomId room);
  void refuse(std::string_view id, const Refusal& refusal);
  void write();
  void on_written(error_code failed);
  void close_when_written();
  void end(CloseCode code);

  IoLoop& loop_;
  Places::Place place_;
  const TokenHash caller_;
  boost::beast::websocket::stream<Wire> stream_;
  boost::beast::flat_buffer buffer_;
  Handshake handshake_;
  std::optional<ConnectionId> line_;
  State state_ = State::opening;
  std::optional<CloseCode> code_;  // it was cut with
  bool close_sent_ = false;
  bool is_reading_ = false;
  bool is_writing_ = false;
  Frame writing_;                 // kept alive while the kernel takes it
  std::int64_t deadline_ms_ = 0;  // of opening, asking, closing
  std::int64_t write_began_ms_ = 0;
  std::int64_t last_told_ms_ = 0;
  std::size_t errors_in_a_row_ = 0;
  RoomId typed_room_;
  std::int64_t typed_ms_ = 0;
};

}  // namespace xinqiao::net
