// Questions about the tree and its people.
#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "server/initials.hpp"
#include "server/queries.hpp"

#include <algorithm>
#include <map>

namespace xinqiao {
namespace {

struct Holders {
  std::vector<MemberId> owners;
  std::vector<MemberId> organisers;
};

std::map<UnitId, Holders> holders_of(const domain::World& world) {
  std::map<UnitId, Holders> all;
  for (const auto& [id, member] : world.members()) {
    if (!member.standing.active) continue;
    for (const HeldDuty& held : member.standing.duties) {
      if (!arranges(held)) continue;
      Holders& there = all[held.unit];
      (held.duty == Duty::owner ? there.owners : there.organisers).push_back(id);
    }
  }
  return all;
}

bool may_list(const domain::World& world, const domain::Caller& caller, UnitId unit) {
  if (unit != UnitId{}) return may_organise(world, caller, unit);
  const UnitId reception = world.organisation().reception();
  return may_organise(world, caller, reception == UnitId{} ? root_unit : reception);
}

}  // namespace

Reply answer(const domain::World& world, const domain::Caller&, const Moment&, const Tree& query) {
  const domain::Organisation& organisation = world.organisation();
  TreeSummary tree;
  tree.version = organisation.version();
  tree.homeless = world.at_home_in(UnitId{});
  if (query.version == tree.version) return encode_version(tree.version);
  auto holders = holders_of(world);
  const auto& units = organisation.units();
  for (auto at = units.upper_bound(query.after); at != units.end(); ++at) {
    if (at->second.closed) continue;
    if (tree.units.size() == rows_wanted(query.limit)) {
      tree.next = tree.units.back().row->unit;
      break;
    }
    Holders& there = holders[at->first];
    tree.units.push_back({&at->second, world.at_home_in(at->first), std::move(there.owners),
                          std::move(there.organisers), initials_of(at->second.name)});
  }
  return encode_tree(tree);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListPeople& query) {
  const domain::Organisation& tree = world.organisation();
  if (query.unit != UnitId{} && tree.unit(query.unit) == nullptr) {
    return Refusal{Reason::unit_unknown, "unit"};
  }
  if (!may_list(world, caller, query.unit)) return Refusal{Reason::not_organiser};
  std::vector<PersonSummary> people;
  std::optional<MemberId> next;
  const auto& members = world.members();
  for (auto at = members.upper_bound(query.after); at != members.end(); ++at) {
    const domain::Member& member = at->second;
    if (is_erased(member)) continue;
    const UnitId home = member.standing.home;
    const bool is_in = query.unit == UnitId{} ? home == UnitId{} : tree.covers(query.unit, home);
    if (!is_in) continue;
    if (people.size() == rows_wanted(query.limit)) {
      next = people.back().member;
      break;
    }
    people.push_back({at->first, member.name, &member.standing, member.welcome_due,
                      initials_of_person(member.name)});
  }
  return encode_people(people, next);
}

}  // namespace xinqiao
