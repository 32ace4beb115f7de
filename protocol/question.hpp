// The words of a question: what may be asked about it, what is said of it in the room's log, and
// what is known of it. The words themselves are ordinary posts; a step names the post it is about,
// so that editing, deleting and searching them need nothing of their own. The states stand in
// server/domain/question/README.md. Threading: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// Kept on disk as one byte each: never renumber, only append.
enum class QuestionMove : std::uint8_t {
  asked = 1,
  taken = 2,
  transferred = 3,
  answered = 4,
  solved = 5,
  reopened = 6,
  withdrawn = 7,
  breached = 8,
};
enum class QuestionState : std::uint8_t {
  open = 1,  // nobody has taken it
  taken = 2,
  answered = 3,   // and waits for its asker
  solved = 4,     // closed, by its asker
  withdrawn = 5,  // likewise
};
enum class QuestionClock : std::uint8_t { acknowledge = 1, answer = 2 };

template <>
inline constexpr std::array<std::string_view, 8> words_of<QuestionMove>{
    "asked", "taken", "transferred", "answered", "solved", "reopened", "withdrawn", "breached"};
template <>
inline constexpr std::array<std::string_view, 5> words_of<QuestionState>{
    "open", "taken", "answered", "solved", "withdrawn"};
template <>
inline constexpr std::array<std::string_view, 2> words_of<QuestionClock>{"acknowledge", "answer"};

// --- Commands and queries ---

// One call a move, all but `breached`, which time alone makes.
struct MoveQuestion {
  QuestionMove move = QuestionMove::asked;
  RoomId room;
  Seq question{};        // of its post; 0 = asked
  UnitId unit{};         // transferred: to which
  std::string text{};    // asked, answered
  std::string reason{};  // transferred; reopened: may be empty
};

// Where a question stands among those that are open: the nearest deadline first, and those that
// wait for their asker last.
struct QuestionPlace {
  Instant due;
  RoomId room;
  Seq question{};
  auto operator<=>(const QuestionPlace&) const = default;
};
struct ListQuestions {  // the open ones of all rooms that the caller may know of
  UnitId unit{};        // those that this unit or one below it owns; 0 = all
  bool mine = false;    // those that the caller asked
  std::optional<QuestionPlace> after;
  std::size_t limit{};
};
struct CountQuestions {  // by the unit in which they were asked
  UnitId after{};
  std::size_t limit{};
};

// --- The event ---

// What does not belong to a move is at its default and not written.
struct QuestionMoved {
  Seq target{};  // the post that asks
  QuestionMove move = QuestionMove::asked;
  UnitId unit{};           // asked: in which; transferred: to which; breached: which owns it, too,
                           // from now on, 0 = nobody stands above
  Seq answer{};            // answered: the post that does
  QuestionClock clock{1};  // breached: which one has run out,
  Instant due;             // when that was,
  std::uint64_t level{};   // and how often it has happened to this question
  std::string reason{};    // transferred; reopened, if one was given
};

// --- What is known ---

struct QuestionRow {
  RoomId room;
  Seq question{};
  MemberId by;
  Instant at;
  UnitId asked_in;
  UnitId unit;                    // which owns it now
  std::vector<UnitId> co_owners;  // by breaches, in their order
  QuestionState state = QuestionState::open;
  MemberId taken_by;          // 0 = nobody
  bool acknowledged = false;  // it was taken or answered once
  bool acknowledge_breached = false;
  std::uint64_t answer_breaches{};
  bool at_top = false;  // the last breach found nobody above
  std::uint64_t reopened{};
  Seq answer{};  // the last one; 0 = none
  Seq moved{};   // the event that changed this row last
  bool operator==(const QuestionRow&) const = default;
};

// Of a unit: what became of the questions that were asked in its rooms.
// asked = open + solved + withdrawn.
struct QuestionCounts {
  UnitId unit;
  std::uint64_t asked{};
  std::uint64_t solved{};
  std::uint64_t withdrawn{};
  std::uint64_t in_time{};  // answered or solved, and the clock of the answer never ran out
  std::uint64_t late{};     // it did
  bool operator==(const QuestionCounts&) const = default;

  std::uint64_t open() const { return asked - solved - withdrawn; }
};

}  // namespace xinqiao
