// What may be asked: one struct a call, gathered in the variant Command. Incoming types own their
// bytes. A Command carries no secret: links, claims and tokens are replaced by their hash,
// passwords by a verdict (see Secrets). Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/alert.hpp"
#include "protocol/command_people.hpp"
#include "protocol/ids.hpp"
#include "protocol/moderation.hpp"
#include "protocol/organisation.hpp"
#include "protocol/question.hpp"
#include "protocol/release.hpp"
#include "protocol/talk.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

// --- Commands: they may change the world and take their place in the log. ---

struct CreateRoom {
  std::string title;
  UnitId unit{};  // 0 = the home unit of the caller, or the root
  RoomType type = RoomType::chat;
  Access access = Access::open;
  Past past = Past::shown;
};
struct OpenDirect {
  MemberId member;
};
struct RenameRoom {
  RoomId room;
  std::string title;
};
struct SetRoomRules {
  RoomId room;
  std::optional<Access> access;
  std::optional<Past> past;
};
struct ArchiveRoom {
  RoomId room;
  bool archived = true;
};
struct AddToRoom {
  RoomId room;
  std::vector<MemberId> members;
};
struct RemoveFromRoom {
  RoomId room;
  MemberId member;
};
struct JoinRoom {
  RoomId room;
};
struct LeaveRoom {
  RoomId room;
};
struct Post {
  RoomId room;
  std::string text;
  std::optional<Seq> re;
};
struct Edit {
  RoomId room;
  Seq target{};
  std::string text;
};
struct Delete {
  RoomId room;
  Seq target{};
};
struct SetRead {
  RoomId room;
  Seq seq{};
};
struct Recall {
  RoomId room;
  Seq target{};
};
struct SetPin {
  RoomId room;
  Seq target{};
  bool on = true;
};
struct Forward {
  RoomId room;
  RoomId from;
  Seq seq{};  // of the post that is forwarded
};
// The tree of units and who stands where in it.
struct CreateUnit {
  UnitId parent;
  std::string name;
};
struct RenameUnit {
  UnitId unit;
  std::string name;
};
struct MoveUnit {
  UnitId unit;
  UnitId parent;
};
struct CloseUnit {
  UnitId unit;
};
struct SetReception {
  UnitId unit;
  bool on = true;
};
struct SetHome {
  MemberId member;
  UnitId unit{};  // 0 = none
};
struct WelcomeMember {
  MemberId member;
};
struct SetDuty {
  MemberId member;
  UnitId unit;
  Duty duty = Duty::organiser;
  bool held = true;  // false = it is taken away
};
struct SetActive {
  MemberId member;
  bool active = true;
};
// What is said about posts, and notices.
struct SetReaction {
  RoomId room;
  Seq target{};
  std::uint8_t reaction{};  // of limits::reactions, from 1; 0 = it is taken back
};
struct PostNotice {
  RoomId room;
  NoticeClass of = NoticeClass::plain;
  std::string title;
  std::string text;
  std::optional<Instant> at;  // when it is to be posted; none, or past = at once
};
struct ConfirmNotice {
  RoomId room;
  Seq seq{};
};
struct CancelNotice {
  RoomId room;
  std::uint64_t notice{};
};
struct Tick {};  // ordered by the pipeline itself, never from outside

// --- Queries: const, bounded, answered once what they saw is kept. ---

struct Open {};  // a socket's first question, asked by net: who is this, and what does hello say?
struct Boot {};  // GET /boot, asked by net: an Answer whose result is hello's params and `rooms`
struct Me {};
struct ListSessions {};
struct NameMembers {
  std::vector<MemberId> members;
};
struct ListRooms {
  RoomId after{};
  std::size_t limit{};
};
struct ListMembers {
  RoomId room;
  MemberId after{};
  std::size_t limit{};
};
struct ListInvitations {
  TokenHash after{};
  std::size_t limit{};
};
struct Ping {};
struct Tree {
  std::optional<std::uint64_t> version;  // the one the caller has
  UnitId after{};
  std::size_t limit{};
};
struct ListPeople {  // of a unit and all below it, or of those without a home
  UnitId unit{};     // 0 = those without
  MemberId after{};
  std::size_t limit{};
};

struct ListConfirmations {  // of an open notice: who has confirmed it, or who has not
  RoomId room;
  Seq seq{};
  bool confirmed = false;
  MemberId after{};
  std::size_t limit{};
};
struct ListScheduled {
  RoomId room;
};
struct ListMentions {};  // the caller's own, latest first

// --- Permits: rights are checked in order, the bytes are read elsewhere. ---

