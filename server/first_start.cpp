#include "server/first_start.hpp"

#include "server/credentials.hpp"
#include "server/decider.hpp"

namespace xinqiao {
namespace {

constexpr std::uint64_t days_to_begin = 7;

}  // namespace

std::optional<std::string> invite_first_owner(Pipeline& pipeline) {
  if (!pipeline.world().members().empty()) return std::nullopt;
  std::string secret = random_secret();
  const TokenHash hash = hash_secret(secret);
  Heard heard;
  heard.caller = server_itself();
  heard.request.id = "0";
  heard.request.command =
      CreateInvitation{.invitation = hash, .duty = Duty::owner, .uses = 1, .days = days_to_begin};
  if (!pipeline.hear(std::move(heard))) return std::nullopt;
  while (pipeline.decide_step() || pipeline.keep_step()) {
  }
  if (pipeline.world().invitation(hash) == nullptr) return std::nullopt;  // no room on the disk
  return secret;
}

}  // namespace xinqiao
