#include "server/domain/alert/alerts.hpp"

#include "server/domain/find_in.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

void tally(Alert& alert, const AlertMark& mark, int sign) {
  const auto step = static_cast<std::uint64_t>(sign);  // by one, up or down
  AlertFigures& figures = alert.by_unit[mark.unit];
  figures.answers.resize(alert.row.options.size());
  figures.targeted += step;
  for (std::size_t i = 0; i < static_cast<std::size_t>(mark.reach); ++i) figures.reached[i] += step;
  if (mark.ticked_by != MemberId{} && mark.reach != Reach::answered) figures.ticked += step;
  if (mark.option != 0 && mark.option <= figures.answers.size()) {
    figures.answers[mark.option - 1] += step;
  }
  if (figures.targeted == 0) alert.by_unit.erase(mark.unit);
}

auto place_of(auto& people, MemberId member) {
  return std::ranges::lower_bound(people, member, {}, &AlertMark::member);
}

}  // namespace

void AlertFigures::add(const AlertFigures& other) {
  targeted += other.targeted;
  ticked += other.ticked;
  for (std::size_t i = 0; i < reached.size(); ++i) reached[i] += other.reached[i];
  answers.resize(std::max(answers.size(), other.answers.size()));
  for (std::size_t i = 0; i < other.answers.size(); ++i) answers[i] += other.answers[i];
}

const AlertMark* Alert::find(MemberId member) const {
  const auto found = place_of(people, member);
  return found != people.end() && found->member == member ? &*found : nullptr;
}

AlertAudience Alert::audience() const {
  AlertAudience all{row.room, {}};
  all.people.reserve(people.size());
  for (const AlertMark& mark : people) {
    all.people.push_back({mark.member, mark.unit, mark.reach >= Reach::written});
  }
  return all;
}

const Alert* Alerts::find(RoomId room) const {
  return find_in(alerts_, room);
}

const AlertMark* Alerts::mark(RoomId room, MemberId member) const {
  const Alert* alert = find(room);
  return alert == nullptr ? nullptr : alert->find(member);
}

std::size_t Alerts::open() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(alerts_, [](const auto& one) { return !is_over(one.second.row); }));
}

AlertFigures Alerts::sum(const Alert& alert) {
  AlertFigures all;
  all.answers.resize(alert.row.options.size());
  for (const auto& [unit, figures] : alert.by_unit) all.add(figures);
  return all;
}

void Alerts::apply(const Event& event, const AlertMoved& body) {
  Alert& alert = alerts_[event.room];
  AlertRow& row = alert.row;
  if (body.move == AlertMove::raised) {
    row = {event.room,   event.by,      event.at,  body.drill, body.units,
           body.options, body.targeted, body.move, body.target};
  } else if (!is_over(row)) {
    row.state = body.move;
    row.words = body.target;
  }
}

void Alerts::set(const AlertMark& mark) {
  Alert& alert = alerts_[mark.room];
  const auto found = place_of(alert.people, mark.member);
  const bool is_known = found != alert.people.end() && found->member == mark.member;
  if (!is_known) {
    if (mark.gone) return;
    alert.people.insert(found, mark);
    return tally(alert, mark, +1);
  }
  tally(alert, *found, -1);
  if (mark.gone) {
    alert.people.erase(found);
    return;
  }
  // When they are loaded, the row of all may say of one what came after the mark.
  const Reach reach = std::max(found->reach, mark.reach);
  *found = mark;
  found->reach = reach;
  tally(alert, *found, +1);
}

std::size_t Alerts::set(const AlertAudience& audience) {
  Alert& alert = alerts_[audience.room];
  alert.people.reserve(audience.people.size());
  std::size_t added = 0;
  auto at = alert.people.begin();
  for (const AlertPerson& one : audience.people) {
    while (at != alert.people.end() && at->member < one.member) ++at;
    const Reach reach = one.written ? Reach::written : Reach::targeted;
    if (at == alert.people.end() || at->member != one.member) {
      at = alert.people.insert(
          at,
          AlertMark{.member = one.member, .room = audience.room, .unit = one.unit, .reach = reach});
      tally(alert, *at, +1);
      ++added;
    } else if (at->reach < reach) {
      at->reach = reach;
      ++alert.by_unit[at->unit].reached[static_cast<std::size_t>(Reach::written) - 1];
    }
  }
  return added;
}

}  // namespace xinqiao::domain
