// Calls about people: how they come in, are named and listed, and leave. Part of command.hpp, which
// says more. Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/error.hpp"
#include "protocol/ids.hpp"
#include "protocol/mark.hpp"
#include "protocol/organisation.hpp"
#include "protocol/roster.hpp"

namespace xinqiao {

struct StartSession {
  TokenHash link{};
  TokenHash claim{};
  TokenHash token{};  // of the session to be made
  std::string device;
};
struct EndSession {
  SessionId session;  // of the caller's own; 0 = the one that asks
};
// A session by login and password. The world never meets a password: `match` is what a worker found
// when it held the password against `credential` (server/password_desk.hpp).
enum class Match : std::uint8_t { unchecked, wrong, right };
struct StartByPassword {
  std::string login;  // folded (server/logins.hpp)
  std::string device;
  TokenHash token{};
  TokenHash browser{};     // of the cookie by which the login will know this browser; 0 = none
  std::string credential;  // empty = the login had none
  Match match = Match::unchecked;
};
// Makes a member, by an invitation, and its first session.
struct StartByInvitation {
  TokenHash invitation{};
  TokenHash claim{};
  TokenHash token{};
  std::string name;
  std::string device;
};
struct SetPassword {
  std::string login;           // folded; empty = as it was
  std::string old_credential;  // what the old password was held against
  Match match = Match::unchecked;
  std::string credential;  // of the new password, made by a worker
  Reason weak = Reason::none;
  std::string weak_field{};  // why a worker found the new password too weak
};
struct CreateLink {
  std::optional<MemberId> member;
  TokenHash link{};
  bool end_sessions = false;  // of the member, all of them
};
// The same on the machine itself, for somebody known by login or name. Only the server's own tools.
struct ResetLinkFor {
  std::string login;  // folded
  std::string name;
  TokenHash link{};
  bool end_sessions = false;
};
struct CreateInvitation {
  TokenHash invitation{};
  UnitId unit{};  // 0 = no home
  std::optional<Duty> duty;
  std::uint64_t uses = 1;
  std::uint64_t days = 7;
  std::string note;
};
struct RevokeInvitation {
  TokenHash invitation{};
};
struct AddMember {
  std::string name;
  bool organiser = false;  // owner of all; only the server's own tools set this
  UnitId home{};           // 0 = none
  std::string login{};     // folded; kept for a password to come. Only a roster sets this
};
struct RenameMember {
  MemberId member;  // 0 = oneself
  std::string name;
};
struct EraseMember {
  MemberId member;
  bool words = false;  // every post of the member becomes a tombstone, too
};
// One step of that, by the server itself: what its reader found of the member's posts behind the
// place reached before.
struct PostRef {
  RoomId room;
  Seq seq{};
  auto operator<=>(const PostRef&) const = default;
};
struct EraseWords {
  MemberId member;
  PostRef reached;  // all before and at this place is done
  bool done = false;
  std::vector<PostRef> posts;
  std::vector<ReactionMark> reactions;  // of the member's, to anybody's posts
};
struct EndSessions {
  MemberId member;  // 0 = oneself, but for the session that asks
};
// Made by the door or a tool from a file (server/roster.hpp); becomes ordinary commands.
struct ImportRoster {
  Roster roster;
  bool create_units = false;
  bool dry_run = false;
};

}  // namespace xinqiao
