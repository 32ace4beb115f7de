// Start here. The world: who is a member, which rooms there are, who is in them, what was answered
// to whom. It knows no clock, randomness, thread, I/O, floating point or unordered iteration: two
// worlds fed the same entries are equal byte by byte. It holds no text of any message, but of the
// few notices that wait for their time and of what was reported.
//
//   decide(world, caller, guard, command, context) -> Decision      const, pure
//   world.apply(event | mark, position)                             the only way it changes
// Threading: belongs to the decider thread.
#pragma once

#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#include <boost/container/small_vector.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/event.hpp"
#include "protocol/limits.hpp"
#include "protocol/mark.hpp"
#include "protocol/rows.hpp"
#include "server/domain/alert/alerts.hpp"
#include "server/domain/by_secret.hpp"
#include "server/domain/organisation.hpp"
#include "server/domain/paged_map.hpp"
#include "server/domain/question/questions.hpp"
#include "server/domain/room_set.hpp"
#include "server/domain/seats.hpp"
#include "server/domain/seldom.hpp"
#include "server/domain/talk/talks.hpp"

namespace xinqiao::domain {

// A notice whose readers are counted, or who confirm it. The counts are of the active members of
// the room, kept as marks and memberships change.
struct Notice {
  NoticeRow row;
  std::uint64_t read{};
  std::uint64_t confirmed{};
  std::set<MemberId> confirmers;  // of an open one: also those who are out of the room by now
};

struct Room {
  RoomRow row;
  RulesRow rules;
  Seats members;
  std::map<Seq, Notice> notices;
  std::uint64_t active{};             // members who are not deactivated
  std::size_t scheduled = 0;          // notices that wait for their time
  std::vector<Seq> pins;              // in the order they were pinned
  bool read_only = false;             // arrangers alone speak
  std::map<MemberId, Instant> mutes;  // until when; some may be over
  std::optional<ReleaseRow> release;  // while one is proposed or agreed
};

// The last answers of one device's outbox, newest at n = last. Most devices say little: there are
// slots for what was said, and outbox_window (4 kB of them) only for who said as much.
struct OutboxMemory {
  std::uint64_t last{};
  Instant last_used;
  std::vector<Receipt> receipts;  // slot n % outbox_window

  // The receipt of n, which is one of the last outbox_window. An empty one, if there is none.
  const Receipt& receipt(std::uint64_t n) const;
  void keep(std::uint64_t n, const Receipt& receipt);
};

struct Mentioned {
  Instant at;
  MemberId by;
};

// Ascending, and one needs no room of its own: most members have one session, and one link.
template <class Value, class Order = std::less<Value>>
using MostlyOne =
    boost::container::flat_set<Value, Order, boost::container::small_vector<Value, 1>>;
template <class Key, class Value>
using MostlyOneOf =
    boost::container::flat_map<Key, Value, std::less<Key>,
                               boost::container::small_vector<std::pair<Key, Value>, 1>>;

struct Member {
  MemberRow row;
  StandingRow standing;
  std::string name;
  RoomSet rooms;
  MostlyOneOf<SessionId, std::unique_ptr<const Session>> sessions;
  MostlyOne<const Link*, ByLink> links;
  Seldom<std::map<OutboxId, OutboxMemory>> outboxes;
  Seldom<std::map<RepeatKey, Receipt>> keys;
  Seldom<std::map<std::pair<RoomId, Seq>, Mentioned>> mentions;  // limits::mentions_per_member
  std::unique_ptr<Credential> credential;
  Seldom<std::map<TokenHash, Instant>> browsers;  // in which the password was right, and when
  Seldom<boost::container::flat_set<TokenHash>> resets;  // links that somebody else made
  std::optional<Instant> welcome_due;                    // while it is waited for
  bool presence = false;                                 // others may see when it is here
  bool listening = false;  // it is there for talks, if it is a listener
};

inline bool is_erased(const Member& member) {
  return member.standing.welcome == Welcome::erased;
}

class World {
 public:
  // --- Reading ---
  const Member* member(MemberId id) const;
  const Room* room(RoomId id) const;
  const Session* session(const TokenHash& token) const;
  const Session* session(MemberId member, SessionId id) const;  // if it is the member's
  const Link* link(const TokenHash& link) const;
  const Member* member_of_login(const std::string& login) const;
  const Invitation* invitation(const TokenHash& invitation) const;
  const std::map<TokenHash, Invitation>& invitations() const { return invitations_; }
  const std::map<std::pair<TokenHash, TokenHash>, Arrival>& arrivals() const { return arrivals_; }
  // Whose words are being deleted, and how far that has come: one of them, or none.
  const Erasing* erasing() const;
  bool is_erasing(MemberId member) const { return erasing_.contains(member); }
  const Arrival* arrival(const TokenHash& invitation, const TokenHash& claim) const;
  // Whether the session was begun by an invitation that is still remembered.
  bool began_by_invitation(SessionId session) const { return arrived_.contains(session); }
  const std::map<RoomId, Room>& rooms() const { return rooms_; }
  const PagedMap<MemberId, Member>& members() const { return members_; }
  const Organisation& organisation() const { return organisation_; }
  const Questions& questions() const { return questions_; }
  const Alerts& alerts() const { return alerts_; }
  const Talks& talks() const { return talks_; }
  // Who holds a duty to listen anywhere, the deactivated too.
  const std::set<MemberId>& listeners() const { return listeners_; }
  std::size_t owners() const { return owners_; }  // active ones
  // Of the rooms a member may be in, those of talks not counted: they have bounds of their own.
  std::size_t rooms_held(const Member& member) const;
  // How many members have their home right in the unit (0: none at all), the deactivated too.
  std::size_t at_home_in(UnitId unit) const;
  std::size_t duties_in(UnitId unit) const;
  // Mentions beyond the member's read watermark of the room.
  std::uint64_t unread_mentions(MemberId member, RoomId room) const;
  const Notice* notice(RoomId room, Seq seq) const;
  const std::map<std::uint64_t, ScheduledNotice>& scheduled() const { return scheduled_; }
  // Grows, and follows the clock from one moment to the next, so that no counter has to be kept.
  std::uint64_t next_scheduled(Instant now) const;
  // The notices that count this mark when it is set: their totals change with it.
  std::vector<Seq> counted_by(const ReadMark& mark) const;
  const Report* report(std::uint64_t id) const;
  const std::map<std::uint64_t, Report>& reports() const { return reports_; }
  // What this member reported, in the order of places; and how many of the unit's wait (0: of the
  // owners).
  std::vector<const Report*> reports_by(MemberId reporter) const;
  const Report* report_of(MemberId reporter, const PostRef& post) const;
  std::size_t open_reports(UnitId unit) const;
  bool has_open_reports() const { return !open_reports_.empty(); }
  std::uint64_t next_report(Instant now) const;
  MemberId next_member() const { return next_member_; }
  RoomId next_room() const { return next_room_; }
  SessionId next_session() const { return next_session_; }

