// Order in rooms: posts taken down with a reason, members who are silent for a while, rooms in
// which arrangers alone speak. All of it is said in the room, with who did it and why.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/room_log.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

constexpr std::int64_t minute_ms = 60'000;

// A room whose order the caller keeps: an organiser of its unit, who is in it.
std::optional<Refusal> check_order(const Scene& scene, const Entrance& entrance) {
  if (entrance.refusal) return entrance.refusal;
  if (auto refusal = kinds::check_arranging(*entrance.room)) return refusal;
  if (entrance.room->rules.rules.access == Access::direct) {
    return Refusal{Reason::direct_room, "room"};
  }
  if (!may_oversee(scene.world, scene.caller, *entrance.room)) {
    return Refusal{Reason::not_organiser};
  }
  return std::nullopt;
}

// The member, if the caller may make it silent or let it speak.
std::optional<Refusal> check_below(const Scene& scene, const Room& room, MemberId id) {
  const Member* member = scene.world.member(id);
  if (member == nullptr) return Refusal{Reason::member_unknown, "member"};
  if (!stands_above(scene.world, scene.caller, *member, room.rules.rules.unit)) {
    return Refusal{Reason::not_above, "member"};
  }
  return std::nullopt;
}

bool is_muted(const Scene& scene, const Room& room, MemberId member) {
  const auto found = room.mutes.find(member);
  return found != room.mutes.end() && scene.context.at < found->second;
}

}  // namespace

std::optional<Refusal> check_muted(const Scene& scene, const Room& room) {
  if (!is_muted(scene, room, scene.caller.member)) return std::nullopt;
  Refusal refusal{Reason::muted, "room"};
  refusal.until = room.mutes.at(scene.caller.member);
  return refusal;
}

Verdict rule(const Scene& scene, const RemovePost& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (auto refusal = check_order(scene, entrance)) return *refusal;
  if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  if (auto refusal = check_visible_post(scene, entrance, command.target, "target")) return *refusal;
  if (scene.context.target.by == scene.caller.member) return Refusal{Reason::own_post, "target"};
  return take_away(scene, *entrance.room, command.target,
                   Moderated{command.target, command.reason});
}

Verdict rule(const Scene& scene, const MuteMember& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (auto refusal = check_order(scene, entrance)) return *refusal;
  const Room& room = *entrance.room;
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  if (!room.members.contains(command.member)) return Refusal{Reason::member_unknown, "member"};
  if (auto refusal = check_below(scene, room, command.member)) return *refusal;
  const Instant now = scene.context.at;
  const auto others = std::ranges::count_if(
      room.mutes, [&](const auto& one) { return one.first != command.member && now < one.second; });
  if (static_cast<std::size_t>(others) >= limits::muted_per_room) {
    return Refusal{Reason::limit_reached, "muted_per_room"};
  }
  RoomLog log(scene, command.room);
  const Instant until{now.ms + static_cast<std::int64_t>(command.minutes) * minute_ms};
  log.say(Muted{command.member, until, command.reason});
  return log.take();
}

Verdict rule(const Scene& scene, const UnmuteMember& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (auto refusal = check_order(scene, entrance)) return *refusal;
  const Room& room = *entrance.room;
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  if (auto refusal = check_below(scene, room, command.member)) return *refusal;
  RoomLog log(scene, command.room);
  if (is_muted(scene, room, command.member)) log.say(Unmuted{command.member});
  return log.take();
}

Verdict rule(const Scene& scene, const SetReadOnly& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (auto refusal = check_order(scene, entrance)) return *refusal;
  if (entrance.room->rules.archived) return Refusal{Reason::room_archived, "room"};
  if (!command.reason.empty()) {
    if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  }
  RoomLog log(scene, command.room);
  if (entrance.room->read_only != command.on) log.say(ReadOnlySet{command.on, command.reason});
  return log.take();
}

}  // namespace xinqiao::domain
