#include "server/net/calls.hpp"

#include "protocol/encode.hpp"
#include "server/credentials.hpp"
#include "server/logins.hpp"

namespace xinqiao::net {
namespace {

constexpr std::int64_t overloaded_retry_ms = 1'000;

Refusal not_here() {
  Refusal refusal;
  refusal.reason = Reason::method_not_found;
  return refusal;
}

// The token of a session that is to be made.
TokenHash new_token(Call& call) {
  std::string token = random_secret();
  const TokenHash hash = hash_secret(token);
  call.wants_cookie = call.request.secrets.want_cookie;
  (call.wants_cookie ? call.cookie : call.disclose) = std::move(token);
  return hash;
}

// What is secret in a command is replaced; passwords go beside it.
void hide(Call& call, StartSession& start) {
  start.link = hash_secret(call.request.secrets.link);
  start.claim = hash_secret(call.request.secrets.claim);
  start.token = new_token(call);
}
void hide(Call& call, StartByInvitation& start) {
  start.invitation = hash_secret(call.request.secrets.link);
  start.claim = hash_secret(call.request.secrets.claim);
  start.token = new_token(call);
}
void hide(Call& call, StartByPassword& start) {
  start.login = fold_login(start.login);
  start.token = new_token(call);
}
void hide(Call&, SetPassword& set) {
  set.login = fold_login(set.login);
}
void hide(Call& call, CreateLink& create) {
  call.disclose = random_secret();
  create.link = hash_secret(call.disclose);
}
void hide(Call& call, CreateInvitation& create) {
  call.disclose = random_secret();
  create.invitation = hash_secret(call.disclose);
}
template <class Plain>
void hide(Call&, const Plain&) {}

}  // namespace

variant<Call, Refusal> make_call(Request request, Transport transport) {
  const Command& asked = request.command;
  const bool is_for_sockets = holds_alternative<Resume>(asked) || holds_alternative<Typing>(asked);
  const bool is_for_exchanges = comes_in(asked);
  if (transport == Transport::exchange ? is_for_sockets : is_for_exchanges) return not_here();

  Call call;
  call.request = std::move(request);
  Secrets& said = call.request.secrets;
  visit([&](auto& command) { hide(call, command); }, call.request.command);
  call.passwords = {std::move(said.password), std::move(said.fresh)};
  said = {};
  const auto* end = get_if<EndSession>(&call.request.command);
  call.ends_session = end != nullptr && end->session == SessionId{};
  return call;
}

Frame error_frame(Metrics& metrics, std::string_view id, const Refusal& refusal) {
  metrics.note_refusal(refusal.reason);
  return Frame(encode_error(id, refusal));
}

Reply refusal_reply(unsigned status, std::string_view id, const Refusal& refusal) {
  Reply reply = json_reply(status, encode_error(id, refusal));
  reply.reason = refusal.reason;
  return reply;
}

Refusal inbox_is_full() {
  return overloaded(overloaded_retry_ms);
}

}  // namespace xinqiao::net
