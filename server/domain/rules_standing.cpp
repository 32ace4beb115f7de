// Where members stand: their home, their duties, their welcome, and whether they take part at all.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/ways_in.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

// A duty may be given by those who organise the unit; ownership by owners, and at the root alone.
std::optional<Refusal> check_duty(const Scene& scene, const SetDuty& command) {
  const Organisation& tree = scene.world.organisation();
  if (tree.open_unit(command.unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
  const bool resigns = !command.held && command.member == scene.caller.member;
  if (command.duty == Duty::owner) {
    if (command.unit != root_unit) return Refusal{Reason::invalid_params, "unit"};
    if (!resigns && !may_own(scene.world, scene.caller)) return Refusal{Reason::not_organiser};
  } else if (!resigns && !may_organise(scene.world, scene.caller, command.unit)) {
    return Refusal{Reason::not_organiser};
  }
  return std::nullopt;
}

}  // namespace

Person find_person(const Scene& scene, MemberId id) {
  const Member* member = scene.world.member(id);
  if (member == nullptr || is_erased(*member)) {
    const bool tells = may_organise(scene.world, scene.caller, root_unit);
    return {nullptr, Refusal{tells ? Reason::member_unknown : Reason::not_organiser, "member"}};
  }
  if (!may_administer(scene.world, scene.caller, *member)) {
    return {nullptr, Refusal{Reason::not_organiser}};
  }
  return {member, std::nullopt};
}

bool is_last_owner(const World& world, const StandingRow& standing) {
  return standing.active && is_owner(standing) && world.owners() <= 1;
}

Verdict rule(const Scene& scene, const SetHome& command) {
  const Person person = find_person(scene, command.member);
  if (person.refusal) return *person.refusal;
  const Organisation& tree = scene.world.organisation();
  if (command.unit != UnitId{}) {
    if (tree.open_unit(command.unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
    if (!may_organise(scene.world, scene.caller, command.unit)) {
      return Refusal{Reason::not_organiser};
    }
  }
  const StandingRow& standing = person.member->standing;
  OrganisationLog log(scene);
  if (standing.home == command.unit) return log.take();
  log.say(HomeSet{command.member, command.unit, standing.home});
  StandingRow after = standing;
  after.home = command.unit;
  log.remove_from(rooms_lost(scene.world, tree, after), command.member, Removal::moved);
  return log.take();
}

Verdict rule(const Scene& scene, const WelcomeMember& command) {
  const Person person = find_person(scene, command.member);
  if (person.refusal) return *person.refusal;
  const StandingRow& standing = person.member->standing;
  OrganisationLog log(scene);
  if (standing.home == UnitId{} && standing.welcome != Welcome::welcomed) {
    log.say(Welcomed{command.member, caring_unit(scene.world, *person.member)});
  }
  return log.take();
}

Verdict rule(const Scene& scene, const SetDuty& command) {
  if (auto refusal = check_duty(scene, command)) return *refusal;
  const Member* member = scene.world.member(command.member);
  if (member == nullptr || is_erased(*member)) return Refusal{Reason::member_unknown, "member"};
  const StandingRow& standing = member->standing;
  const HeldDuty held{command.unit, command.duty};
  const bool holds = std::ranges::count(standing.duties, held) > 0;
  OrganisationLog log(scene);
  if (holds == command.held) return log.take();
  if (command.held) {
    if (!standing.active) return Refusal{Reason::member_inactive, "member"};
    if (standing.duties.size() >= limits::duties_per_member) {
      return Refusal{Reason::limit_reached, "duties_per_member"};
    }
    log.say(DutyGiven{command.member, command.unit, command.duty});
    return log.take();
  }
  if (command.duty == Duty::owner && is_last_owner(scene.world, standing)) {
    return Refusal{Reason::last_owner};
  }
  log.say(DutyTaken{command.member, command.unit, command.duty});
  StandingRow after = standing;
  std::erase(after.duties, held);
  log.remove_from(rooms_lost(scene.world, scene.world.organisation(), after), command.member,
                  Removal::moved);
  kinds::duty_taken(scene, after, log);
  Decision decision = log.take();
  kinds::end_marks(scene.world, after, decision.marks);
  return decision;
}

Verdict rule(const Scene& scene, const SetActive& command) {
  const Person person = find_person(scene, command.member);
  if (person.refusal) return *person.refusal;
  const StandingRow& standing = person.member->standing;
  OrganisationLog log(scene);
  if (standing.active == command.active) return log.take();
  const UnitId unit = caring_unit(scene.world, *person.member);
  if (command.active) {
    log.say(Reactivated{command.member, unit});
    return log.take();
  }
  if (is_last_owner(scene.world, standing)) return Refusal{Reason::last_owner};
  log.say(Deactivated{command.member, unit});
  kinds::deactivated(scene, command.member, log);
  Decision decision = log.take();
  StandingRow after = standing;
  after.active = false;
  kinds::end_marks(scene.world, after, decision.marks);
  shut_out(*person.member, decision);
  return decision;
}

}  // namespace xinqiao::domain
