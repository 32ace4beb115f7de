#include "tests/simulation/standings.hpp"

namespace xinqiao::simulation {

void Standings::see(const Event& event) {
  if (const auto* added = get_if<MemberAdded>(&event.body)) {
    if (added->organiser) owners_.insert(added->member);
  } else if (const auto* created = get_if<UnitCreated>(&event.body)) {
    parents_[created->unit] = created->parent;
  } else if (const auto* moved = get_if<UnitMoved>(&event.body)) {
    parents_[moved->unit] = moved->parent;
  } else if (const auto* home = get_if<HomeSet>(&event.body)) {
    homes_[home->member] = home->unit;
  } else if (const auto* given = get_if<DutyGiven>(&event.body)) {
    if (given->duty == Duty::owner) owners_.insert(given->member);
    if (given->duty == Duty::organiser) duties_.insert({given->member, given->unit});
    if (given->duty == Duty::listener) listening_.insert({given->member, given->unit});
  } else if (const auto* taken = get_if<DutyTaken>(&event.body)) {
    if (taken->duty == Duty::owner) owners_.erase(taken->member);
    if (taken->duty == Duty::organiser) duties_.erase({taken->member, taken->unit});
    if (taken->duty == Duty::listener) listening_.erase({taken->member, taken->unit});
  }
}

bool Standings::is_below(UnitId unit, UnitId above) const {
  while (unit != above) {
    const auto parent = parents_.find(unit);
    if (parent == parents_.end()) return false;
    unit = parent->second;
  }
  return true;
}

UnitId Standings::home(MemberId member) const {
  const auto found = homes_.find(member);
  return found == homes_.end() ? UnitId{} : found->second;
}

UnitId Standings::above(UnitId unit) const {
  const auto parent = parents_.find(unit);
  return parent == parents_.end() ? UnitId{} : parent->second;
}

UnitId Standings::home_or_root(MemberId member) const {
  const auto home = homes_.find(member);
  return home == homes_.end() || home->second == UnitId{} ? root_unit : home->second;
}

bool Standings::is_listener(MemberId member) const {
  for (const auto& [holder, where] : listening_) {
    if (holder == member) return true;
  }
  return false;
}

bool Standings::listens(MemberId member, UnitId unit) const {
  for (const auto& [holder, where] : listening_) {
    if (holder == member && is_below(unit, where)) return true;
  }
  return false;
}

bool Standings::organises(MemberId member, UnitId unit) const {
  if (owners_.contains(member)) return true;
  for (const auto& [holder, where] : duties_) {
    if (holder == member && is_below(unit, where)) return true;
  }
  return false;
}

bool Standings::belongs(MemberId member, UnitId unit) const {
  if (unit == root_unit || organises(member, unit)) return true;
  const auto home = homes_.find(member);
  if (home != homes_.end() && is_below(home->second, unit)) return true;
  for (const auto& [holder, where] : duties_) {
    if (holder == member && is_below(where, unit)) return true;
  }
  return false;
}

bool Standings::may_know_of(MemberId member, const RoomRules& rules, bool is_in) const {
  if (is_in) return true;
  if (rules.access == Access::direct || rules.type == RoomType::talk) return false;
  if (rules.access == Access::closed) return organises(member, rules.unit);
  return belongs(member, rules.unit);
}

}  // namespace xinqiao::simulation
