// The words of an alert (紧急动员): what may be asked about it, what is said of it in its own
// room's log, and what is known of each of those it is for. Its words are ordinary posts; a step
// names the post it is about. The states stand in server/domain/alert/README.md. Threading: plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// Kept on disk as one byte each: never renumber, only append.
enum class AlertMove : std::uint8_t { raised = 1, updated = 2, cancelled = 3, all_clear = 4 };
// How far an alert has come with one of those it is for. It only rises.
enum class Reach : std::uint8_t {
  targeted = 1,
  written = 2,
  delivered = 3,
  seen = 4,
  answered = 5
};

template <>
inline constexpr std::array<std::string_view, 4> words_of<AlertMove>{"raised", "updated",
                                                                     "cancelled", "all_clear"};
template <>
inline constexpr std::array<std::string_view, 5> words_of<Reach>{"targeted", "written", "delivered",
                                                                 "seen", "answered"};

// --- Commands and queries ---

struct RaiseAlert {
  std::vector<UnitId> units;  // with all that lies below them
  bool drill = false;
  std::string title;
  std::string text;
  std::vector<std::string> options;  // what can be answered with one tap
};
struct MoveAlert {  // updated, cancelled, all_clear
  AlertMove move = AlertMove::updated;
  RoomId room;
  std::string text;
};
struct ReachAlert {  // by the page itself: it has come, or it is before somebody's eyes
  RoomId room;
  Reach reach = Reach::delivered;
};
struct AnswerAlert {
  RoomId room;
  std::uint64_t option{};  // its place, from 1
};
struct TickAlert {  // reached by other means: somebody has phoned
  RoomId room;
  MemberId member;
  bool on = true;
};
// An alert was handed to the network of one of those it is for, whole.
struct AlertWritten {
  RoomId room;
  MemberId member;
  auto operator<=>(const AlertWritten&) const = default;
};
struct NoteWritten {  // said by the server itself, never from outside
  std::vector<AlertWritten> written;
};
struct CountAudience {  // how many people an alert to these units would be for
  std::vector<UnitId> units;
};
struct ListAlerts {};  // those that are for the caller, or that it answers for, and are not over
struct RollAlert {     // the figures, by unit for those who hold a duty over it
  RoomId room;
};
struct ListMissing {  // of those who have not answered: whom to phone
  RoomId room;
  UnitId unit{};  // and below it; 0 = all that one may see
  MemberId after{};
  std::size_t limit{};
};

// --- The event ---

struct AlertMoved {
  Seq target{};  // the post that says it
  AlertMove move = AlertMove::raised;
  // Of `raised` alone:
  bool drill = false;
  std::vector<UnitId> units;
  std::vector<std::string> options;
  std::uint64_t targeted{};  // how many people it is for: frozen
};

// --- What is known ---

struct AlertRow {
  RoomId room;
  MemberId by;
  Instant at;
  bool drill = false;
  std::vector<UnitId> units;
  std::vector<std::string> options;
  std::uint64_t targeted{};
  AlertMove state = AlertMove::raised;  // the last step
  Seq words{};                          // its post
  bool operator==(const AlertRow&) const = default;
};

inline bool is_over(const AlertRow& row) {
  return row.state == AlertMove::cancelled || row.state == AlertMove::all_clear;
}

// One of those whom it is for, as all of them are kept together.
struct AlertPerson {
  MemberId member;
  UnitId unit;           // the home when it was raised; 0 = none
  bool written = false;  // it has come at least so far
  bool operator==(const AlertPerson&) const = default;
};
// Everybody it is for, in one row: made when it is raised, and made anew when it was written to
// many at once, or when one of them is erased.
struct AlertAudience {
  RoomId room;
  std::vector<AlertPerson> people;  // ascending by member
};

// What is known of one of them beyond that, from the first that is. It lies over the audience.
struct AlertMark {
  MemberId member;
  RoomId room;
  UnitId unit;  // the home when it was raised; 0 = none
  Reach reach = Reach::targeted;
  std::uint64_t option{};  // the last answer; 0 = none
  Instant answered_at;
  std::uint64_t revisions{};  // how often it was changed
  MemberId ticked_by;         // who has phoned; 0 = nobody
  bool gone = false;
};

}  // namespace xinqiao