  // The earliest moment at which time alone changes something. None: never.
  std::optional<Instant> next_due() const;
  // What is due at `now`, in a fixed order, at most `most` (due.hpp says what each is).
  std::vector<std::string> due(Instant now, std::size_t most) const;

  // --- Changing ---
  void apply(const Event& event);
  void apply(const Mark& mark, Position position);

  // --- Loading rows at start (recovery), in any order ---
  void load(const RoomRow& row);
  void load(const MembershipRow& row);
  void load(const MemberRow& row);
  void load(const RulesRow& row);
  void load(const UnitRow& row);
  void load(const StandingRow& row);  // after its MemberRow
  void load(const NoticeRow& row);    // before the marks
  void load(const PinsRow& row);
  void load(const OrderRow& row);
  void load(const ReleaseRow& row) { rooms_[row.room].release = row; }
  void load(const AlertRow& row) { alerts_.load(row); }
  void load(const TalkRow& row);  // after the standings
  void load(const QuestionRow& row) { questions_.load(row); }
  void load(const QuestionCounts& row) { questions_.load(row); }
  void load_unit_counter(UnitId next) { organisation_.load_counter(next); }
  void load_counters(MemberId next_member, RoomId next_room, SessionId next_session);

  std::optional<MembershipRow> membership_row(RoomId room, MemberId member) const;
  // None where the row says no more than its default, and is not kept.
  std::optional<RulesRow> rules_row(RoomId room) const;
  std::optional<StandingRow> standing_row(MemberId member) const;
  std::optional<NoticeRow> notice_row(RoomId room, Seq seq) const;
  std::optional<PinsRow> pins_row(RoomId room) const;
  std::optional<OrderRow> order_row(RoomId room) const;

