// Making rooms, coming and going, and arranging them.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/room_log.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

// A room that the caller may arrange.
std::optional<Refusal> check_arrange(const Scene& scene, const Room*& room, RoomId id) {
  const Room* found = scene.world.room(id);
  if (found == nullptr || !may_know_of(scene.world, scene.caller, *found)) {
    return Refusal{Reason::room_unknown, "room"};
  }
  if (found->rules.rules.access == Access::direct) return Refusal{Reason::direct_room, "room"};
  if (auto refusal = kinds::check_usual_calls(*found)) return refusal;
  if (!may_arrange(scene.world, scene.caller, *found)) return Refusal{Reason::not_organiser};
  room = found;
  return std::nullopt;
}

// Where a member may make a room: an open or closed chat in its home or at the root; everything in
// the units it organises.
std::optional<Refusal> check_place(const Scene& scene, const CreateRoom& command, UnitId unit) {
  if (scene.world.organisation().open_unit(unit) == nullptr) {
    return Refusal{Reason::unit_unknown, "unit"};
  }
  if (may_organise(scene.world, scene.caller, unit)) return std::nullopt;
  const Member* caller = scene.world.member(scene.caller.member);
  const bool is_own = unit == root_unit || (caller != nullptr && caller->standing.home == unit);
  if (command.type != RoomType::chat || !is_own) return Refusal{Reason::not_organiser};
  return std::nullopt;
}

// Who may add: to a closed room its members, to an open one the unit's organisers.
std::optional<Refusal> check_adding(const Scene& scene, const Room& room) {
  const RoomRules& rules = room.rules.rules;
  if (rules.access == Access::direct) return Refusal{Reason::direct_room, "room"};
  if (auto refusal = kinds::check_arranging(room)) return refusal;
  const bool is_in = room.members.contains(scene.caller.member);
  if (rules.access == Access::closed && !is_in) return Refusal{Reason::not_member, "room"};
  if (rules.access == Access::open && !may_arrange(scene.world, scene.caller, room)) {
    return Refusal{Reason::not_organiser};
  }
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  return std::nullopt;
}

std::optional<Refusal> check_added(const World& world, const Room& room, MemberId id) {
  const Member* member = world.member(id);
  if (member == nullptr) return Refusal{Reason::member_unknown, "members"};
  if (!member->standing.active) return Refusal{Reason::member_inactive, "members"};
  if (room.rules.rules.access == Access::open && !may_come_into(world, *member, room)) {
    return Refusal{Reason::not_in_unit, "members"};
  }
  if (kinds::has_all_rooms_one_may(world, id)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  return std::nullopt;
}

}  // namespace

Verdict rule(const Scene& scene, const CreateRoom& command) {
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  if (command.access == Access::direct) return Refusal{Reason::invalid_params, "access"};
  const Member* caller = scene.world.member(scene.caller.member);
  const UnitId home = caller == nullptr ? UnitId{} : caller->standing.home;
  const UnitId own = home == UnitId{} ? root_unit : home;
  const UnitId unit = command.unit == UnitId{} ? own : command.unit;
  if (auto refusal = check_place(scene, command, unit)) return *refusal;
  if (kinds::has_all_rooms_one_may(scene.world, scene.caller.member)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  const RoomRules rules{unit, command.type, command.access, command.past};
  if (auto refusal = kinds::check_rules(rules)) return *refusal;
  RoomLog log(scene, scene.world.next_room());
  log.say(RoomCreated{command.title});
  if (rules != RoomRules{}) log.say(rules);
  log.say(Joined{});
  return log.take();
}

Verdict rule(const Scene& scene, const JoinRoom& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.room == nullptr) return *entrance.refusal;
  const Room& room = *entrance.room;
  RoomLog log(scene, command.room);
  if (entrance.membership) return log.take();
  const Member& member = *scene.world.member(scene.caller.member);
  if (!may_come_into(scene.world, member, room)) return Refusal{Reason::not_member, "room"};
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  if (kinds::has_all_rooms_one_may(scene.world, scene.caller.member)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  log.say(Joined{});
  return log.take();
}

Verdict rule(const Scene& scene, const LeaveRoom& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.room == nullptr) return *entrance.refusal;
  RoomLog log(scene, command.room);
  if (!entrance.membership) return log.take();
  if (entrance.room->rules.rules.access == Access::direct) {
    return Refusal{Reason::direct_room, "room"};
  }
  if (auto refusal = kinds::check_arranging(*entrance.room)) return *refusal;
  log.say(Left{});
  return log.take();
}

