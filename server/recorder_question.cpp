// What a step of a question leaves in the store, and who hears that something waits for it.
#include "server/domain/question/clock.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>

namespace xinqiao {

using store::Family;

// `before`: the owners before the step. A closed question moves to a place that start-up does not
// load.
void Recorder::record_question(const Event& event, const std::vector<UnitId>& before,
                               Group& group) {
  const auto* moved = get_if<QuestionMoved>(&event.body);
  if (moved == nullptr) return;
  if (moved->move == QuestionMove::breached) ++group.breaches;
  const QuestionRow* row = world_.questions().row({event.room, moved->target});
  if (row == nullptr) return;
  const std::string open = store::keys::question(row->room, row->question);
  if (domain::is_closed(*row)) {
    group.batch.erase(Family::rows, open);
    group.batch.put(Family::rows, store::keys::closed_question(row->room, row->question),
                    store::encode_record(*row));
  } else {
    group.batch.put(Family::rows, open, store::encode_record(*row));
  }
  group.batch.put(Family::rows, store::keys::question_counts(row->asked_in),
                  store::encode_record(world_.questions().counts().at(row->asked_in)));
  for (const auto& [id, member] : world_.members()) {
    if (member.sessions.empty()) continue;
    const bool concerns = std::ranges::any_of(member.standing.duties, [&](const HeldDuty& held) {
      if (!arranges(held)) return false;
      return domain::owns(*row, held.unit) || std::ranges::find(before, held.unit) != before.end();
    });
    if (concerns) concerned_.insert(id);
  }
}

std::vector<UnitId> Recorder::owners_of_question(const Event& event) const {
  const auto* moved = get_if<QuestionMoved>(&event.body);
  const QuestionRow* row =
      moved == nullptr ? nullptr : world_.questions().open({event.room, moved->target});
  if (row == nullptr) return {};
  std::vector<UnitId> owners = row->co_owners;
  owners.push_back(row->unit);
  return owners;
}

}  // namespace xinqiao
