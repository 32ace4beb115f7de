// Marks: rows of one member, kept with the position of the entry that set them. No room sequence.
// A mark is the whole new value of its row; `gone` removes the row. They are never told to a room.
// Threading: plain values.
#pragma once

#include <optional>
#include <string>

#include "protocol/alert.hpp"
#include "protocol/error.hpp"
#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"
#include "protocol/talk.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

// The first answer to a guarded call: all that is needed to say it again.
struct Receipt {
  Reason reason = Reason::none;  // none = accepted
  std::uint64_t body_hash{};     // of the command, to tell a repeat from a mistake
  Instant at;
  RoomId room;
  Seq seq{};
  Ordinal n{};      // in the organisation's log (room 0): the unit that unit.create made
  MemberId member;  // member.add
  bool already = false;
  bool operator==(const Receipt&) const = default;
};

struct Profile {  // a name is a mark, so that it can change and be erased
  MemberId member;
  std::string name;
  bool gone = false;
};
struct Link {
  MemberId member;
  TokenHash link{};
  Instant expires;
  std::optional<TokenHash> claim;  // used, by this claim
  SessionId session;               // made by it
  bool gone = false;
};
struct Session {
  MemberId member;
  SessionId session;
  TokenHash token{};
  Instant started;
  std::string device;
  bool gone = false;
};
struct ReadMark {
  MemberId member;
  RoomId room;
  Seq seq{};
  Ordinal n{};
  bool gone = false;
};
struct OutboxReceipt {  // slot n % outbox_window of the outbox's ring
  MemberId member;
  OutboxId outbox;
  std::uint64_t n{};
  Receipt receipt;
};
struct OutboxForgotten {  // all slots of an idle outbox
  MemberId member;
  OutboxId outbox;
};
struct KeyReceipt {
  MemberId member;
  RepeatKey key{};
  Receipt receipt;
  bool gone = false;
};

struct ReactionMark {
  MemberId member;
  RoomId room;
  Seq target{};
  std::uint8_t reaction{};  // of limits::reactions, from 1
  bool gone = false;
};
struct Confirmation {  // of a notice; erased when limits::confirmation_ms are over
  MemberId member;
  RoomId room;
  Seq seq{};
  bool gone = false;
};
// A notice that waits for its time. It belongs to its author until it is posted.
struct ScheduledNotice {
  std::uint64_t notice{};
  MemberId member;
  RoomId room;
  Instant at;
  NoticeClass of = NoticeClass::plain;
  std::string title;
  std::string text;
  bool gone = false;
};

struct Mention {  // somebody named the member in a post
  MemberId member;
  RoomId room;
  Seq seq{};
  Instant at;
  MemberId by;
  bool gone = false;
};

// By which a member comes in without a link. An empty hash: the login is kept for the member, who
// has no password yet.
struct Credential {
  MemberId member;
  std::string login;  // folded
  std::string hash;   // libsodium's own format: it says how it was made
  Instant set;
  bool gone = false;
};
// A browser in which the member's password was right once: others' guesses do not slow it down.
struct Browser {
  MemberId member;
  TokenHash browser{};
  Instant seen;
  bool gone = false;
};
// Of a link that somebody else made for the member: what it opens may set a new password without
// the old one. It goes with its link.
struct ResetLink {
  MemberId member;
  TokenHash link{};
  bool gone = false;
};
struct Invitation {
  TokenHash invitation{};
  MemberId by;  // 0 = the server itself
  UnitId unit;  // the home of who comes by it; 0 = none
  std::optional<Duty> duty;
  Instant made;
  Instant expires;
  std::uint64_t uses{};
  std::uint64_t used{};
  std::string note;
  bool revoked = false;
  bool gone = false;
};
// Who came by it, with which claim: asked again, the same member comes in and not one more.
struct Arrival {
  TokenHash invitation{};
  TokenHash claim{};
  MemberId member;
  SessionId session;
  Instant at;
  bool gone = false;
};

// The words of an erased member are being deleted: how far that has come.
struct Erasing {
  MemberId member;
  RoomId room;
  Seq seq{};
  bool gone = false;
};

// The member lets others in its rooms see when it is here. Its absence says no.
struct PresenceMark {
  MemberId member;
  bool gone = false;
};

// What a member told of another's post. Whoever settles it reads it here, and not in the room.
struct Report {
  std::uint64_t report{};
  RoomId room;
  Seq seq{};
  MemberId accused;
  MemberId reporter;  // known to those who settle it alone
  UnitId unit;        // whose organisers settle it; 0 = the owners
  Instant at;
  std::string text;    // as it read then; gone with the words of an erased author
  std::string reason;  // likewise, with those of an erased reporter
  std::optional<Outcome> outcome;
  MemberId settled_by;
  Instant settled_at;
  std::string note;
  bool gone = false;
};

using Mark = variant<Profile, Link, Session, ReadMark, OutboxReceipt, OutboxForgotten, KeyReceipt,
                     ReactionMark, Confirmation, ScheduledNotice, Mention, Credential, Browser,
                     ResetLink, Invitation, Arrival, Erasing, PresenceMark, Report, AlertMark,
                     ListeningMark, AlertAudience>;

}  // namespace xinqiao
