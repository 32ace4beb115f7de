// What an alert leaves in the store, and whom it is told: everybody it is for, on every device,
// whether they have its room open or not.
#include "protocol/encode.hpp"
#include "protocol/encode_alert.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {

using store::Family;

void Recorder::record_alert(const Event& event, Group& group) {
  if (!holds_alternative<AlertMoved>(event.body)) return;
  const domain::Alert* alert = world_.alerts().find(event.room);
  group.batch.put(Family::rows, store::keys::alert(event.room), store::encode_record(alert->row));
}

// After the marks: those whom it is for are known by then.
void Recorder::tell_alert(const domain::Decision& decision, Group& group) {
  const Event* step = nullptr;
  const Event* words = nullptr;
  for (const Event& event : decision.events) {
    if (holds_alternative<AlertMoved>(event.body)) step = &event;
    if (holds_alternative<Posted>(event.body)) words = &event;
  }
  if (step == nullptr || words == nullptr) return;
  const domain::Alert& alert = *world_.alerts().find(step->room);
  const Frame told = encode_notification(
      "alert",
      encode_alert(alert.row, world_.room(step->room)->row.title, get<Posted>(words->body).text));
  for (const auto& [member, mark] : alert.people) {
    group.tells.push_back(TellMember{member, told, step->room});
  }
  totals_.changed(step->room, alert.row.words);
}

void Recorder::record_alert_mark(const AlertMark& mark, Group& group) {
  const domain::Alert* alert = world_.alerts().find(mark.room);
  if (alert == nullptr) return;
  totals_.changed(mark.room, alert->row.words);
  // That it was written is known to them by having it.
  if (mark.gone || mark.reach <= Reach::written) return;
  const std::string told = encode_own_alert(mark);
  group.tells.push_back(TellMember{mark.member, encode_notification("alert_own", told)});
}

}  // namespace xinqiao
