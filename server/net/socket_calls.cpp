// What a client says over its socket, and the way it goes (socket_session.hpp).
#include <utility>

#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "server/net/calls.hpp"
#include "server/net/entry.hpp"
#include "server/net/socket_session.hpp"

namespace xinqiao::net {

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
              .member = loop_.hub().member(*line_).value_or(MemberId{}),
              .session = loop_.hub().session(*line_),
              .address = place_.address(),
              .request = std::move(call.request),
              .disclose = std::move(call.disclose),
              .passwords = std::move(call.passwords)};
  Hub& hub = loop_.hub();
  if (!hub.begin_call(*line_)) {
    return hub.push(*line_, error_frame(loop_.door().metrics, id, inbox_is_full()));
  }
  if (loop_.door().pipeline.hear(std::move(heard))) return;
  hub.call_not_taken(*line_);
  hub.push(*line_, error_frame(loop_.door().metrics, id, inbox_is_full()));
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
  loop_.hub().push(*line_, error_frame(loop_.door().metrics, id, refusal));
  if (++errors_in_a_row_ >= limits::errors_in_a_row) end(CloseCode::bad_input);
}

void SocketSession::run_out(Deadline which) {
  loop_.door().metrics.note_deadline(which);
  drop();
}

}  // namespace xinqiao::net
