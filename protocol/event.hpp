// What happened: one struct a kind, gathered in Event::body. Events are what is kept, told and
// replayed. Every event has a place (room, seq) and is encoded once (encode.hpp). An event's shape
// never changes. Threading: plain values.
#pragma once

#include <optional>
#include <string>

#include "protocol/alert.hpp"
#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"
#include "protocol/question.hpp"
#include "protocol/release.hpp"
#include "protocol/talk.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

struct RoomCreated {
  std::string title;
};
struct Joined {};
struct Left {};
struct Posted {
  std::string text;
  std::optional<Seq> re;
};
struct Edited {
  Seq target{};
  std::string text;
};
struct Deleted {
  Seq target{};
};
struct Recalled {  // deleted by its author soon after it was said
  Seq target{};
};
struct Forwarded {  // somebody's words from another place, said again
  std::string text;
  RoomId from_room;
  MemberId from_by;
  Instant from_at;
};
struct Pinned {
  Seq target{};
};
struct Unpinned {
  Seq target{};
};
// Tombstones: they stand in place of a post, or of an edit of it, that was deleted.
struct DeletedPost {
  Seq del{};
};
struct DeletedEdit {
  Seq target{};
  Seq del{};
};
struct MemberAdded {
  MemberId member;
  bool organiser = false;
};

// Of a room. One without rules is an open chat of the root that shows its past.
struct RoomRules {
  UnitId unit = root_unit;
  RoomType type = RoomType::chat;
  Access access = Access::open;
  Past past = Past::shown;
  bool operator==(const RoomRules&) const = default;
};
struct RoomRenamed {
  std::string title;
};
struct RoomArchived {};
struct RoomReopened {};
struct Added {  // by somebody else
  MemberId member;
};
struct Removed {
  MemberId member;
  Removal why = Removal::by_organiser;
};

// Of a bulletin. A notice is a post with a title and a class.
struct Noticed {
  NoticeClass of = NoticeClass::plain;
  std::string title;
  std::string text;
};
struct NoticeClosed {  // it is known no more who has confirmed; these are the last figures
  Seq target{};
  std::uint64_t confirmed{};
  std::uint64_t members{};
};

// By the room's arrangers, with their reason, for all to see.
struct Moderated {  // another's post is deleted
  Seq target{};
  std::string reason;
};
struct Muted {
  MemberId member;
  Instant until;  // it ends by itself
  std::string reason;
};
struct Unmuted {
  MemberId member;
};
struct ReadOnlySet {  // arrangers alone may speak
  bool on = true;
  std::string reason;  // empty = none
};

// Of the organisation's log. Each names the unit it concerns (0 = none), so that an organiser reads
// the part that is theirs.
struct UnitCreated {
  UnitId unit;
  UnitId parent;
  std::string name;
};
struct UnitRenamed {
  UnitId unit;
  std::string name;
};
struct UnitMoved {
  UnitId unit;
  UnitId parent;
};
struct UnitClosed {
  UnitId unit;
};
struct ReceptionSet {
  UnitId unit;
  bool on = true;
};
struct HomeSet {
  MemberId member;
  UnitId unit;  // 0 = none
  UnitId from;  // 0 = none
};
struct Welcomed {
  MemberId member;
  UnitId unit;  // the reception
};
struct WelcomeOverdue {  // nobody welcomed the member in time; said once
  MemberId member;
  UnitId unit;
};
struct DutyGiven {
  MemberId member;
  UnitId unit;
  Duty duty = Duty::organiser;
};
struct DutyTaken {
  MemberId member;
  UnitId unit;
  Duty duty = Duty::organiser;
};
struct Deactivated {
  MemberId member;
  UnitId unit;  // the home
};
struct Reactivated {
  MemberId member;
  UnitId unit;
};

// Name, login, links, sessions and seats are gone; the id stays, so that what was said has an
// author.
struct MemberErased {
  MemberId member;
  UnitId unit;  // the home
};

using EventBody =
    variant<RoomCreated, Joined, Left, Posted, Edited, Deleted, DeletedPost, DeletedEdit,
            MemberAdded, RoomRules, RoomRenamed, RoomArchived, RoomReopened, Added, Removed,
            UnitCreated, UnitRenamed, UnitMoved, UnitClosed, ReceptionSet, HomeSet, Welcomed,
            WelcomeOverdue, DutyGiven, DutyTaken, Deactivated, Reactivated, Noticed, NoticeClosed,
            Recalled, Forwarded, Pinned, Unpinned, MemberErased, Moderated, Muted, Unmuted,
            ReadOnlySet, QuestionMoved, AlertMoved, TalkMoved, ReleaseMoved>;

struct Event {
  RoomId room;
  Seq seq{};
  Instant at;
  MemberId by;
  Ordinal n{};  // posts of the room up to and including this event
  EventBody body;
};

// What can be answered, edited, deleted and reacted to.
inline bool is_post(const EventBody& body) {
  return holds_alternative<Posted>(body) || holds_alternative<Noticed>(body) ||
         holds_alternative<Forwarded>(body);
}
// The post that an event takes away, for good; 0 = none.
inline Seq taken_away(const EventBody& body) {
  if (const auto* deleted = get_if<Deleted>(&body)) return deleted->target;
  if (const auto* recalled = get_if<Recalled>(&body)) return recalled->target;
  if (const auto* moderated = get_if<Moderated>(&body)) return moderated->target;
  return 0;
}
inline bool is_sealed(const EventBody& body) {
  const auto* talk = get_if<TalkMoved>(&body);
  return talk != nullptr && talk->move == TalkMove::sealed;
}
// What the room's count of posts counts: what was sealed, too, so that one knows what is unread.
inline bool counts_as_post(const EventBody& body) {
  return is_post(body) || holds_alternative<DeletedPost>(body) || is_sealed(body);
}

}  // namespace xinqiao
