#include "server/domain/organisation.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

UnitRow root_row() {
  return UnitRow{.unit = root_unit, .parent = {}, .name = {}, .reception_since = {}};
}

}  // namespace

Organisation::Organisation() {
  units_.emplace(root_unit, root_row());
}

const UnitRow* Organisation::unit(UnitId id) const {
  const auto found = units_.find(id);
  return found == units_.end() ? nullptr : &found->second;
}

const UnitRow* Organisation::open_unit(UnitId id) const {
  const UnitRow* row = unit(id);
  return row == nullptr || row->closed ? nullptr : row;
}

bool Organisation::covers(UnitId above, UnitId below) const {
  // No longer than the tree is deep: a move below itself is refused, so there is no circle.
  for (const UnitRow* at = unit(below); at != nullptr; at = unit(at->parent)) {
    if (at->unit == above) return true;
  }
  return false;
}

std::size_t Organisation::depth(UnitId id) const {
  std::size_t depth = 0;
  const UnitRow* at = unit(id);
  for (; at != nullptr && at->unit != root_unit; at = unit(at->parent)) ++depth;
  return depth;
}

std::size_t Organisation::height(UnitId id) const {
  std::size_t highest = depth(id);
  const std::size_t own = highest;
  for (const auto& [other, row] : units_) {
    if (!row.closed && covers(id, other)) highest = std::max(highest, depth(other));
  }
  return highest - own;
}

bool Organisation::has_open_children(UnitId id) const {
  return std::ranges::any_of(
      units_, [&](const auto& entry) { return entry.second.parent == id && !entry.second.closed; });
}

UnitRow& Organisation::touch(const Event& event, UnitId id) {
  UnitRow& row = units_[id];
  row.unit = id;
  row.changed = event.seq;
  version_ = std::max(version_, event.seq);
  return row;
}

void Organisation::apply(const Event& event, const UnitCreated& body) {
  UnitRow& row = touch(event, body.unit);
  row.parent = body.parent;
  row.name = body.name;
  ++open_units_;
  next_unit_ = std::max(next_unit_, UnitId{body.unit.value + 1});
}

void Organisation::apply(const Event& event, const UnitRenamed& body) {
  touch(event, body.unit).name = body.name;
}

void Organisation::apply(const Event& event, const UnitMoved& body) {
  touch(event, body.unit).parent = body.parent;
}

void Organisation::apply(const Event& event, const UnitClosed& body) {
  touch(event, body.unit).closed = true;
  --open_units_;
}

void Organisation::apply(const Event& event, const ReceptionSet& body) {
  if (reception_ != UnitId{}) touch(event, reception_).reception_since = {};
  touch(event, body.unit).reception_since = body.on ? event.at : Instant{};
  reception_ = body.on ? body.unit : UnitId{};
}

void Organisation::load(const UnitRow& row) {
  const auto known = units_.find(row.unit);
  const bool was_open = known != units_.end() && !known->second.closed;
  units_[row.unit] = row;
  if (was_open && row.closed) --open_units_;
  if (!was_open && !row.closed) ++open_units_;
  version_ = std::max(version_, row.changed);
  if (row.reception_since != Instant{}) reception_ = row.unit;
  load_counter(UnitId{row.unit.value + 1});
}

void Organisation::load_counter(UnitId next) {
  next_unit_ = std::max(next_unit_, next);
}

std::optional<UnitRow> Organisation::row_to_keep(UnitId id) const {
  const UnitRow* row = unit(id);
  if (row == nullptr || *row == root_row()) return std::nullopt;
  return *row;
}

bool organises(const Organisation& organisation, const StandingRow& standing, UnitId unit) {
  return std::ranges::any_of(standing.duties, [&](const HeldDuty& held) {
    return held.duty == Duty::owner ||
           (held.duty == Duty::organiser && organisation.covers(held.unit, unit));
  });
}

bool is_owner(const StandingRow& standing) {
  return std::ranges::any_of(standing.duties,
                             [](const HeldDuty& held) { return held.duty == Duty::owner; });
}

bool is_listener(const StandingRow& standing) {
  return std::ranges::any_of(standing.duties,
                             [](const HeldDuty& held) { return held.duty == Duty::listener; });
}

bool has_duty(const StandingRow& standing) {
  return std::ranges::any_of(standing.duties, arranges);
}

bool belongs(const Organisation& organisation, const StandingRow& standing, UnitId unit) {
  if (unit == root_unit || organisation.covers(unit, standing.home)) return true;
  return std::ranges::any_of(standing.duties, [&](const HeldDuty& held) {
    if (!arranges(held)) return false;
    return held.duty == Duty::owner || organisation.covers(held.unit, unit) ||
           organisation.covers(unit, held.unit);
  });
}

StandingRow first_standing(MemberId member, bool is_owner, Instant added) {
  StandingRow standing;
  standing.member = member;
  standing.waiting_since = added;
  if (is_owner) standing.duties.push_back({root_unit, Duty::owner});
  return standing;
}

}  // namespace xinqiao::domain
