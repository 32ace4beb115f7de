// Direct rooms: two members, for good. The room is made when one of them first opens it.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/room_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {
namespace {

const Room* direct_room_of(const World& world, const Member& one, MemberId other) {
  for (const RoomId id : one.rooms) {
    const Room* room = world.room(id);
    if (room->rules.rules.access == Access::direct && room->members.contains(other)) return room;
  }
  return nullptr;
}

}  // namespace

Verdict rule(const Scene& scene, const OpenDirect& command) {
  const Member* caller = scene.world.member(scene.caller.member);
  const Member* other = scene.world.member(command.member);
  if (caller == nullptr || other == nullptr) return Refusal{Reason::member_unknown, "member"};
  if (command.member == scene.caller.member) return Refusal{Reason::invalid_params, "member"};
  if (const Room* room = direct_room_of(scene.world, *caller, command.member)) {
    return RoomLog(scene, room->row.room).take();
  }
  if (!other->standing.active) return Refusal{Reason::member_inactive, "member"};
  if (kinds::has_all_rooms_one_may(scene.world, scene.caller.member) ||
      kinds::has_all_rooms_one_may(scene.world, command.member)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  RoomLog log(scene, scene.world.next_room());
  log.say(RoomCreated{});
  log.say(RoomRules{root_unit, RoomType::chat, Access::direct, Past::shown});
  log.say(Joined{});
  log.say(Added{command.member});
  return log.take();
}

}  // namespace xinqiao::domain
