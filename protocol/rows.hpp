// Rows: what start-up loads instead of replaying events. Each is a function of a room's events
// alone, so `xinqiao verify` can rebuild and compare them. Threading: plain values.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "protocol/alert.hpp"
#include "protocol/event.hpp"
#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "protocol/organisation.hpp"
#include "protocol/question.hpp"
#include "protocol/release.hpp"
#include "protocol/talk.hpp"

namespace xinqiao {

struct RoomRow {
  RoomId room;
  std::string title;
  MemberId created_by;
  Seq last_seq{};
  Ordinal last_n{};
  Instant last_at;
  bool operator==(const RoomRow&) const = default;
};

struct MembershipRow {
  RoomId room;
  MemberId member;
  Seq joined_seq{};
  Ordinal joined_n{};
  bool operator==(const MembershipRow&) const = default;
};

struct MemberRow {
  MemberId member;
  bool organiser = false;
  Instant added;
  bool operator==(const MemberRow&) const = default;
};

// The rows below are kept only where they say more than their default (see World::*_row).

struct RulesRow {
  RoomId room;
  RoomRules rules;
  bool archived = false;
  bool operator==(const RulesRow&) const = default;
};

struct UnitRow {
  UnitId unit;
  UnitId parent;  // 0 = the root has none
  std::string name;
  bool closed = false;
  Instant reception_since;  // 0 = this is no reception
  Seq changed{};            // the event of the organisation's log that changed it last
  bool operator==(const UnitRow&) const = default;
};

// How it stands with the welcome of a member who has no home unit; `erased`: with nobody any more.
enum class Welcome : std::uint8_t { waiting = 1, welcomed = 2, overdue = 3, erased = 4 };

// Where a member stands in the organisation.
struct StandingRow {
  MemberId member;
  UnitId home;  // 0 = none
  bool active = true;
  Welcome welcome = Welcome::waiting;
  Instant waiting_since;         // for those without a home
  std::vector<HeldDuty> duties;  // ascending
  bool operator==(const StandingRow&) const = default;
};

struct PinsRow {
  RoomId room;
  std::vector<Seq> pins;  // in the order they were pinned
  bool operator==(const PinsRow&) const = default;
};

// Who may not speak in a room, and whether arrangers alone may. A time that has passed says nothing
// any more; it is dropped when the next one is set.
struct Mute {
  MemberId member;
  Instant until;
  bool operator==(const Mute&) const = default;
};
struct OrderRow {
  RoomId room;
  bool read_only = false;
  std::vector<Mute> mutes;  // by member, ascending
  bool operator==(const OrderRow&) const = default;
};

// A notice of which more is known than its words.
struct NoticeRow {
  RoomId room;
  Seq seq{};
  NoticeClass of = NoticeClass::counted;
  Instant at;
  bool closed = false;  // who has confirmed is known no more; then, of that moment:
  std::uint64_t confirmed{};
  std::uint64_t members{};
  bool operator==(const NoticeRow&) const = default;
};

// How many members gave each of limits::reactions to one post. Follows from the marks alone.
struct ReactionTotals {
  std::array<std::uint64_t, limits::reactions.size()> counts{};
  bool operator==(const ReactionTotals&) const = default;
  bool none() const { return *this == ReactionTotals{}; }
};

}  // namespace xinqiao
