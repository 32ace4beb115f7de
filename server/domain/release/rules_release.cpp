#include "server/domain/release/rules_release.hpp"

#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/room_log.hpp"
#include "server/domain/text.hpp"

namespace xinqiao::domain {
namespace {

bool is_direct(const Room& room) {
  return room.rules.rules.access == Access::direct;
}

// Owners know of closed rooms. Of a direct one they know what its members tell them: its number.
// Whoever proposes by number is seen by both; where nothing is proposed, nothing can be tried out.
bool may_name(const Scene& scene, const Room& room, ReleaseMove move) {
  if (may_know_of(scene.world, scene.caller, room)) return true;
  const bool is_talk = room.rules.rules.type == RoomType::talk;
  if (room.row.room == organisation_room || is_talk || !is_direct(room)) return false;
  if (!may_own(scene.world, scene.caller)) return false;
  return move == ReleaseMove::proposed || room.release.has_value();
}

std::optional<Refusal> check_rights(const Scene& scene, const Room* room, ReleaseMove move) {
  if (room == nullptr || !may_name(scene, *room, move)) {
    return Refusal{Reason::room_unknown, "room"};
  }
  if (auto refusal = kinds::check_usual_calls(*room)) return refusal;
  // What two said to each other alone needs the silence of both, too.
  const bool may_object = move == ReleaseMove::withdrawn && is_direct(*room) &&
                          room->members.contains(scene.caller.member);
  if (!may_object && !may_own(scene.world, scene.caller)) return Refusal{Reason::not_organiser};
  if (!needs_release(*room)) return Refusal{Reason::no_release, "room"};
  return std::nullopt;
}

}  // namespace

bool needs_release(const Room& room) {
  const RoomRules& rules = room.rules.rules;
  return rules.access != Access::open && rules.type != RoomType::alert;
}

bool is_released(const Room& room, Instant now) {
  return room.release && room.release->state == ReleaseMove::agreed &&
         room.release->at.ms + limits::release_wait_ms <= now.ms;
}

Verdict rule(const Scene& scene, const MoveRelease& command) {
  const Room* room = scene.world.room(command.room);
  if (auto refusal = check_rights(scene, room, command.move)) return *refusal;
  const bool is_said = command.move == ReleaseMove::proposed || !command.reason.empty();
  if (is_said) {
    if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  }
  RoomLog log(scene, command.room);
  const auto& release = room->release;
  switch (command.move) {
    case ReleaseMove::proposed:
      if (!release) log.say(ReleaseMoved{command.move, command.reason});
      break;
    case ReleaseMove::agreed:
      if (!release) return Refusal{Reason::no_release, "room"};
      if (release->state == ReleaseMove::agreed) break;
      if (release->by == scene.caller.member) return Refusal{Reason::no_release, "room"};
      log.say(ReleaseMoved{command.move, command.reason});
      break;
    case ReleaseMove::withdrawn:
      if (release) log.say(ReleaseMoved{command.move, command.reason});
      break;
  }
  return log.take();
}

void end_releases(const Scene& scene, MemberId owner, OrganisationLog& log) {
  for (const auto& [id, room] : scene.world.rooms()) {
    if (!room.release) continue;
    const bool is_theirs = room.release->by == owner || room.release->with == owner;
    if (is_theirs) log.say_in(id, MemberId{}, ReleaseMoved{ReleaseMove::withdrawn, ""});
  }
}

}  // namespace xinqiao::domain
