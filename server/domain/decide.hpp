// The rules: what a command does to the world, as a pure function. Rights are asked first, at one
// door. Threading: pure; called on the decider thread.
#pragma once

#include <string>
#include <vector>

#include "protocol/variant.hpp"
#include "server/domain/world.hpp"

namespace xinqiao::domain {

// What the log knows about the message a command names: looked up by the pipeline before deciding,
// so that the world needs no messages in memory. `edits` are the edits of that post, ascending.
struct Target {
  bool exists = false;  // an event stands at that seq
  bool is_post = false;
  bool is_deleted = false;
  bool is_forwarded = false;  // a post whose words are not its author's own
  MemberId by;
  Instant at;
  Ordinal n{};
  struct EditOfIt {
    Seq seq{};
    MemberId by;
    Instant at;
    Ordinal n{};
  };
  std::vector<EditOfIt> edits;
  std::uint8_t reaction{};  // the caller's to this post; 0 = none
  std::string text;         // as it reads now; looked up for Forward and ReportPost alone
};

struct Context {
  Instant at;     // of this command: never before the last one's
  Target target;  // of Post::re, Edit, Delete, SetRead, SetReaction, Recall, SetPin, Forward,
                  // RemovePost, ReportPost
  // The name in the command looks like that of somebody else who holds a duty (server/looks.hpp).
  bool misleads = false;
  std::vector<Target> targets{};  // of EraseWords::posts, one each
  // Of a talk that is forgotten: its steps that have bytes in the log, without them.
  std::vector<Event> steps{};
};

// An event that takes the place of one already kept (a tombstone, or a step without its bytes).
using Redaction = Event;

struct Decision {
  std::vector<Event> events;
  std::vector<Mark> marks;
  std::vector<Redaction> redactions;
  // What the caller is answered: a receipt (accepted, or final refusal under a guard), or a
  // refusal.
  variant<Receipt, Refusal> outcome = Receipt{};
  bool repeated = false;  // the outcome is the first answer, told again; nothing happened
};

// Who asks. `member` is 0 for the server itself (tick, the tools) and for who comes in.
struct Caller {
  MemberId member;
  SessionId session;
  bool is_server = false;
};

Decision decide(const World& world, const Caller& caller, const Guard& guard,
                const Command& command, const Context& context);

// Which message of the log a command names, if any.
struct TargetRef {
  RoomId room;
  Seq seq{};
  bool with_text = false;
};
std::optional<TargetRef> target_of(const Command& command);

// 64-bit FNV-1a over what a command says: the same command has the same hash.
std::uint64_t body_hash(const Command& command);

}  // namespace xinqiao::domain
