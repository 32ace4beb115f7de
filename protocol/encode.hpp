// From values to JSON text, through the one JSON writer (json_writer.hpp).
// An event is encoded once, at decide; its bytes are kept and told unchanged.
// Threading: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/event.hpp"
#include "protocol/frame.hpp"
#include "protocol/mark.hpp"
#include "protocol/rows.hpp"

namespace xinqiao {

// {"room":1,"seq":7,"at":…,"by":…,"kind":"post","n":5,"text":"…","re":3}
std::string encode_event(const Event& event);

// {"jsonrpc":"2.0","method":METHOD,"params":PARAMS}; params is JSON already.
Frame encode_notification(std::string_view method, std::string_view params,
                          Words words = Words::kept_plain);
// The frame that tells an event, from its bytes. What is sealed does not shrink.
Frame encode_told(std::string_view event);
// How an answer with these events may be packed.
Words words_of_many(std::string_view events);

// {"jsonrpc":"2.0","id":ID,"result":RESULT}; id and result are JSON already.
std::string encode_result(std::string_view id, std::string_view result);

// {"jsonrpc":"2.0","id":ID,"error":{…}} with the reason's row and the refusal's data.
std::string encode_error(std::string_view id, const Refusal& refusal);

// The result object of a guarded call: {"room":…,"seq":…,"at":…,"n":…} or {"member":…} or, of the
// organisation's log, {"at":…,"unit":…} or, of a notice that waits, {"room":…,"at":…,"notice":…};
// with "already" or "repeated" where true. Only for receipt.reason == none. n is written for posts,
// edits and deletions (n != 0).
std::string encode_receipt(const Receipt& receipt, bool repeated);

// One line of room.list and of the `room` notification.
struct RoomSummary {
  RoomId room;
  std::string_view title;
  bool joined = false;
  std::uint64_t members{};
  Seq last_seq{};
  Ordinal last_n{};
  Instant last_at;
  Seq read_seq{};
  Ordinal read_n{};
  Position position{};
  RoomRules rules{};
  bool archived = false;
  MemberId with;             // the other one of a direct room; 0 = none
  std::uint64_t mentions{};  // unread ones
  bool read_only = false;
  const ReleaseRow* release = nullptr;  // while one stands
  Instant muted_until{};                // the one who asks; 0 = never
  std::string initials{};  // of the title, for who looks for it in pinyin; empty = none
};
std::string encode_room(const RoomSummary& room);
std::string encode_room_gone(RoomId room);  // {"room":…,"gone":true}
std::string encode_rooms(const std::vector<RoomSummary>& rooms, std::optional<RoomId> next);

struct MemberName {
  MemberId member;
  std::string_view name;  // empty = erased
  bool active = true;
  Instant muted_until{};   // in the room that is asked about; 0 = never
  std::string initials{};  // empty = none
};
std::string encode_members(const std::vector<MemberName>& members, std::optional<MemberId> next);

struct Whoami {
  MemberId member;
  std::string_view name;
  bool organiser = false;  // holds a duty somewhere
  SessionId session;       // 0 = not told
  UnitId home;             // 0 = none
  std::vector<HeldDuty> duties;
  std::string_view login{};      // empty = none
  bool presence = false;         // others may see when it is here
  bool listening = false;        // it is there for talks
  std::uint64_t open_reports{};  // that it may settle
  std::uint64_t questions{};     // that wait for it: it holds a duty in a unit that owns them
};
std::string encode_me(const Whoami& me);
// One device that is signed in.
struct SessionSummary {
  SessionId session;
  std::string_view device;
  Instant started;
  bool is_this = false;  // the one that asks
};
std::string encode_sessions(const std::vector<SessionSummary>& sessions);
// session.start: token is left out when empty.
std::string encode_session(const Whoami& me, std::string_view token);

// The tree: one unit a row, with those who organise it.
struct UnitSummary {
  const UnitRow* row = nullptr;
  std::uint64_t members{};  // whose home it is
  std::vector<MemberId> owners;
  std::vector<MemberId> organisers;
  std::string initials{};  // empty = none
};
struct TreeSummary {
  std::uint64_t version{};
  std::vector<UnitSummary> units;
  std::optional<UnitId> next;
  std::uint64_t homeless{};  // members without a home
};
std::string encode_tree(const TreeSummary& tree);
std::string encode_version(std::uint64_t version);  // {"version":…}

// Somebody as those see it who look after them.
struct PersonSummary {
  MemberId member;
  std::string_view name;
  const StandingRow* standing = nullptr;
  std::optional<Instant> welcome_due;
  std::string initials{};  // empty = none
};
std::string encode_people(const std::vector<PersonSummary>& people, std::optional<MemberId> next);
// events are event bytes.
std::string encode_organisation_log(const std::vector<std::string>& events,
                                    std::optional<Seq> next);

std::string encode_link(MemberId member, std::string_view secret, Instant expires);

// invitation.create: the id is its hash, so that the list can name it without its secret.
struct InvitationMade {
  TokenHash invitation{};
  std::string_view secret;
  Instant expires;
};
std::string encode_invitation(const InvitationMade& made);
std::string encode_invitations(const std::vector<const Invitation*>& rows, Instant now,
                               std::optional<TokenHash> next);
std::string encode_login(std::string_view login);  // password.set

// A member's name has changed; empty = it is erased.
std::string encode_name(MemberId member, std::string_view name, std::string_view initials);

struct Hello {
  std::string_view epoch;
  std::string_view durability;  // "fsync"
  Instant now;
  Position position{};
  Whoami me;
  double commands_per_second{};  // what this server was started with
};
std::string encode_hello(const Hello& hello);

struct ReadState {
  RoomId room;
  Seq seq{};
  Ordinal n{};
  Position position{};
};
std::string encode_read(const ReadState& read);
std::string encode_typing(RoomId room, MemberId by);
std::string encode_ping(Instant now);

// What is known of a post beside its words. What does not apply is left out.
struct PostTotals {
  Seq seq{};
  std::optional<ReactionTotals> reactions;
  std::optional<std::uint64_t> read;       // of a counted notice
  std::optional<std::uint64_t> confirmed;  // of one that must be confirmed
  std::uint64_t members{};                 // of the room, with one of the two above
  bool closed = false;                     // these are the last figures
  // Of the one who asks; never told to others.
  std::uint8_t own_reaction{};
  bool own_confirmation = false;
};
std::string encode_totals(RoomId room, const std::vector<PostTotals>& posts);
// {"room":…,"target":…,"reaction":"👍"}; "" when it was taken back.
std::string encode_reaction(RoomId room, Seq target, std::uint8_t reaction);
std::string encode_confirmed(RoomId room, Seq seq);

// Of one post: how many of those who might have read it have done so.
struct ReadCount {
  std::uint64_t read{};
  std::uint64_t of{};
  bool operator==(const ReadCount&) const = default;
};
std::string encode_read_count(RoomId room, Seq seq, const ReadCount& count);

struct MemberReaction {
  MemberId member;
  std::uint8_t reaction{};
};
std::string encode_reactions(const std::vector<MemberReaction>& reactions,
                             std::optional<MemberId> next);
std::string encode_scheduled(const std::vector<const ScheduledNotice*>& notices);

std::string encode_mention(const Mention& mention);
std::string encode_mentions(const std::vector<Mention>& mentions);
// Pinned posts, in their order, and their latest edits: event bytes.
std::string encode_pins(const std::vector<std::string>& events,
                        const std::vector<std::string>& about);

// Reports as those see them who settle them; without `reporter` as their own reporter does.
std::string encode_reports(const std::vector<const Report*>& reports,
                           std::optional<std::uint64_t> next);
std::string encode_own_reports(const std::vector<const Report*>& reports,
                               std::optional<std::uint64_t> next);
std::string encode_own_report(const Report& report);  // told to the reporter when it is settled
// message.report, report.settle
std::string encode_report_receipt(std::uint64_t report, Instant at, bool already);
std::string encode_presence(bool on);
std::string encode_present(const std::vector<MemberId>& members, bool more);

struct ResumedRoom {
  RoomId room;
  Seq first{};
  Seq top{};
  bool complete = false;
  bool gone = false;
  bool rolled_back = false;
};
std::string encode_resumed(std::string_view epoch, Position position,
                           const std::vector<ResumedRoom>& rooms,
                           const std::vector<ReadState>& reads);

// history: events and about are event bytes, joined with commas.
struct HistoryPage {
  RoomId room;
  std::vector<std::string> events;
  std::vector<std::string> about;
  Seq top{};
  std::optional<Seq> at_seq;
  std::vector<PostTotals> totals;
  std::vector<QuestionRow> questions;  // asked by these posts
};
std::string encode_history(const HistoryPage& page);

// One message that was found, as it reads now. `found`: begin and length of what matched in the
// text, in UTF-16 code units, ascending and apart.
struct SearchHit {
  SearchPlace place;
  MemberId by;
  std::string text;
  bool is_edited = false;
  std::vector<std::pair<std::size_t, std::size_t>> found;
};
struct SearchPage {
  std::vector<SearchHit> hits;      // newest first
  std::optional<SearchPlace> next;  // there may be more before it
  bool is_behind = false;           // the index is being built: some may be missing
};
std::string encode_search(const SearchPage& page);

}  // namespace xinqiao
