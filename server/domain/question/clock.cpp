#include "server/domain/question/clock.hpp"

#include "protocol/limits.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

bool runs(const QuestionRow& row) {
  return row.state == QuestionState::open || row.state == QuestionState::taken;
}

Instant acknowledge_by(const QuestionRow& row) {
  return {row.at.ms + limits::question_acknowledge_ms};
}
// The one after `missed` were missed.
Instant answer_by(const QuestionRow& row, std::uint64_t missed) {
  return {row.at.ms + limits::question_answer_ms * static_cast<std::int64_t>(missed + 1)};
}

}  // namespace

std::optional<Deadline> owed(const QuestionRow& row) {
  if (!runs(row)) return std::nullopt;
  if (!row.acknowledged) return Deadline{acknowledge_by(row), QuestionClock::acknowledge};
  return Deadline{answer_by(row, 0), QuestionClock::answer};
}

std::optional<Deadline> next_breach(const QuestionRow& row) {
  if (!runs(row)) return std::nullopt;
  if (!row.acknowledged && !row.acknowledge_breached) {
    return Deadline{acknowledge_by(row), QuestionClock::acknowledge};
  }
  const bool is_said_out = row.answer_breaches > 0 && row.at_top;
  if (is_said_out) return std::nullopt;
  return Deadline{answer_by(row, row.answer_breaches), QuestionClock::answer};
}

UnitId next_owner(const Organisation& tree, const QuestionRow& row) {
  if (row.co_owners.size() >= limits::question_co_owners) return {};
  UnitId at = row.co_owners.empty() ? row.unit : row.co_owners.back();
  while (true) {
    const UnitRow* unit = tree.unit(at);
    if (unit == nullptr || unit->parent == UnitId{}) return {};
    at = unit->parent;
    if (!owns(row, at)) return at;
  }
}

Punctual punctual(const QuestionRow& row) {
  if (row.answer_breaches > 0) return Punctual::late;
  const bool is_decided = row.answer != 0 || row.state == QuestionState::solved;
  return is_decided ? Punctual::in_time : Punctual::undecided;
}

bool owns(const QuestionRow& row, UnitId unit) {
  return row.unit == unit || std::ranges::find(row.co_owners, unit) != row.co_owners.end();
}

QuestionRow after(const QuestionRow& row, const Event& event, const QuestionMoved& body) {
  QuestionRow now = row;
  switch (body.move) {
    case QuestionMove::asked:
      now =
          QuestionRow{.room = event.room, .question = body.target, .by = event.by, .at = event.at};
      now.asked_in = now.unit = body.unit;
      break;
    case QuestionMove::taken:
      now.state = QuestionState::taken;
      now.taken_by = event.by;
      now.acknowledged = true;
      break;
    case QuestionMove::transferred:
      now.state = QuestionState::open;
      now.taken_by = {};
      now.unit = body.unit;
      break;
    case QuestionMove::answered:
      now.state = QuestionState::answered;
      now.taken_by = event.by;
      now.acknowledged = true;
      now.answer = body.answer;
      break;
    case QuestionMove::solved:
      now.state = QuestionState::solved;
      break;
    case QuestionMove::reopened:
      now.state = QuestionState::taken;
      ++now.reopened;
      break;
    case QuestionMove::withdrawn:
      now.state = QuestionState::withdrawn;
      break;
    case QuestionMove::breached:
      if (body.clock == QuestionClock::acknowledge) {
        now.acknowledge_breached = true;
      } else {
        ++now.answer_breaches;
      }
      now.at_top = body.unit == UnitId{};
      if (!now.at_top) now.co_owners.push_back(body.unit);
      break;
  }
  now.moved = event.seq;
  return now;
}

}  // namespace xinqiao::domain
