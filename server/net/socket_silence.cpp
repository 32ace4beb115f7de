// A session's time: deadlines, beats, and how it is parked when it is silent (socket_session.hpp).
#include <utility>

#include "protocol/encode.hpp"
#include "server/net/socket_session.hpp"

namespace xinqiao::net {

SocketSession::SocketSession(IoLoop& loop, ConnectionId line, Parked parked)
    : loop_(loop),
      place_(std::move(parked.place)),
      line_(line),
      last_told_ms_(loop.now_ms() - static_cast<std::uint32_t>(loop.now_ms() - parked.told_ms)),
      socket_(loop.hub().socket_reached_at_once(line)),
      errors_in_a_row_(parked.errors_in_a_row),
      state_(State::open),
      use_(Use::calls),
      is_parked_(true),
      deflates_(loop.hub().deflates_for(line)),
      is_reached_at_once_(true),
      may_have_bytes_(false) {}

void SocketSession::count_parked(bool is_parked) {
  if (is_parked == is_parked_) return;
  is_parked_ = is_parked;
  loop_.door().metrics.sockets_parked.fetch_add(is_parked ? 1 : -1, std::memory_order_relaxed);
}

const Frame& SocketSession::beat() {
  static const Frame frame = encode_notification("beat", "{}");
  return frame;
}

bool SocketSession::may_park(std::int64_t now_ms) const {
  return engine_ && !in_turn_ && is_reading_ && now_ms - last_heard_ms_ >= loop_.park_after_ms() &&
         !may_have_bytes_ && engine_->is_at_rest() &&
         !writer_.is_amid_frame(*loop_.hub().outbox(*line_));
}

// All that is told now the hub puts on the socket. When someone typed last is forgotten: it was
// longer ago than it matters.
bool SocketSession::may_leave_the_line(std::int64_t now_ms) const {
  static_assert(limits::park_after_ms >= limits::typing_ms);
  return is_parked_ && now_ms - last_heard_ms_ >= limits::park_after_ms && !engine_ && !tls_ &&
         use_ == Use::calls && is_reached_at_once_ && !may_have_bytes_ && !turns_soon_ &&
         loop_.hub().outbox(*line_)->empty();
}

void SocketSession::leave_the_line() {
  Parked parked{.place = std::move(place_),
                .told_ms = static_cast<std::uint32_t>(last_told_ms_),
                .errors_in_a_row = static_cast<std::uint16_t>(errors_in_a_row_)};
  loop_.park(*line_, std::move(parked));
  is_parked_ = false;  // it counts on
  socket_ = -1;
  line_.reset();
  state_ = State::gone;
  loop_.leave(*this);
}

void SocketSession::look(std::int64_t now_ms) {
  if (state_ != State::open) {
    const bool is_closing = state_ == State::closing;
    if (now_ms > deadline_ms_) run_out(is_closing ? Deadline::close : Deadline::handshake);
    return;
  }
  if (full_since_ms_ != 0 && now_ms - full_since_ms_ > limits::write_stall_ms) {
    return run_out(Deadline::write_stall);
  }
  if (engine_ && is_reading_) {
    const auto open_since = engine_->tracker().open_since();
    if (open_since && now_ms - *open_since > limits::message_ms) {
      loop_.door().metrics.note_deadline(Deadline::message);
      return end(CloseCode::bad_input);
    }
  }
  if (may_park(now_ms)) {
    engine_.reset();
    loop_.count_readers(-1);
    is_reading_ = false;
    count_parked(true);
    loop_.note_let_go();
  }
  const bool is_told = use_ == Use::calls && full_since_ms_ == 0;
  if (is_reached_at_once_ && loop_.hub().take_was_reached(*line_)) last_told_ms_ = now_ms;
  if (is_told && now_ms - last_told_ms_ >= loop_.door().options.beat_ms) {
    last_told_ms_ = now_ms;
    loop_.hub().push(*line_, beat());  // what waits is written when the loop settles
    static_cast<void>(loop_.hub().take_was_reached(*line_));
  }
  if (may_leave_the_line(now_ms)) leave_the_line();
}

}  // namespace xinqiao::net
