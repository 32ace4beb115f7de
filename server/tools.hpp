// The server's own hands: a Pipeline driven step by step in one thread, for what is done while no
// server runs (first members, sign-in links, demo and seed). What it does walks the same way as
// what members do, and is kept when a call returns. Threading: one thread. Errors: a failed keep is
// told by failure(); every call after it returns nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "protocol/command.hpp"
#include "server/clock.hpp"
#include "server/pipeline.hpp"

namespace xinqiao {

class ServerTool {
 public:
  explicit ServerTool(store::Log& log);
  ~ServerTool();
  ServerTool(const ServerTool&) = delete;
  ServerTool& operator=(const ServerTool&) = delete;

  store::Status load();
  const domain::World& world() const;
  const store::Status& failure() const;

  // From now on things happen at this time (it never goes back); without it, at the real time.
  void set_time(Instant now);

  std::optional<MemberId> add_member(const std::string& name, bool organiser);
  // The secret of a one-time sign-in link.
  std::optional<std::string> create_link(MemberId member);
  // Likewise for who has this login or name; the member's id, as digits, too.
  struct ResetLink {
    std::string member;
    std::string secret;
  };
  std::optional<ResetLink> reset_link(const std::string& who, bool end_sessions);
  // A new session; the token is its secret.
  std::optional<std::string> start_session(MemberId member, const std::string& device);
  bool end_session(const std::string& token);
  // What the server may do itself: units, homes, duties, the reception.
  bool arrange(Command command);
  // All of everybody; how many there were, or none when it could not be kept. Open sign-in links
  // are used up with them.
  std::optional<std::size_t> end_sessions();
  // What the server answers: a report as JSON.
  std::optional<std::string> import_roster(ImportRoster roster);

  // Commands of the session with this token. The result is the place of the event in its room.
  struct Placed {
    RoomId room;
    Seq seq{};
  };
  std::optional<Placed> create_room(const std::string& token, const std::string& title);
  // Join, Leave, Post, Edit, Delete, SetRead.
  std::optional<Placed> command(const std::string& token, RoomId room, Command command);

  // The last refusal, as the wire would say it; empty after a success.
  const std::string& last_error() const;

 private:
  struct Parts;
  bool run(const TokenHash& caller, Command command);
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao
