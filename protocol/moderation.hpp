// What may be asked to keep order in a room: posts taken down with a reason, members who are silent
// for a while, rooms in which arrangers alone speak, reports; and who is here now. One struct a
// call, part of Command (command.hpp). Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// --- Commands ---

struct RemovePost {  // another's
  RoomId room;
  Seq target{};
  std::string reason;
};
struct MuteMember {
  RoomId room;
  MemberId member;
  std::uint64_t minutes{};
  std::string reason;
};
struct UnmuteMember {
  RoomId room;
  MemberId member;
};
struct SetReadOnly {
  RoomId room;
  bool on = true;
  std::string reason;  // empty = none is said
};
struct ReportPost {
  RoomId room;
  Seq seq{};
  std::string reason;
};
struct SettleReport {
  std::uint64_t report{};
  Outcome outcome = Outcome::no_action;
  std::string note;  // empty = none
};
// Whether others in one's rooms may see that one is here.
struct SetPresence {
  bool on = false;
};

// --- Queries ---

struct ListReports {     // those that the caller may settle
  bool settled = false;  // those that were settled lately, not the open ones
  std::uint64_t after{};
  std::size_t limit{};
};
struct ListOwnReports {
  std::uint64_t after{};
  std::size_t limit{};
};
struct ListPresent {
  RoomId room;
};

}  // namespace xinqiao
