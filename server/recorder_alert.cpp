// What an alert leaves in the store, and whom it is told: everybody it is for, on every device,
// whether they have its room open or not; and those who answer for some of them.
#include "protocol/encode.hpp"
#include "protocol/encode_alert.hpp"
#include "server/domain/alert/rules_alert.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <memory>
#include <utility>

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
  const std::string& title = world_.room(step->room)->row.title;
  const std::string& text = get<Posted>(words->body).text;
  const auto all = std::make_shared<std::vector<MemberId>>();
  all->reserve(alert.people.size());
  for (const AlertMark& mark : alert.people) all->push_back(mark.member);
  const Frame told =
      encode_notification("alert", encode_alert(alert.row, title, text), Words::of_one);
  group.tells.push_back(TellMembers{all, told, step->room});
  auto followers =
      std::make_shared<const std::vector<MemberId>>(domain::followers_of(world_, alert));
  if (!followers->empty()) {
    const std::string follows = encode_alert(alert.row, title, text, AlertFor::followers);
    group.tells.push_back(TellMembers{
        std::move(followers), encode_notification("alert", follows, Words::of_one), {}});
  }
  totals_.changed(step->room, alert.row.words);
}

// One who is erased leaves the row of all, too.
void Recorder::record_alert_mark(const AlertMark& mark, Position position, Group& group) {
  const domain::Alert* alert = world_.alerts().find(mark.room);
  if (alert == nullptr) return;
  totals_.changed(mark.room, alert->row.words);
  if (mark.gone) store::add_mark(group.batch, alert->audience(), position);
  // That it was written is known to them by having it.
  if (mark.gone || mark.reach <= Reach::written) return;
  const std::string told = encode_own_alert(mark);
  group.tells.push_back(TellMember{mark.member, encode_notification("alert_own", told)});
}

}  // namespace xinqiao
