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

}  // namespace

void AlertFigures::add(const AlertFigures& other) {
  targeted += other.targeted;
  ticked += other.ticked;
  for (std::size_t i = 0; i < reached.size(); ++i) reached[i] += other.reached[i];
  answers.resize(std::max(answers.size(), other.answers.size()));
  for (std::size_t i = 0; i < other.answers.size(); ++i) answers[i] += other.answers[i];
}

const Alert* Alerts::find(RoomId room) const {
  return find_in(alerts_, room);
}

const AlertMark* Alerts::mark(RoomId room, MemberId member) const {
  const Alert* alert = find(room);
  return alert == nullptr ? nullptr : find_in(alert->people, member);
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
  const auto found = alert.people.find(mark.member);
  if (found != alert.people.end()) {
    tally(alert, found->second, -1);
    if (mark.gone) {
      alert.people.erase(found);
      return;
    }
    found->second = mark;
  } else if (!mark.gone) {
    alert.people[mark.member] = mark;
  } else {
    return;
  }
  tally(alert, mark, +1);
}

}  // namespace xinqiao::domain
