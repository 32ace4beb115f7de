// The clock of a question: which deadlines it has, and who owns it when one passes. All of it
// follows from the row and the tree; nothing is counted down. Threading: pure functions.
#pragma once

#include <optional>

#include "protocol/question.hpp"
#include "server/domain/organisation.hpp"

namespace xinqiao::domain {

struct Deadline {
  Instant due;
  QuestionClock clock = QuestionClock::acknowledge;
  bool operator==(const Deadline&) const = default;
};

// What it has to be done by: the first thing that is still owed, passed or not. None: it waits for
// its asker, or is closed.
std::optional<Deadline> owed(const QuestionRow& row);

// The next deadline that is said when it passes.
std::optional<Deadline> next_breach(const QuestionRow& row);

// Who becomes an owner, too, at the next breach; 0 = nobody stands above.
UnitId next_owner(const Organisation& tree, const QuestionRow& row);

// Whether its answer came in time: in the sense of QuestionCounts.
enum class Punctual : std::uint8_t { undecided, in_time, late };
Punctual punctual(const QuestionRow& row);

inline bool is_closed(const QuestionRow& row) {
  return row.state == QuestionState::solved || row.state == QuestionState::withdrawn;
}
bool owns(const QuestionRow& row, UnitId unit);

// The row after a step. Of `asked`: the row it begins.
QuestionRow after(const QuestionRow& row, const Event& event, const QuestionMoved& body);

}  // namespace xinqiao::domain
