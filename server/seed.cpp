#include "server/seed.hpp"

#include "protocol/json_writer.hpp"
#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "server/domain/world.hpp"
#include "server/pipeline.hpp"
#include "store/rocks_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

namespace xinqiao {
namespace {

// Counts what was answered and keeps the first refusal.
class Tally final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    for (const Instruction& instruction : *batch) {
      const auto* answer = get_if<Answer>(&instruction);
      if (answer == nullptr) continue;
      ++answers_;
      if (!answer->accepted && refusal_.empty()) refusal_ = answer->frame.payload();
    }
  }
  std::size_t answers() const { return answers_; }
  const std::string& refusal() const { return refusal_; }

 private:
  std::size_t answers_ = 0;
  std::string refusal_;
};

// Hands commands to the pipeline in groups as large as it keeps at once.
class Hand {
 public:
  explicit Hand(store::Log& log)
      : pipeline_(log, clock_, tally_, metrics_,
                  {.commands_per_second = 0,
                   .on_failure = [this](const store::Status& status) { failure_ = status; }}) {}

  store::Status load() { return pipeline_.load(); }
  const domain::World& world() const { return pipeline_.world(); }

  void ask(const TokenHash& caller, Command command) {
    Heard heard;
    heard.caller = caller;
    heard.request.id = "0";
    heard.request.command = std::move(command);
    if (waiting_ == limits::group_commands) settle();
    asked_ += pipeline_.hear(std::move(heard)) ? 1 : 0;
    ++waiting_;
  }
  // Everything asked is decided, kept and answered; false: with a word about it in problem().
  bool settle() {
    while (pipeline_.decide_step() || pipeline_.keep_step()) {
    }
    waiting_ = 0;
    return failure_.is_ok() && tally_.refusal().empty() && tally_.answers() == asked_;
  }
  std::string problem() const {
    if (!failure_.is_ok()) return failure_.message;
    return tally_.refusal().empty() ? "not everything was answered" : tally_.refusal();
  }

 private:
  SystemClock clock_;
  Tally tally_;
  Metrics metrics_;
  store::Status failure_;
  Pipeline pipeline_;
  std::size_t asked_ = 0;
  std::size_t waiting_ = 0;
};

struct Seeded {
  MemberId member;
  std::string token;
  TokenHash caller{};
  std::vector<std::uint64_t> rooms;  // numbers from 0
};

std::uint64_t rooms_each(const SeedOptions& options) {
  constexpr std::uint64_t usual = 10;
  if (options.rooms == 0) return 0;
  const std::uint64_t wanted =
      options.rooms_per_member == 0 ? std::min(options.rooms, usual) : options.rooms_per_member;
  const std::uint64_t least = (options.rooms + options.members - 1) / options.members;
  return std::min(std::max(wanted, least), options.rooms);
}

std::vector<Seeded> plan(const SeedOptions& options, const domain::World& world) {
  const std::uint64_t each = rooms_each(options);
  std::vector<Seeded> members(options.members);
  for (std::uint64_t i = 0; i < options.members; ++i) {
    members[i].member.value = world.next_member().value + i;
    members[i].token = random_secret();
    members[i].caller = hash_secret(members[i].token);
    for (std::uint64_t j = 0; j < each; ++j) {
      members[i].rooms.push_back((i * each + j) % options.rooms);
    }
  }
  return members;
}

bool sign_in_all(Hand& hand, const std::vector<Seeded>& members) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    hand.ask(server_itself(), AddMember{"桥友 " + std::to_string(i + 1), i == 0});
  }
  std::vector<TokenHash> links;
  for (const Seeded& one : members) {
    links.push_back(hash_secret(random_secret()));
    hand.ask(server_itself(), CreateLink{one.member, links.back()});
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    hand.ask(server_itself(),
             StartSession{links[i], hash_secret(random_secret()), members[i].caller, "seed"});
  }
  return hand.settle();
}

bool fill_rooms(Hand& hand, const std::vector<Seeded>& members, std::uint64_t rooms) {
  const RoomId first = hand.world().next_room();
  std::vector<const Seeded*> maker(rooms, nullptr);
  for (const Seeded& one : members) {
    for (const std::uint64_t room : one.rooms) {
      maker[room] = maker[room] == nullptr ? &one : maker[room];
    }
  }
  for (std::uint64_t room = 0; room < rooms; ++room) {
    hand.ask(maker[room]->caller, CreateRoom{"房间 " + std::to_string(room + 1)});
  }
  for (const Seeded& one : members) {
    for (const std::uint64_t room : one.rooms) {
      if (maker[room] != &one) hand.ask(one.caller, JoinRoom{{first.value + room}});
    }
  }
  return hand.settle();
}

std::string tokens_text(const std::vector<Seeded>& members, RoomId first_room) {
  std::string text;
  for (const Seeded& one : members) {
    JsonWriter json(text);
    json.begin_object();
    json.key("member").integer(static_cast<std::int64_t>(one.member.value));
    json.key("token").string(one.token);
    json.key("rooms").begin_array();
    for (const std::uint64_t room : one.rooms) {
      json.integer(static_cast<std::int64_t>(first_room.value + room));
    }
    json.end_array().end_object();
    text += '\n';
  }
  return text;
}

bool write_secret_file(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return false;
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t bytes = ::write(file, text.data() + written, text.size() - written);
    if (bytes <= 0) break;
    written += static_cast<std::size_t>(bytes);
  }
  return ::close(file) == 0 && written == text.size();
}

int fails(int code, const std::string& why) {
  std::cerr << "seed: " << why << "\n";
  return code;
}

}  // namespace

int seed(const SeedOptions& options) {
  if (options.members == 0) return fails(2, "there must be at least one member");
  if (rooms_each(options) > limits::rooms_per_member) {
    return fails(2, "a member can be in at most " + std::to_string(limits::rooms_per_member) +
                        " rooms: more members or fewer rooms");
  }
  std::unique_ptr<store::RocksLog> log;
  if (const auto status = store::RocksLog::open(options.folder, {}, log); !status.is_ok()) {
    return fails(1, status.message);
  }
  Hand hand(*log);
  if (const auto status = hand.load(); !status.is_ok()) return fails(1, status.message);
  if (!hand.world().members().empty()) return fails(1, "the store is not empty");

  const RoomId first_room = hand.world().next_room();
  const std::vector<Seeded> members = plan(options, hand.world());
  if (!sign_in_all(hand, members) || !fill_rooms(hand, members, options.rooms)) {
    return fails(1, hand.problem());
  }
  if (!write_secret_file(options.tokens, tokens_text(members, first_room))) {
    return fails(1, options.tokens + ": cannot be written");
  }
  return 0;
}

}  // namespace xinqiao
