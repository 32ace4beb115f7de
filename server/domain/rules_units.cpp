// The tree: making, naming, moving and closing units, and the one that welcomes.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

const Organisation& tree_of(const Scene& scene) {
  return scene.world.organisation();
}

// The unit, if it is open and the caller's to organise. One that is not is told apart from one that
// is not there: the tree is no secret.
std::optional<Refusal> check_unit(const Scene& scene, UnitId unit, std::string_view field) {
  const UnitRow* row = tree_of(scene).unit(unit);
  if (row == nullptr) return Refusal{Reason::unit_unknown, std::string(field)};
  if (!may_organise(scene.world, scene.caller, unit)) return Refusal{Reason::not_organiser};
  if (row->closed) return Refusal{Reason::unit_closed, std::string(field)};
  return std::nullopt;
}

// To change a unit itself is the right of those who organise what lies above it.
std::optional<Refusal> check_from_above(const Scene& scene, UnitId unit) {
  if (auto refusal = check_unit(scene, unit, "unit")) return refusal;
  const UnitId parent = tree_of(scene).unit(unit)->parent;
  const bool may = parent == UnitId{} ? may_own(scene.world, scene.caller)
                                      : may_organise(scene.world, scene.caller, parent);
  if (!may) return Refusal{Reason::not_organiser};
  return std::nullopt;
}

// What keeps a unit from being closed.
std::string_view holds(const World& world, UnitId unit) {
  if (world.organisation().has_open_children(unit)) return "units";
  if (world.at_home_in(unit) > 0) return "members";
  if (world.duties_in(unit) > 0) return "duties";
  if (const auto held = kinds::holds(world, unit); !held.empty()) return held;
  const auto is_used = [&](const auto& entry) {
    return entry.second.rules.rules.unit == unit && !entry.second.rules.archived;
  };
  return std::ranges::any_of(world.rooms(), is_used) ? "rooms" : "";
}

}  // namespace

Verdict rule(const Scene& scene, const CreateUnit& command) {
  if (auto refusal = check_unit(scene, command.parent, "parent")) return *refusal;
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;
  const Organisation& tree = tree_of(scene);
  if (tree.open_units() >= limits::units) return Refusal{Reason::limit_reached, "units"};
  if (tree.depth(command.parent) >= limits::unit_depth) {
    return Refusal{Reason::limit_reached, "unit_depth"};
  }
  OrganisationLog log(scene);
  log.say(UnitCreated{tree.next_unit(), command.parent, command.name});
  Decision decision = log.take();
  get<Receipt>(decision.outcome).n = tree.next_unit().value;
  return decision;
}

Verdict rule(const Scene& scene, const RenameUnit& command) {
  if (auto refusal = check_unit(scene, command.unit, "unit")) return *refusal;
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;
  OrganisationLog log(scene);
  log.say(UnitRenamed{command.unit, command.name});
  return log.take();
}

Verdict rule(const Scene& scene, const MoveUnit& command) {
  if (command.unit == root_unit) return Refusal{Reason::unit_cycle, "unit"};
  if (auto refusal = check_from_above(scene, command.unit)) return *refusal;
  if (auto refusal = check_unit(scene, command.parent, "parent")) return *refusal;
  const Organisation& tree = tree_of(scene);
  if (tree.covers(command.unit, command.parent)) return Refusal{Reason::unit_cycle, "parent"};
  const std::size_t deepest = tree.depth(command.parent) + 1 + tree.height(command.unit);
  if (deepest > limits::unit_depth) return Refusal{Reason::limit_reached, "unit_depth"};
  OrganisationLog log(scene);
  log.say(UnitMoved{command.unit, command.parent});
  // Whoever belonged to a room of what was above, and does so no more, leaves it now.
  Organisation after = tree;
  after.apply(Event{}, UnitMoved{command.unit, command.parent});
  for (const auto& [id, member] : scene.world.members()) {
    log.remove_from(rooms_lost(scene.world, after, member.standing), id, Removal::moved);
  }
  return log.take();
}

Verdict rule(const Scene& scene, const CloseUnit& command) {
  if (command.unit == root_unit) return Refusal{Reason::unit_not_empty, "units"};
  if (auto refusal = check_from_above(scene, command.unit)) return *refusal;
  const std::string_view held = holds(scene.world, command.unit);
  if (!held.empty()) return Refusal{Reason::unit_not_empty, std::string(held)};
  OrganisationLog log(scene);
  if (tree_of(scene).reception() == command.unit) log.say(ReceptionSet{command.unit, false});
  log.say(UnitClosed{command.unit});
  return log.take();
}

Verdict rule(const Scene& scene, const SetReception& command) {
  const Organisation& tree = tree_of(scene);
  if (tree.open_unit(command.unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
  if (!may_own(scene.world, scene.caller)) return Refusal{Reason::not_organiser};
  OrganisationLog log(scene);
  if ((tree.reception() == command.unit) != command.on) {
    log.say(ReceptionSet{command.unit, command.on});
  }
  return log.take();
}

}  // namespace xinqiao::domain
