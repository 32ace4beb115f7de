#include "server/net/calls.hpp"

#include "protocol/encode.hpp"
#include "server/credentials.hpp"

namespace xinqiao::net {
namespace {

constexpr std::int64_t overloaded_retry_ms = 1'000;

Refusal not_here() {
  Refusal refusal;
  refusal.reason = Reason::method_not_found;
  return refusal;
}

void hash_secrets(Call& call, StartSession& start) {
  const Secrets& said = call.request.secrets;
  std::string token = random_secret();
  start.link = hash_secret(said.link);
  start.claim = hash_secret(said.claim);
  start.token = hash_secret(token);
  (said.want_cookie ? call.cookie : call.disclose) = std::move(token);
  call.request.secrets = {};
}

}  // namespace

variant<Call, Refusal> make_call(Request request, Transport transport) {
  const Command& asked = request.command;
  const bool is_for_sockets = holds_alternative<Resume>(asked) || holds_alternative<Typing>(asked);
  const bool is_for_exchanges = holds_alternative<StartSession>(asked);
  if (transport == Transport::exchange ? is_for_sockets : is_for_exchanges) return not_here();

  Call call;
  call.request = std::move(request);
  if (auto* start = get_if<StartSession>(&call.request.command)) hash_secrets(call, *start);
  if (auto* link = get_if<CreateLink>(&call.request.command)) {
    call.disclose = random_secret();
    link->link = hash_secret(call.disclose);
  }
  const auto* end = get_if<EndSession>(&call.request.command);
  call.ends_session = end != nullptr && end->session == SessionId{};
  return call;
}

Frame error_frame(std::string_view id, const Refusal& refusal) {
  return Frame(encode_error(id, refusal));
}

Refusal overloaded() {
  Refusal refusal;
  refusal.reason = Reason::overloaded;
  refusal.retry_ms = overloaded_retry_ms;
  return refusal;
}

}  // namespace xinqiao::net
