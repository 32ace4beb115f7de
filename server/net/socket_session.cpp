#include "server/net/socket_session.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <utility>

#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "server/net/calls.hpp"
#include "server/net/entry.hpp"
#include "server/net/socket_io.hpp"

namespace xinqiao::net {
namespace {

constexpr int steps_a_turn = 64;  // of one session; then others
constexpr char close_frame = static_cast<char>(0x88);

}  // namespace

SocketSession::SocketSession(IoLoop& loop, int socket, TlsSession tls, Places::Place place, Use use)
    : loop_(loop), place_(std::move(place)), tls_(std::move(tls)), socket_(socket), use_(use) {}

SocketSession::~SocketSession() {
  if (socket_ >= 0) ::close(socket_);
  count_parked(false);
  if (engine_) loop_.count_readers(-1);
}

// --- Opening ---

std::shared_ptr<SocketSession> SocketSession::make(IoLoop& loop, int socket, TlsSession tls,
                                                   Places::Place place, Use use) {
  if (!tls) {
    return std::make_shared<SocketSession>(loop, socket, nullptr, std::move(place), use);
  }
  return loop.make_long_lived<SocketSession>(loop, socket, std::move(tls), std::move(place), use);
}

void SocketSession::start(const Handshake& handshake, const TokenHash& caller) {
  if (state_ == State::gone) return;
  deadline_ms_ = loop_.now_ms() + limits::handshake_ms;
  make_engine();
  line_ = loop_.open(*this);
  const bool is_watched =
      socket_ >= 0 && ::fcntl(socket_, F_SETFL, O_NONBLOCK) == 0 && loop_.watch(socket_, *line_);
  if (!is_watched || !engine_->accept(handshake, loop_.door().options.deflates)) {
    return drop();
  }
  loop_.door().metrics.note_http_answer(101, Reason::none, 0);
  if (use_ == Use::calls) {
    ask(caller);
  } else {
    state_ = State::open;  // nobody in the pipeline hears of it
  }
  deflates_ = engine_->deflates();
  if (deflates_) loop_.hub().deflate_for(*line_);
  turn_soon();
}

// Who is this? hello, or a close code that a browser can see.
void SocketSession::ask(const TokenHash& caller) {
  state_ = State::asking;
  last_told_ms_ = loop_.now_ms();
  Request request;
  request.command = Open{};
  Heard heard{.from = *line_,
              .caller = caller,
              .address = place_.address(),
              .request = std::move(request),
              .disclose = {}};
  if (!loop_.door().pipeline.hear(std::move(heard))) end(CloseCode::overloaded);
}

// --- Reading ---

bool SocketSession::may_read() const {
  const Outbox* outbox = loop_.hub().outbox(*line_);
  return loop_.hub().calls_in_flight(*line_) < limits::calls_in_flight &&
         outbox->bytes(Lane::asked) < limits::outbox_bytes;
}

void SocketSession::wake() {
  if (engine_) return;
  count_parked(false);
  make_engine();
  engine_->resume(deflates_);
}

void SocketSession::make_engine() {
  loop_.count_readers(1);
  engine_ = std::make_unique<SocketEngine>(loop_.context().get_executor(), use_, [this] {
    if (!engine_->side().to_send.empty()) reach_only_by_write();
    if (!in_turn_) turn_soon();
  });
}

// A parked one is made again when there is something to read.
void SocketSession::read() {
  if (is_reading_ || state_ != State::open || !may_read()) return;
  if (!engine_ && !may_have_bytes_) return;
  wake();
  is_reading_ = true;
  engine_->tracker().restart(loop_.now_ms());
  engine_->read(if_still_here(&SocketSession::on_read));
}

// What Beast has at hand it gives by a post of its own, which may outlive the session.
SocketEngine::Done SocketSession::if_still_here(void (SocketSession::*then)(error_code)) {
  return [this, then, self = weak_from_this()](error_code failed) {
    const auto held = self.lock();
    if (!held) return;
    const bool is_in_turn = in_turn_;
    (this->*then)(failed);
    if (!is_in_turn) loop_.settle();
  };
}

void SocketSession::on_read(error_code failed) {
  is_reading_ = false;
  if (state_ == State::gone || close_begun_) return;
  if (failed) return drop();  // Beast has said 1002, 1007 or 1009 where there was something to say
  if (const auto code = engine_->unpack()) return refuse_message(*code);
  if (engine_->was_packed()) {
    loop_.door().metrics.messages_inflated.fetch_add(1, std::memory_order_relaxed);
  }
  if (state_ == State::open) {
    if (use_ == Use::echo) {
      echo();
    } else if (engine_->is_text()) {
      on_message(engine_->message());
    } else {
      end(CloseCode::bad_input);
    }
  }
  read();
}

// --- The engine's turn ---

void SocketSession::on_ready(Ready ready) {
  if (state_ == State::gone) return;
  if (ready.is_ended && !peer_ended_ && has_timed_out(socket_)) {
    loop_.door().metrics.note_deadline(Deadline::user_timeout);
  }
  peer_ended_ = peer_ended_ || ready.is_ended;
  // TLS may want the one for the other.
  may_have_bytes_ = may_have_bytes_ || ready.to_read || (tls_ && engine_);
  may_take_bytes_ = may_take_bytes_ || ready.to_write || tls_ != nullptr;
  if (state_ == State::open) read();
  turn();
}

void SocketSession::turn_soon() {
  if (turns_soon_) return;
  turns_soon_ = true;
  loop_.post([this, self = shared_from_this()] {
    turns_soon_ = false;
    turn();
    loop_.settle();
  });
}

// What Beast waits for is completed here and nowhere else, so never within a call of its own.
void SocketSession::turn() {
  if (in_turn_ || state_ == State::gone) return;
  in_turn_ = true;
  int steps = 0;
  while (engine_ && state_ != State::gone && steps < steps_a_turn && step()) ++steps;
  in_turn_ = false;
  if (state_ == State::gone) return;
  if (steps == steps_a_turn) turn_soon();
  write();
  if (state_ == State::open) read();  // it may have waited for what has left now
}

bool SocketSession::step() {
  BeastSide& side = engine_->side();
  if (side.written) return confirm_written();
  if (side.ended) return try_to_end();
  return side.read && may_have_bytes_ && try_read();
}

// A client that does not read its pongs gets no more of them: Beast reads on when they have left.
bool SocketSession::confirm_written() {
  write();
  if (state_ == State::gone) return false;
  BeastSide& side = engine_->side();
  if (!side.to_send.empty()) return false;
  side.written({}, std::exchange(side.just_taken, 0));
  return true;
}

bool SocketSession::try_read() {
  BeastSide& side = engine_->side();
  const std::size_t size = side.read_to.size();
  Tried tried;
  if (size > 0) {
    tried = tls_ ? tls_read(*tls_, side.read_to.data(), size)
                 : plain_read(socket_, side.read_to.data(), size);
  }
  if (tried.wants != Tried::Wants::nothing) {
    may_have_bytes_ = false;
    return false;
  }
  // What comes after a part is announced again.
  if (!tls_ && !peer_ended_ && tried.bytes < size) may_have_bytes_ = false;
  last_heard_ms_ = loop_.now_ms();
  engine_->follow({static_cast<std::uint8_t*>(side.read_to.data()), tried.bytes}, last_heard_ms_);
  const std::size_t most = use_ == Use::echo ? limits::echo_frames : limits::message_frames;
  if (engine_->tracker().frames() > most) tried.failed = boost::asio::error::message_size;
  side.read(tried.failed, tried.bytes);
  return true;
}

// Says that no more comes, and reads on until the client has closed, too: closing with unread bytes
// would reset the connection and might take away what was said last.
bool SocketSession::try_to_end() {
  if (state_ != State::closing) {
    state_ = State::closing;
    deadline_ms_ = loop_.now_ms() + limits::close_ms;
  }
  write();
  if (state_ == State::gone || !engine_->side().to_send.empty()) return false;
  if (!std::exchange(said_goodbye_, true)) {
    if (tls_) tls_say_goodbye(*tls_);
    ::shutdown(socket_, SHUT_WR);
  }
  char scrap[4096];
  Tried tried;
  do {
    tried = plain_read(socket_, scrap, sizeof scrap);
  } while (tried.bytes > 0);
  if (!tried.failed) return false;
  engine_->side().ended({});
  return true;
}

// --- Writing ---

void SocketSession::go_on() {
  if (state_ == State::asking && loop_.hub().member(*line_)) state_ = State::open;
  write();
  if (state_ == State::open) read();
}

// After a close frame nothing may follow; one that Beast has made goes out before new frames begin.
void SocketSession::note_close() {
  if (!engine_) return;
  const BeastSide& side = engine_->side();
  if (!side.written || side.just_taken == 0 || side.to_send.size() < side.just_taken) return;
  if (side.to_send[side.to_send.size() - side.just_taken] == close_frame) close_sent_ = true;
}

// While nothing waits, the hub may put frames on the socket itself; through TLS by this session.
void SocketSession::note_rest() {
  if (is_reached_at_once_ || state_ != State::open || close_sent_) return;
  is_reached_at_once_ = true;
  loop_.hub().reach_at_once(*line_, tls_ ? IoLoop::through_guest(*line_) : socket_);
}

std::size_t SocketSession::put(std::string_view bytes) {
  return writer_.put(*tls_, bytes);
}

// Beast has something to send, before all else.
void SocketSession::reach_only_by_write() {
  if (std::exchange(is_reached_at_once_, false)) {
    loop_.hub().reach_at_once(*line_, Hub::no_socket);
  }
}

void SocketSession::write() {
  static std::string nothing;
  while (state_ != State::gone && may_take_bytes_) {
    note_close();
    Outbox* outbox = line_ ? loop_.hub().to_write(*line_) : nullptr;
    std::string& own = engine_ ? engine_->side().to_send : nothing;
    const FrameWriter::Progress progress =
        writer_.write(socket_, tls_.get(), own, outbox, !close_sent_);
    switch (progress.outcome) {
      case FrameWriter::Outcome::failed:
        return drop();
      case FrameWriter::Outcome::full:
        may_take_bytes_ = false;
        if (full_since_ms_ == 0) full_since_ms_ = loop_.now_ms();
        return;
      case FrameWriter::Outcome::idle:
        full_since_ms_ = 0;
        note_rest();
        return close_when_written();
      case FrameWriter::Outcome::wrote:
        loop_.count_bytes_out(progress.bytes);
        if (progress.frames == 0) continue;
        full_since_ms_ = 0;
        last_told_ms_ = loop_.settled_ms();
        loop_.hub().wrote(*line_, progress.frames);
    }
  }
}

// --- Closing ---

void SocketSession::end(CloseCode code) {
  loop_.hub().end(*line_, code);
  loop_.settle();
}

// The hub has let go of it: what still waits is written, then the close frame.
void SocketSession::cut(CloseCode code) {
  if (state_ == State::closing || state_ == State::gone) return;
  state_ = State::closing;
  code_ = code;
  deadline_ms_ = loop_.now_ms() + limits::close_ms;
  write();
}

void SocketSession::close_when_written() {
  if (!code_ || close_begun_) return;
  close_begun_ = true;
  const CloseRow& said = row(*code_);
  wake();
  engine_->close(static_cast<std::uint16_t>(said.code), said.name,
                 if_still_here(&SocketSession::on_closed));
}

void SocketSession::on_closed(error_code) {
  drop();
}

// The engine goes with the session, when whatever called this has returned.
void SocketSession::drop() {
  if (state_ == State::gone) return;
  state_ = State::gone;
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  if (line_) loop_.close(*line_);
  loop_.leave(*this);
}

void SocketSession::server_stops() {
  if (line_) return end(CloseCode::going_away);
  drop();
}

}  // namespace xinqiao::net
