// Rows: what start-up loads instead of replaying events. Each is a function of a room's events
// alone, so `xinqiao verify` can rebuild and compare them. Threading: plain values.
#pragma once

#include <string>

#include "protocol/ids.hpp"

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

}  // namespace xinqiao
