#include "server/net/socket_session.hpp"

#include <utility>

#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "server/net/calls.hpp"
#include "server/net/entry.hpp"

namespace xinqiao::net {
namespace {

namespace websocket = boost::beast::websocket;

const Frame& beat() {
  static const Frame frame = encode_notification("beat", "{}");
  return frame;
}

}  // namespace

SocketSession::SocketSession(IoLoop& loop, Wire wire, Places::Place place, const TokenHash& caller)
    : loop_(loop),
      place_(std::move(place)),
      caller_(caller),
      stream_(std::move(wire)),
      buffer_(limits::frame_bytes) {
  stream_.next_layer().watch();
}

// --- Opening ---

void SocketSession::start(Handshake handshake) {
  deadline_ms_ = loop_.now_ms() + limits::handshake_ms;
  stream_.read_message_max(limits::frame_bytes);
  stream_.auto_fragment(false);
  stream_.text(true);
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
    response.set(boost::beast::http::field::sec_websocket_protocol, subprotocol);
    response.set(boost::beast::http::field::server, "xinqiao");
  }));
  handshake_ = std::move(handshake);
  auto accepted = [self = shared_from_this(), this](error_code failed) {
    handshake_ = {};
    if (failed) return drop();
    ask();
  };
  stream_.async_accept(handshake_, std::move(accepted));
}

// Who is this? hello, or a close code that a browser can see.
void SocketSession::ask() {
  if (state_ != State::opening) return;
  state_ = State::asking;
  line_ = loop_.open(*this);
  last_told_ms_ = loop_.now_ms();
  Request request;
  request.command = Open{};
  Heard heard{.from = *line_,
              .caller = caller_,
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

void SocketSession::read() {
  if (is_reading_ || state_ != State::open || !may_read()) return;
  is_reading_ = true;
  stream_.next_layer().tracker().restart(loop_.now_ms());
  auto done = [self = shared_from_this(), this](error_code failed, std::size_t) {
    on_read(failed);
  };
  stream_.async_read(buffer_, std::move(done));
}

void SocketSession::on_read(error_code failed) {
  is_reading_ = false;
  if (state_ == State::gone || close_sent_) return;
  if (failed) return drop();  // Beast has said 1002, 1007 or 1009 where there was something to say
  if (state_ == State::open) {
    const auto bytes = buffer_.cdata();
    if (stream_.got_text()) {
      on_message({static_cast<const char*>(bytes.data()), bytes.size()});
    } else {
      end(CloseCode::bad_input);
    }
  }
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > limits::text_bytes) buffer_.shrink_to_fit();
  loop_.settle();
  read();
}

void SocketSession::on_message(std::string_view text) {
  auto decoded = loop_.decoder().request(text);
  if (const auto* wrong = get_if<DecodeError>(&decoded)) {
    return refuse(wrong->id, wrong->refusal);
  }
  Request& request = get<Request>(decoded);
  if (const auto* typing = get_if<Typing>(&request.command)) {
    errors_in_a_row_ = 0;
    if (!request.id.empty()) loop_.hub().push(*line_, Frame(encode_result(request.id, "{}")));
    return hear_typing(typing->room);
  }
  hear(std::move(request));
}

void SocketSession::hear(Request request) {
  std::string id = request.id;
  auto made = make_call(std::move(request), Transport::socket);
  if (const auto* refusal = get_if<Refusal>(&made)) return refuse(id, *refusal);
  errors_in_a_row_ = 0;
  Call& call = get<Call>(made);
  Heard heard{.from = *line_,
              .caller = caller_,
              .address = place_.address(),
              .request = std::move(call.request),
              .disclose = std::move(call.disclose),
              .passwords = std::move(call.passwords)};
  Hub& hub = loop_.hub();
  if (!hub.begin_call(*line_)) return hub.push(*line_, error_frame(id, overloaded()));
  if (loop_.door().pipeline.hear(std::move(heard))) return;
  hub.call_not_taken(*line_);
  hub.push(*line_, error_frame(id, overloaded()));
}

// Said at most every limits::typing_ms a room, and not in many rooms at once.
void SocketSession::hear_typing(RoomId room) {
  const std::int64_t now = loop_.now_ms();
  const std::int64_t pause = room == typed_room_ ? limits::typing_ms / 2 : limits::typing_ms / 6;
  if (typed_ms_ != 0 && now - typed_ms_ < pause) return;
  typed_room_ = room;
  typed_ms_ = now;
  loop_.typing(*line_, room);
}

void SocketSession::refuse(std::string_view id, const Refusal& refusal) {
  loop_.hub().push(*line_, error_frame(id, refusal));
  if (++errors_in_a_row_ >= limits::errors_in_a_row) end(CloseCode::bad_input);
}

// --- Writing ---

void SocketSession::go_on() {
  if (state_ == State::asking && loop_.hub().member(*line_)) state_ = State::open;
  write();
  read();
}

void SocketSession::write() {
  if (is_writing_ || !line_ || state_ == State::gone || close_sent_) return;
  const Outbox* outbox = loop_.hub().outbox(*line_);
  if (outbox->empty()) return close_when_written();
  is_writing_ = true;
  writing_ = outbox->front();
  write_began_ms_ = loop_.now_ms();
  auto done = [self = shared_from_this(), this](error_code failed, std::size_t) {
    on_written(failed);
  };
  const std::string_view text = writing_.payload();
  stream_.async_write(boost::asio::buffer(text.data(), text.size()), std::move(done));
}

void SocketSession::on_written(error_code failed) {
  is_writing_ = false;
  if (state_ == State::gone) return;
  if (failed) return drop();
  last_told_ms_ = loop_.now_ms();
  loop_.door().metrics.bytes_out.fetch_add(writing_.bytes(), std::memory_order_relaxed);
  writing_ = {};
  loop_.hub().wrote(*line_);
  write();
  read();
  loop_.settle();
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
  if (!code_ || close_sent_) return;
  close_sent_ = true;
  const CloseRow& said = row(*code_);
  const websocket::close_reason reason(
      static_cast<websocket::close_code>(said.code),
      boost::beast::string_view(said.name.data(), said.name.size()));
  stream_.async_close(reason, [self = shared_from_this(), this](error_code) { drop(); });
}

void SocketSession::drop() {
  if (state_ == State::gone) return;
  const auto self = shared_from_this();
  state_ = State::gone;
  stream_.next_layer().close();
  if (line_) loop_.close(*line_);
  loop_.leave(*this);
}

void SocketSession::server_stops() {
  if (line_) return end(CloseCode::going_away);
  drop();
}

// --- Deadlines ---

void SocketSession::look(std::int64_t now_ms) {
  if (state_ != State::open) {
    if (now_ms > deadline_ms_) drop();
    return;
  }
  if (is_writing_ && now_ms - write_began_ms_ > limits::write_stall_ms) return drop();
  const auto open_since = stream_.next_layer().tracker().open_since();
  if (is_reading_ && open_since && now_ms - *open_since > limits::message_ms) {
    return end(CloseCode::bad_input);
  }
  if (now_ms - last_told_ms_ >= loop_.door().options.beat_ms && !is_writing_) {
    last_told_ms_ = now_ms;
    loop_.hub().push(*line_, beat());  // written when the loop settles, after all were looked at
  }
}

}  // namespace xinqiao::net
