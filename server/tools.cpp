#include "server/tools.hpp"

#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "server/logins.hpp"
#include "server/reset_answer.hpp"

#include <utility>
#include <vector>

namespace xinqiao {

struct ServerTool::Parts {
  class SettableClock final : public Clock {
   public:
    void set(Instant now) { now_ = now; }
    Instant now() const override { return now_ ? *now_ : SystemClock{}.now(); }

   private:
    std::optional<Instant> now_;
  };

  // Keeps the one answer that a call causes.
  class OneListener final : public Audience {
   public:
    void tell(std::shared_ptr<const TellBatch> batch) override {
      for (const Instruction& instruction : *batch) {
        if (const auto* answer = get_if<Answer>(&instruction)) answer_ = *answer;
      }
    }
    std::optional<Answer> take() { return std::exchange(answer_, std::nullopt); }

   private:
    std::optional<Answer> answer_;
  };

  explicit Parts(store::Log& log)
      : pipeline(log, clock, listener, metrics,
                 {.commands_per_second = 0,
                  .on_failure = [this](const store::Status& status) { failure = status; }}) {}

  SettableClock clock;
  OneListener listener;
  Metrics metrics;
  store::Status failure;
  std::string last_error;
  std::string last_answer;
  Pipeline pipeline;
};

ServerTool::ServerTool(store::Log& log) : parts_(std::make_unique<Parts>(log)) {}
ServerTool::~ServerTool() = default;

store::Status ServerTool::load() {
  return parts_->pipeline.load();
}
const domain::World& ServerTool::world() const {
  return parts_->pipeline.world();
}
const store::Status& ServerTool::failure() const {
  return parts_->failure;
}
const std::string& ServerTool::last_error() const {
  return parts_->last_error;
}
void ServerTool::set_time(Instant now) {
  parts_->clock.set(now);
}

bool ServerTool::run(const TokenHash& caller, Command command) {
  Heard heard;
  heard.caller = caller;
  heard.request.id = "0";
  heard.request.command = std::move(command);
  if (!parts_->pipeline.hear(std::move(heard))) return false;
  while (parts_->pipeline.decide_step() || parts_->pipeline.keep_step()) {
  }
  const std::optional<Answer> answer = parts_->listener.take();
  if (!answer) {
    parts_->last_error = parts_->failure.message;
    return false;
  }
  parts_->last_error = answer->accepted ? "" : std::string(answer->frame.payload());
  parts_->last_answer = answer->frame.payload();
  return answer->accepted;
}

std::optional<MemberId> ServerTool::add_member(const std::string& name, bool organiser) {
  const MemberId id = world().next_member();
  if (!run(server_itself(), AddMember{name, organiser})) return std::nullopt;
  return id;
}

std::optional<ServerTool::ResetLink> ServerTool::reset_link(const std::string& who,
                                                            bool end_sessions) {
  std::string secret = random_secret();
  if (!run(server_itself(),
           ResetLinkFor{fold_login(who), who, hash_secret(secret), end_sessions})) {
    return std::nullopt;
  }
  return ResetLink{member_of_answer(parts_->last_answer), std::move(secret)};
}

std::optional<std::string> ServerTool::create_link(MemberId member) {
  std::string secret = random_secret();
  if (!run(server_itself(), CreateLink{member, hash_secret(secret)})) return std::nullopt;
  return secret;
}

std::optional<std::string> ServerTool::start_session(MemberId member, const std::string& device) {
  const std::optional<std::string> link = create_link(member);
  if (!link) return std::nullopt;
  std::string token = random_secret();
  const StartSession start{hash_secret(*link), hash_secret(random_secret()), hash_secret(token),
                           device};
  if (!run(server_itself(), start)) return std::nullopt;
  return token;
}

std::optional<std::string> ServerTool::import_roster(ImportRoster roster) {
  if (!run(server_itself(), std::move(roster))) return std::nullopt;
  constexpr std::string_view before = "\"result\":";
  const std::string& whole = parts_->last_answer;
  const auto from = whole.find(before) + before.size();
  return whole.substr(from, whole.size() - from - 1);
}

bool ServerTool::end_session(const std::string& token) {
  return run(hash_secret(token), EndSession{});
}

bool ServerTool::arrange(Command command) {
  return run(server_itself(), std::move(command));
}

std::optional<std::size_t> ServerTool::end_sessions() {
  std::vector<TokenHash> callers;
  std::vector<TokenHash> links;
  for (const auto& [id, member] : world().members()) {
    for (const auto& [session, held] : member.sessions) callers.push_back(held->token);
    for (const Link* link : member.links) links.push_back(link->link);
  }
  const std::size_t ended = callers.size();
  // Links are used up: a restored store does not know of those that were used since, and whoever
  // finds one of them would come in. Those that are used or over already are refused.
  for (const TokenHash& link : links) {
    const TokenHash token = hash_secret(random_secret());
    const StartSession use{link, hash_secret(random_secret()), token, "used up"};
    if (run(server_itself(), use)) callers.push_back(token);
    if (!parts_->failure.is_ok()) return std::nullopt;
  }
  for (const TokenHash& caller : callers) {
    if (!run(caller, EndSession{})) return std::nullopt;
  }
  return ended;
}

std::optional<ServerTool::Placed> ServerTool::create_room(const std::string& token,
                                                          const std::string& title) {
  const RoomId room = world().next_room();
  return this->command(token, room, CreateRoom{title});
}

std::optional<ServerTool::Placed> ServerTool::command(const std::string& token, RoomId room,
                                                      Command command) {
  if (!run(hash_secret(token), std::move(command))) return std::nullopt;
  return Placed{room, world().room(room)->row.last_seq};
}

}  // namespace xinqiao
