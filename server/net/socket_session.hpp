// One WebSocket for life. opening (handshake) -> asking (Open in the pipeline) -> open -> closing
// -> gone. It reads a frame, decodes it and passes it on; it writes what its outbox holds. While
// too many calls are unanswered, or too much waits to be read by the client, it does not read: TCP
// tells the client to wait.
//
// Beast reads: its stream, buffers and handlers are the session's *engine*, made when bytes come
// and dropped when nothing has come or gone for a while and nothing is half done (parked). Without
// TLS the whole session goes then, and is made again from what the loop keeps (Parked). What is
// told goes past the engine (frame_writer.hpp). Beast's handlers live in the engine and are
// completed in turn() alone. Threading: its loop. Errors: whatever the client does ends at most
// this session.
#pragma once

#include <memory>
#include <optional>

#include "server/net/certificates.hpp"
#include "server/net/epoll_set.hpp"
#include "server/net/frame_writer.hpp"
#include "server/net/io_loop.hpp"
#include "server/net/socket_engine.hpp"

namespace xinqiao::net {

class SocketSession final : public Guest {
 public:
  using Handshake = SocketEngine::Handshake;
  using Use = SocketEngine::Use;

  // One that will be a while: where it stays, it stands together with its like.
  static std::shared_ptr<SocketSession> make(IoLoop& loop, int socket, TlsSession tls,
                                             Places::Place place, Use use);
  // The socket is its own from now on.
  SocketSession(IoLoop& loop, int socket, TlsSession tls, Places::Place place,
                Use use = Use::calls);
  // One that was parked goes on.
  SocketSession(IoLoop& loop, ConnectionId line, Parked parked);
  ~SocketSession() override;
  // The handshake is checked already (entry.hpp).
  void start(const Handshake& handshake, const TokenHash& caller);
  static const Frame& beat();

  void look(std::int64_t now_ms) override;
  void go_on() override;
  void cut(CloseCode code) override;
  void server_stops() override;
  void drop() override;
  void on_ready(Ready ready) override;
  std::size_t put(std::string_view bytes) override;

 private:
  using error_code = boost::system::error_code;
  enum class State : std::uint8_t { opening, asking, open, closing, gone };

  void ask(const TokenHash& caller);
  // --- Reading ---
  void wake();
  void make_engine();
  void read();
  bool may_read() const;
  SocketEngine::Done if_still_here(void (SocketSession::*then)(error_code));
  void on_read(error_code failed);
  void on_message(std::string_view text);
  void echo();
  void refuse_message(std::uint16_t code);
  void hear(Request request);
  void hear_typing(RoomId room);
  void refuse(std::string_view id, const Refusal& refusal);
  void run_out(Deadline which);
  // --- The engine's turn ---
  void turn();
  void turn_soon();
  bool step();
  bool try_read();
  bool confirm_written();
  bool try_to_end();
  // --- Writing ---
  void note_close();
  void note_rest();
  void reach_only_by_write();
  void write();
  void close_when_written();
  void on_closed(error_code);
  void end(CloseCode code);
  bool may_park(std::int64_t now_ms) const;
  bool may_leave_the_line(std::int64_t now_ms) const;
  void leave_the_line();
  void count_parked(bool is_parked);

  IoLoop& loop_;
  Places::Place place_;
  TlsSession tls_;
  std::unique_ptr<SocketEngine> engine_;  // none while it is parked
  FrameWriter writer_;
  std::optional<ConnectionId> line_;
  std::int64_t deadline_ms_ = 0;  // of opening, asking, closing
  std::int64_t full_since_ms_ = 0;
  std::int64_t last_told_ms_ = 0;
  std::int64_t last_heard_ms_ = 0;
  RoomId typed_room_;
  std::int64_t typed_ms_ = 0;
  int socket_;
  std::uint32_t errors_in_a_row_ = 0;
  State state_ = State::opening;
  const Use use_;
  std::optional<CloseCode> code_;  // it was cut with
  bool close_begun_ = false;       // by us
  bool close_sent_ = false;        // or by Beast itself: no data after it
  bool said_goodbye_ = false;
  bool is_reading_ = false;
  bool is_parked_ = false;
  bool deflates_ = false;
  bool is_reached_at_once_ = false;
  bool may_have_bytes_ = true;  // the kernel, or TLS
  bool may_take_bytes_ = true;  // the kernel
  bool peer_ended_ = false;
  bool in_turn_ = false;
  bool turns_soon_ = false;
};

}  // namespace xinqiao::net
