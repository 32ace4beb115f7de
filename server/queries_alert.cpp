// Questions about alerts: how many they would be for, how they stand, and whom to phone.
#include "protocol/encode_alert.hpp"
#include "server/domain/alert/rules_alert.hpp"
#include "server/initials.hpp"
#include "server/queries.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

using domain::Alert;
using domain::AlertFigures;

AlertCount count_of(UnitId unit, const AlertFigures& figures) {
  AlertCount count;
  count.unit = unit;
  count.targeted = figures.targeted;
  count.written = figures.reached[1];
  count.delivered = figures.reached[2];
  count.seen = figures.reached[3];
  count.answered = figures.reached[4];
  count.ticked = figures.ticked;
  count.answers = figures.answers;
  return count;
}

const Alert* followed(const domain::World& world, const domain::Caller& caller, RoomId room) {
  const Alert* alert = world.alerts().find(room);
  return alert != nullptr && domain::may_follow(world, caller, *alert) ? alert : nullptr;
}

}  // namespace

std::string alert_totals(const domain::Alert& alert) {
  return encode_alert_totals(alert.row.room, count_of({}, domain::Alerts::sum(alert)));
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const CountAudience& query) {
  if (auto refusal = domain::check_units(world, caller, query.units)) return *refusal;
  return encode_audience(domain::audience_of(world, query.units).size());
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListAlerts&) {
  std::vector<AlertSummary> alerts;  // at most limits::open_alerts
  for (const auto& [room, alert] : world.alerts().all()) {
    if (is_over(alert.row) || !domain::may_follow(world, caller, alert)) continue;
    const bool follows = std::ranges::any_of(alert.by_unit, [&](const auto& one) {
      return domain::answers_for_people(world, caller, one.first);
    });
    alerts.push_back({&alert.row, world.room(room)->row.title, alert.find(caller.member), follows});
  }
  return encode_alerts(alerts);
}

// Figures of all for everybody it is for; by unit for those who hold a duty over it.
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const RollAlert& query) {
  const Alert* alert = followed(world, caller, query.room);
  if (alert == nullptr) return Refusal{Reason::room_unknown, "room"};
  std::vector<AlertCount> units;
  for (const auto& [unit, figures] : alert->by_unit) {
    if (domain::answers_for_people(world, caller, unit)) units.push_back(count_of(unit, figures));
  }
  return encode_roll(query.room, count_of({}, domain::Alerts::sum(*alert)), units);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListMissing& query) {
  const Alert* alert = followed(world, caller, query.room);
  if (alert == nullptr) return Refusal{Reason::room_unknown, "room"};
  const auto is_mine = [&](const AlertMark& mark) {
    const UnitId home = mark.unit == UnitId{} ? root_unit : mark.unit;
    const bool is_asked = query.unit == UnitId{} || world.organisation().covers(query.unit, home);
    return is_asked && domain::answers_for_people(world, caller, mark.unit);
  };
  const bool has_duty = std::ranges::any_of(alert->by_unit, [&](const auto& one) {
    return domain::answers_for_people(world, caller, one.first);
  });
  if (!has_duty) return Refusal{Reason::not_organiser};
  std::vector<MissingPerson> people;
  std::optional<MemberId> next;
  auto at = std::ranges::upper_bound(alert->people, query.after, {}, &AlertMark::member);
  for (; at != alert->people.end(); ++at) {
    const AlertMark& mark = *at;
    if (mark.reach == Reach::answered || !is_mine(mark)) continue;
    if (people.size() == rows_wanted(query.limit)) {
      next = people.back().mark->member;
      break;
    }
    const std::string& name = world.member(mark.member)->name;
    people.push_back({&mark, name, initials_of_person(name)});
  }
  return encode_missing(people, next);
}

}  // namespace xinqiao