 private:
  void change(const Event& event, const RoomCreated& body);
  void change(const Event& event, const Joined& body);
  void change(const Event& event, const Left& body);
  void change(const Event& event, const MemberAdded& body);
  void change(const Event& event, const RoomRules& body);
  void change(const Event& event, const RoomRenamed& body);
  void change(const Event& event, const RoomArchived& body);
  void change(const Event& event, const RoomReopened& body);
  void change(const Event& event, const Added& body);
  void change(const Event& event, const Removed& body);
  void change(const Event& event, const ReceptionSet& body);
  void change(const Event& event, const HomeSet& body);
  void change(const Event& event, const Welcomed& body);
  void change(const Event& event, const WelcomeOverdue& body);
  void change(const Event& event, const DutyGiven& body);
  void change(const Event& event, const DutyTaken& body);
  void change(const Event& event, const Deactivated& body);
  void change(const Event& event, const Reactivated& body);
  void change(const Event& event, const MemberErased& body);
  template <class TreeChange>
  requires requires(Organisation& tree, const Event& event, const TreeChange& body) {
    tree.apply(event, body);
  }
  void change(const Event& event, const TreeChange& body) { organisation_.apply(event, body); }
  void change(const Event& event, const Deleted& body) { take_away(event.room, body.target); }
  void change(const Event& event, const Recalled& body) { take_away(event.room, body.target); }
  void change(const Event& event, const Moderated& body) { take_away(event.room, body.target); }
  void change(const Event& event, const Muted& body);
  void change(const Event& event, const Unmuted& body);
  void change(const Event& event, const ReadOnlySet& body);
  void change(const Event& event, const ReleaseMoved& body);
  void change(const Event& event, const Pinned& body);
  void change(const Event& event, const Unpinned& body);
  void change(const Event& event, const Noticed& body);
  void change(const Event& event, const NoticeClosed& body);
  void change(const Event& event, const AlertMoved& body) { alerts_.apply(event, body); }
  void change(const Event& event, const TalkMoved& body) { talks_.apply(event, body); }
  void change(const Event& event, const QuestionMoved& body) { questions_.apply(event, body); }
  // Words: they change no state.
  void change(const Event&, const Posted&) {}
  void change(const Event&, const Forwarded&) {}
  void change(const Event&, const Edited&) {}
  void change(const Event&, const DeletedPost&) {}
  void change(const Event&, const DeletedEdit&) {}

  void come(const Event& event, MemberId member);
  void go(RoomId room, MemberId member);
  void take_seat(RoomId room, MemberId member);
  // What the member counts for in the room: among its members, and in its notices.
  void weigh(Room& room, MemberId member, int sign);
  void weigh_everywhere(const Member& member, int sign);
  void end_notice(Room& room, Seq seq);
  void take_away(RoomId room, Seq target);
  // The standing changes under this: the counts and the welcome's deadline follow.
  template <class Change>
  void stand(MemberId member, Change change);
  void count(const StandingRow& standing, int sign);
  void set_welcome_due(Member& member);

  void set(const Profile& mark, Position position);
  void set(const Link& mark, Position position);
  void set(const Session& mark, Position position);
  void set(const ReadMark& mark, Position position);
  void set(const OutboxReceipt& mark, Position position);
  void set(const OutboxForgotten& mark, Position position);
  void set(const KeyReceipt& mark, Position position);
  void set(const ReactionMark&, Position) {}  // only its totals are kept, beside the log
  void set(const Confirmation& mark, Position position);
  void set(const ScheduledNotice& mark, Position position);
  void set(const Mention& mark, Position position);
  void set(const Credential& mark, Position position);
  void set(const Browser& mark, Position position);
  void set(const ResetLink& mark, Position position);
  void set(const Invitation& mark, Position position);
  void set(const Arrival& mark, Position position);
  void set(const Erasing& mark, Position position);
  void set(const PresenceMark& mark, Position position);
  void set(const Report& mark, Position position);
  void set(const AlertMark& mark, Position position);
  void set(const AlertAudience& mark, Position position);
  void set(const ListeningMark& mark, Position position);
  void count_report(const Report& report, int sign);

  Organisation organisation_;
  Alerts alerts_;
  Questions questions_;
  Talks talks_;
  std::set<MemberId> listeners_;
  std::map<UnitId, std::size_t> homes_;
  std::map<UnitId, std::size_t> duties_;
  std::size_t owners_ = 0;
  std::map<RoomId, Room> rooms_;
  PagedMap<MemberId, Member> members_;
  SessionsByToken tokens_;  // of the sessions that members hold
  std::set<Link, ByLink> links_;
  std::map<std::uint64_t, ScheduledNotice> scheduled_;
  std::uint64_t last_scheduled_ = 0;
  std::map<std::string, MemberId> logins_;
  std::map<TokenHash, Invitation> invitations_;
  std::map<std::pair<TokenHash, TokenHash>, Arrival> arrivals_;  // (invitation, claim)
  std::set<SessionId> arrived_;
  std::map<MemberId, Erasing> erasing_;
  std::map<std::uint64_t, Report> reports_;
  std::map<std::pair<MemberId, PostRef>, std::uint64_t> reported_;
  std::map<UnitId, std::size_t> open_reports_;  // by who settles them; none is left out
  std::uint64_t last_report_ = 0;
  // Deadlines: (moment, what), where what names the link, key or outbox that is then forgotten
  // (due.hpp).
  std::set<std::pair<Instant, std::string>> dues_;
  MemberId next_member_{1};
  RoomId next_room_{1};
  SessionId next_session_{1};
};

}  // namespace xinqiao::domain
