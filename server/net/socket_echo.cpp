// What tests of RFC 6455 need of a session (--test-echo), and what they have found wanting.
#include "server/net/socket_session.hpp"

#include <utility>

#include "protocol/limits.hpp"

namespace xinqiao::net {

// RFC 6455 8.1, RFC 7692: the line is closed as Beast does where it looks.
void SocketSession::refuse_message(std::uint16_t code) {
  state_ = State::closing;
  deadline_ms_ = loop_.now_ms() + limits::close_ms;
  close_begun_ = true;
  engine_->close(code, {}, if_still_here(&SocketSession::on_closed));
}

// Past the hub, whose bounds are those of answers: nothing more is read while so much waits.
void SocketSession::echo() {
  const std::string_view said = engine_->message();
  const Words words = deflates_ ? Words::of_one : Words::kept_plain;
  bool is_new = false;
  Frame frame =
      (engine_->is_text() ? Frame(said, words) : Frame::binary(said, words)).deflated(is_new);
  loop_.hub().push_unbounded(*line_, std::move(frame));
  write();
}

}  // namespace xinqiao::net