enum class HistoryFrom : std::uint8_t { latest, before, after, around, at };
struct History {
  RoomId room;
  HistoryFrom from = HistoryFrom::latest;
  std::uint64_t value{};  // a seq, or for `at` milliseconds since 1970
  std::size_t limit{};
};

// GET /my-data, asked by net: all that is held about the caller; its words behind `after`.
struct MyData {
  PostRef after;  // room 0 = from the beginning, with everything else
};
// GET and POST /backups, asked by net: what backups there are; another one. Of owners.
struct ListBackups {};
struct BackUp {};

struct OrganisationLog {
  Seq before{};  // 0 = the latest
  std::size_t limit{};
};

// The place of a hit in the order of search: newest first, and one moment's hits by room and seq.
struct SearchPlace {
  Instant at;
  RoomId room;
  Seq seq{};
  auto operator<=>(const SearchPlace&) const = default;
};
struct Search {
  std::string query;
  std::vector<RoomId> rooms;  // ascending; empty = all one is in
  std::optional<SearchPlace> before;
  std::size_t limit{};
};
struct ListPins {
  RoomId room;
};
// How many have read a post of the caller's own: a number, never who.
struct CountReads {
  RoomId room;
  Seq seq{};
};
struct ListReactions {
  RoomId room;
  Seq seq{};
  MemberId after{};
  std::size_t limit{};
};

// A closed interval of seq.
struct Interval {
  Seq first{};
  Seq last{};
  auto operator<=>(const Interval&) const = default;
};
struct ResumeRoom {
  RoomId room;
  std::vector<Interval> have;  // disjoint, ascending, checked by the decoder
};
struct Resume {
  std::string epoch;  // empty = not told
  Position marks_since{};
  std::vector<ResumeRoom> rooms;
};

// --- Signals: never ordered, never kept; they do not pass the decider. ---

struct Typing {
  RoomId room;
};

using Command =
    variant<StartSession, EndSession, CreateLink, AddMember, CreateRoom, JoinRoom, LeaveRoom, Post,
            Edit, Delete, SetRead, Tick, Open, Boot, Me, ListSessions, NameMembers, ListRooms,
            ListMembers, Ping, History, Resume, Typing, OpenDirect, RenameRoom, SetRoomRules,
            ArchiveRoom, AddToRoom, RemoveFromRoom, CreateUnit, RenameUnit, MoveUnit, CloseUnit,
            SetReception, SetHome, WelcomeMember, SetDuty, SetActive, Tree, ListPeople,
            OrganisationLog, Search, SetReaction, PostNotice, ConfirmNotice, CancelNotice,
            ListConfirmations, ListScheduled, ListReactions, Recall, SetPin, Forward, ListPins,
            ListMentions, StartByPassword, StartByInvitation, SetPassword, CreateInvitation,
            RevokeInvitation, ListInvitations, RenameMember, EraseMember, EraseWords, EndSessions,
            ImportRoster, MyData, ResetLinkFor, RemovePost, MuteMember, UnmuteMember, SetReadOnly,
            ReportPost, SettleReport, SetPresence, ListReports, ListOwnReports, ListPresent,
            ListBackups, BackUp, CountReads, MoveQuestion, ListQuestions, CountQuestions,
            MoveRelease, RaiseAlert, MoveAlert, ListAlerts, ReachAlert, AnswerAlert, TickAlert,
            CountAudience, RollAlert, NoteWritten, ListMissing, AskTalk, ListListeners, ListTalks,
            MoveTalk, SetListening>;

// Whether it is for somebody who is not signed in yet.
inline bool comes_in(const Command& command) {
  return holds_alternative<StartSession>(command) || holds_alternative<StartByPassword>(command) ||
         holds_alternative<StartByInvitation>(command);
}

// The guard of a call that changes the log: {outbox, n}, or key, or none.
struct OutboxPlace {
  OutboxId outbox;
  std::uint64_t n{};
};
using Guard = variant<monostate, OutboxPlace, RepeatKey>;

// Secrets as they came, for net to hash and forget; passwords go to a worker and no further.
struct Secrets {
  std::string link;  // or an invitation
  std::string claim;
  bool want_cookie = false;
  std::string password;  // the one there is
  std::string fresh;     // the one there shall be
};

// One request, decoded.
struct Request {
  std::string id;  // the JSON of the id, as it came (`7`, `"a"`); empty = a notification
  Command command = Ping{};
  Guard guard;
  Secrets secrets;  // only for session.start and password.set
};

}  // namespace xinqiao
