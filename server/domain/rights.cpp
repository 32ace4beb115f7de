#include "server/domain/rights.hpp"

#include <algorithm>

namespace xinqiao::domain {

bool may_organise(const World& world, const Caller& caller, UnitId unit) {
  if (caller.is_server) return true;
  const Member* member = world.member(caller.member);
  return member != nullptr && member->standing.active &&
         organises(world.organisation(), member->standing, unit);
}

bool may_own(const World& world, const Caller& caller) {
  if (caller.is_server) return true;
  const Member* member = world.member(caller.member);
  return member != nullptr && member->standing.active && is_owner(member->standing);
}

UnitId caring_unit(const World& world, const Member& member) {
  if (member.standing.home != UnitId{}) return member.standing.home;
  const UnitId reception = world.organisation().reception();
  return reception == UnitId{} ? root_unit : reception;
}

bool may_administer(const World& world, const Caller& caller, const Member& member) {
  if (!may_organise(world, caller, caring_unit(world, member))) return false;
  return std::ranges::all_of(member.standing.duties, [&](const HeldDuty& held) {
    return held.duty == Duty::owner ? may_own(world, caller)
                                    : may_organise(world, caller, held.unit);
  });
}

// A duty without a home is one of the whole organisation.
bool may_invite(const World& world, const Caller& caller, UnitId unit, std::optional<Duty> duty) {
  if (duty == Duty::owner) return caller.is_server;
  if (unit != UnitId{}) return may_organise(world, caller, unit);
  if (duty) return may_organise(world, caller, root_unit);
  const UnitId reception = world.organisation().reception();
  return may_organise(world, caller, reception == UnitId{} ? root_unit : reception);
}

bool may_see(const World& world, const Caller& caller, const Invitation& invitation) {
  if (invitation.by == MemberId{}) return may_own(world, caller);
  return invitation.by == caller.member ||
         may_invite(world, caller, invitation.unit, invitation.duty);
}

bool may_know_of(const World& world, const Caller& caller, const Room& room) {
  if (room.row.room == organisation_room) return false;
  if (room.members.contains(caller.member)) return true;
  const RoomRules& rules = room.rules.rules;
  if (rules.access == Access::direct || rules.type == RoomType::talk) return false;
  if (rules.access == Access::closed) return may_organise(world, caller, rules.unit);
  const Member* member = world.member(caller.member);
  return caller.is_server ||
         (member != nullptr && belongs(world.organisation(), member->standing, rules.unit));
}

bool may_come_into(const World& world, const Member& member, const Room& room) {
  const RoomRules& rules = room.rules.rules;
  return rules.access == Access::open && member.standing.active &&
         belongs(world.organisation(), member.standing, rules.unit);
}

bool may_arrange(const World& world, const Caller& caller, const Room& room) {
  if (room.rules.rules.access == Access::direct) return false;
  const bool made_it = room.row.created_by == caller.member && room.members.contains(caller.member);
  return made_it || may_organise(world, caller, room.rules.rules.unit);
}

bool may_oversee(const World& world, const Caller& caller, const Room& room) {
  const RoomRules& rules = room.rules.rules;
  return rules.access != Access::direct && room.members.contains(caller.member) &&
         may_organise(world, caller, rules.unit);
}

bool stands_above(const World& world, const Caller& caller, const Member& member, UnitId unit) {
  if (caller.member == member.row.member) return false;
  const Organisation& tree = world.organisation();
  if (!organises(tree, member.standing, unit) || may_own(world, caller)) return true;
  return std::ranges::all_of(member.standing.duties, [&](const HeldDuty& held) {
    if (held.duty == Duty::owner) return false;
    if (!arranges(held) || !tree.covers(held.unit, unit)) return true;
    const UnitId above = tree.unit(held.unit)->parent;
    return above != UnitId{} && may_organise(world, caller, above);
  });
}

std::optional<UnitId> settling_unit(const World& world, const Room& room, const Member& author) {
  const Organisation& tree = world.organisation();
  const StandingRow& standing = author.standing;
  UnitId unit = room.rules.rules.unit;
  if (room.rules.rules.access == Access::direct) {
    unit = standing.home == UnitId{} ? root_unit : standing.home;
  }
  if (!organises(tree, standing, unit)) return unit;
  if (is_owner(standing)) {
    const std::size_t self = standing.active ? 1 : 0;
    return world.owners() > self ? std::optional(UnitId{}) : std::nullopt;
  }
  UnitId highest = unit;
  for (const HeldDuty& held : standing.duties) {
    if (arranges(held) && tree.covers(held.unit, highest)) highest = held.unit;
  }
  return tree.unit(highest)->parent;
}

bool may_settle(const World& world, const Caller& caller, const Report& report) {
  if (caller.member == report.accused) return false;
  return report.unit == UnitId{} ? may_own(world, caller)
                                 : may_organise(world, caller, report.unit);
}

bool may_pin(const World& world, const Caller& caller, const Room& room) {
  return room.rules.rules.access == Access::direct || may_arrange(world, caller, room);
}

Entrance enter(const World& world, MemberId member, RoomId id) {
  const Room* room = world.room(id);
  const Caller caller{member, {}, false};
  if (room == nullptr || !may_know_of(world, caller, *room)) {
    return {nullptr, std::nullopt, Refusal{Reason::room_unknown, "room"}};
  }
  const auto found = room->members.find(member);
  if (found == room->members.end()) {
    return {room, std::nullopt, Refusal{Reason::not_member, "room"}};
  }
  return {room, found->second, std::nullopt};
}

Seq first_visible(const Room& room, const Membership& membership) {
  return room.rules.rules.past == Past::hidden ? membership.joined_seq : 1;
}

std::optional<Refusal> check_count(const Caller& caller, const Entrance& entrance,
                                   const Target& target, Seq seq) {
  const RoomRules& rules = entrance.room->rules.rules;
  const bool is_counted = rules.access != Access::direct && rules.type == RoomType::chat;
  if (!is_counted) return Refusal{Reason::not_counted, "room"};
  const bool is_there =
      target.is_post && seq >= first_visible(*entrance.room, *entrance.membership);
  if (!is_there) return Refusal{Reason::not_a_post, "seq"};
  if (target.is_deleted) return Refusal{Reason::post_deleted, "seq"};
  if (target.by != caller.member) return Refusal{Reason::not_author, "seq"};
  return std::nullopt;
}

std::vector<RoomId> rooms_lost(const World& world, const Organisation& tree,
                               const StandingRow& standing) {
  std::vector<RoomId> lost;
  const Member* member = world.member(standing.member);
  if (member == nullptr) return lost;
  for (const RoomId id : member->rooms) {
    const RoomRules& rules = world.room(id)->rules.rules;
    if (rules.access == Access::open && !belongs(tree, standing, rules.unit)) lost.push_back(id);
  }
  return lost;
}

}  // namespace xinqiao::domain
