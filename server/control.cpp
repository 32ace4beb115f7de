#include "server/control.hpp"

#include "protocol/control.hpp"
#include "server/clock.hpp"
#include "server/credentials.hpp"
#include "server/logins.hpp"
#include "server/reset_answer.hpp"
#include "store/checkpoint.hpp"

#include <utility>

namespace xinqiao {
namespace {

ControlReply refuse(std::string error) {
  return {control::encode(control::Answer{std::move(error), {}}), nullptr};
}

ControlReply make_checkpoint(const Controlled& server) {
  std::unique_ptr<store::Checkpoint> made;
  if (const store::Status status = server.log.checkpoint(made); !status.is_ok()) {
    server.metrics.checkpoints_failed.fetch_add(1, std::memory_order_relaxed);
    return refuse(status.message);
  }
  server.metrics.checkpoints.fetch_add(1, std::memory_order_relaxed);
  server.metrics.checkpoint_ms.store(static_cast<std::uint64_t>(SystemClock{}.now().ms),
                                     std::memory_order_relaxed);
  const control::Answer answer{
      {}, {{"folder", store::checkpoint_folder}, {"position", std::to_string(made->at_least())}}};
  return {control::encode(answer), std::move(made)};
}

ControlReply make_reset_link(const Controlled& server, const control::Request& request) {
  const auto who = request.params.find("who");
  if (who == request.params.end()) return refuse("`who` is missing");
  std::string secret = random_secret();
  ResetLinkFor command{fold_login(who->second), who->second, hash_secret(secret),
                       request.params.contains("end_sessions")};
  const auto answer = server.line.ask(server.pipeline, std::move(command), secret);
  if (!answer) return refuse("the server has too much to do; try again");
  const std::string text(answer->frame.payload());
  if (!answer->accepted) return refuse(why_no_reset(text));
  return {control::encode(control::Answer{
              {}, {{"member", member_of_answer(text)}, {"secret", std::move(secret)}}}),
          nullptr};
}

}  // namespace

ControlReply answer_control(const Controlled& server, std::string_view line) {
  const auto request = control::decode_request(line);
  if (!request) return refuse("this is no request: see protocol/control.hpp");
  if (request->method == "checkpoint") return make_checkpoint(server);
  if (request->method == "reset_link") return make_reset_link(server, *request);
  return refuse("the server that runs knows no '" + request->method +
                "': start it again with the version of this command");
}

}  // namespace xinqiao
