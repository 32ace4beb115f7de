// The ledger of questions, asked by anybody: figures of many, of no person.
#include "protocol/encode_question.hpp"
#include "server/domain/question/clock.hpp"
#include "server/queries.hpp"
#include "server/question_board.hpp"

#include <algorithm>
#include <map>

namespace xinqiao {

QuestionsTask question_board(const domain::World& world, const domain::Caller& caller,
                             const ListQuestions& query) {
  QuestionsTask task;
  const domain::Questions& questions = world.questions();
  const auto& order = questions.in_order();
  const std::size_t limit = std::min(query.limit, limits::question_rows);
  for (auto at = query.after ? order.upper_bound(*query.after) : order.begin(); at != order.end();
       ++at) {
    const QuestionRow& row = *questions.open({at->room, at->question});
    const bool is_wanted =
        (!query.mine || row.by == caller.member) &&
        (query.unit == UnitId{} || world.organisation().covers(query.unit, row.unit) ||
         domain::owns(row, query.unit));
    if (!is_wanted) continue;
    const bool may_see =
        row.by == caller.member || domain::may_know_of(world, caller, *world.room(row.room));
    if (!may_see) continue;
    if (task.page.questions.size() == limit) {
      const QuestionRow& last = task.page.questions.back();
      const auto owed = domain::owed(last);
      task.page.next = QuestionPlace{owed ? owed->due : domain::Questions::waiting_place, last.room,
                                     last.question};
      break;
    }
    task.page.questions.push_back(row);
  }
  return task;
}

std::uint64_t questions_waiting(const domain::World& world, const domain::Caller& caller) {
  const domain::Member* member = world.member(caller.member);
  if (member == nullptr || !domain::has_duty(member->standing)) return 0;
  const domain::Questions& questions = world.questions();
  std::uint64_t waiting = 0;
  for (const QuestionPlace& place : questions.in_order()) {
    if (place.due == domain::Questions::waiting_place) break;  // the rest waits for its askers
    const QuestionRow& row = *questions.open({place.room, place.question});
    const bool is_own = std::ranges::any_of(member->standing.duties, [&](const HeldDuty& held) {
      return arranges(held) && domain::owns(row, held.unit);
    });
    if (is_own && row.by != caller.member) ++waiting;
  }
  return waiting;
}

std::uint64_t questions_overdue(const domain::World& world, Instant now) {
  const auto& order = world.questions().in_order();
  const auto is_due = [now](const QuestionPlace& place) { return place.due <= now; };
  const auto end = std::ranges::find_if_not(order, is_due);
  return static_cast<std::uint64_t>(std::ranges::distance(order.begin(), end));
}

Reply answer(const domain::World& world, const domain::Caller&, const Moment& moment,
             const CountQuestions& query) {
  const domain::Questions& questions = world.questions();
  std::map<UnitId, std::uint64_t> overdue;
  for (const QuestionPlace& place : questions.in_order()) {
    if (place.due > moment.now) break;
    ++overdue[questions.open({place.room, place.question})->asked_in];
  }
  std::vector<QuestionFigures> units;
  std::optional<UnitId> next;
  const auto& counts = questions.counts();
  for (auto at = counts.upper_bound(query.after); at != counts.end(); ++at) {
    if (units.size() == rows_wanted(query.limit)) {
      next = units.back().counts.unit;
      break;
    }
    units.push_back({at->second, overdue[at->first]});
  }
  return encode_figures(units, next);
}

}  // namespace xinqiao
