// The tree of units: who lies below whom. The root is always there. Which member stands where is
// the world's (StandingRow); this is the tree alone, small enough to be copied, so that a rule can
// ask what would hold after a change. See README.md for the state tables. Threading: belongs to the
// decider thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "protocol/event.hpp"
#include "protocol/rows.hpp"

namespace xinqiao::domain {

class Organisation {
 public:
  Organisation();

  const UnitRow* unit(UnitId id) const;       // closed ones too
  const UnitRow* open_unit(UnitId id) const;  // none if it is closed
  const std::map<UnitId, UnitRow>& units() const { return units_; }
  UnitId next_unit() const { return next_unit_; }
  std::size_t open_units() const { return open_units_; }
  UnitId reception() const { return reception_; }  // 0 = there is none
  // The event of the organisation's log that changed the tree last.
  Seq version() const { return version_; }

  // Whether `below` is `above` or lies somewhere below it. Unknown units (and 0) are below nothing.
  bool covers(UnitId above, UnitId below) const;
  std::size_t depth(UnitId id) const;   // the root's is 0
  std::size_t height(UnitId id) const;  // of what lies below it: a leaf's is 0
  bool has_open_children(UnitId id) const;

  void apply(const Event& event, const UnitCreated& body);
  void apply(const Event& event, const UnitRenamed& body);
  void apply(const Event& event, const UnitMoved& body);
  void apply(const Event& event, const UnitClosed& body);
  void apply(const Event& event, const ReceptionSet& body);
  // Who organises a unit is part of what the tree shows.
  void duties_changed(const Event& event, UnitId id) { touch(event, id); }

  void load(const UnitRow& row);
  void load_counter(UnitId next);
  // What is kept of a unit: nothing of the root while it is as it was in the beginning.
  std::optional<UnitRow> row_to_keep(UnitId id) const;

 private:
  UnitRow& touch(const Event& event, UnitId id);

  std::map<UnitId, UnitRow> units_;
  UnitId next_unit_{root_unit.value + 1};
  UnitId reception_{};
  Seq version_{};
  std::size_t open_units_ = 1;
};

// What a member may do by duty: whether one of these duties reaches the unit.
bool organises(const Organisation& organisation, const StandingRow& standing, UnitId unit);
bool is_owner(const StandingRow& standing);
// Whether a duty to listen is held anywhere.
bool is_listener(const StandingRow& standing);
// Whether a duty is held by which something is looked after.
bool has_duty(const StandingRow& standing);
// Whether the member belongs to the unit: by home below it, by a duty in it or above or below it,
// and everybody to the root.
bool belongs(const Organisation& organisation, const StandingRow& standing, UnitId unit);

// How a member stands when nothing has been said of it but that it was added.
StandingRow first_standing(MemberId member, bool is_owner, Instant added);

}  // namespace xinqiao::domain