Verdict rule(const Scene& scene, const RenameRoom& command) {
  const Room* room = nullptr;
  if (auto refusal = check_arrange(scene, room, command.room)) return *refusal;
  if (auto refusal = kinds::check_arranging(*room)) return *refusal;
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  RoomLog log(scene, command.room);
  if (room->row.title != command.title) log.say(RoomRenamed{command.title});
  return log.take();
}

Verdict rule(const Scene& scene, const SetRoomRules& command) {
  const Room* room = nullptr;
  if (auto refusal = check_arrange(scene, room, command.room)) return *refusal;
  if (auto refusal = kinds::check_arranging(*room)) return *refusal;
  if (command.access == Access::direct) return Refusal{Reason::invalid_params, "access"};
  RoomRules rules = room->rules.rules;
  // What was said among few is not opened to many from outside: one has to be among the few.
  const bool widens = (command.access == Access::open && rules.access == Access::closed) ||
                      (command.past == Past::shown && rules.past == Past::hidden);
  if (widens && !room->members.contains(scene.caller.member)) {
    return Refusal{Reason::not_member, "room"};
  }
  rules.access = command.access.value_or(rules.access);
  rules.past = command.past.value_or(rules.past);
  if (auto refusal = kinds::check_rules(rules)) return *refusal;
  RoomLog log(scene, command.room);
  if (rules == room->rules.rules) return log.take();
  log.say(rules);
  // A closed room may have let in strangers to its unit; an open one is for those who belong to it.
  for (const auto& [id, membership] : room->members) {
    const Member& member = *scene.world.member(id);
    const bool stays = rules.access != Access::open ||
                       belongs(scene.world.organisation(), member.standing, rules.unit);
    if (!stays) log.say(Removed{id, Removal::moved});
  }
  return log.take();
}

Verdict rule(const Scene& scene, const ArchiveRoom& command) {
  const Room* room = nullptr;
  if (auto refusal = check_arrange(scene, room, command.room)) return *refusal;
  if (auto refusal = kinds::check_archivist(scene, *room)) return *refusal;
  const bool unit_is_closed =
      scene.world.organisation().open_unit(room->rules.rules.unit) == nullptr;
  if (!command.archived && unit_is_closed) return Refusal{Reason::unit_closed, "room"};
  RoomLog log(scene, command.room);
  if (room->rules.archived == command.archived) return log.take();
  if (command.archived) {
    if (auto refusal = kinds::check_archive(scene.world, *room)) return *refusal;
    log.say(RoomArchived{});
  } else {
    log.say(RoomReopened{});
  }
  return log.take();
}

Verdict rule(const Scene& scene, const AddToRoom& command) {
  const Room* room = scene.world.room(command.room);
  if (room == nullptr || !may_know_of(scene.world, scene.caller, *room)) {
    return Refusal{Reason::room_unknown, "room"};
  }
  if (auto refusal = check_adding(scene, *room)) return *refusal;
  RoomLog log(scene, command.room);
  for (const MemberId id : command.members) {
    if (room->members.contains(id) || log.has_added(id)) continue;
    if (auto refusal = check_added(scene.world, *room, id)) return *refusal;
    log.say(Added{id});
  }
  return log.take();
}

Verdict rule(const Scene& scene, const RemoveFromRoom& command) {
  const Room* room = nullptr;
  if (auto refusal = check_arrange(scene, room, command.room)) return *refusal;
  if (auto refusal = kinds::check_arranging(*room)) return *refusal;
  RoomLog log(scene, command.room);
  if (room->members.contains(command.member)) {
    log.say(Removed{command.member, Removal::by_organiser});
  }
  return log.take();
}

}  // namespace xinqiao::domain
