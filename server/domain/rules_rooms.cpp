// Making, joining and leaving rooms; and the one door to them.
#include "protocol/limits.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

namespace xinqiao::domain {
namespace {

bool has_all_rooms_one_may(const World& world, MemberId id) {
  const Member* member = world.member(id);
  return member != nullptr && member->rooms.size() >= limits::rooms_per_member;
}

Receipt nothing_changed(const Scene& scene, const Room& room) {
  return {.at = scene.context.at, .room = room.row.room, .seq = room.row.last_seq, .already = true};
}

// A joined or left event at the end of the room.
template <class Body>
Decision come_or_go(const Scene& scene, const Room& room, Body body) {
  const Seq seq = room.row.last_seq + 1;
  Decision decision;
  decision.events.push_back(
      {room.row.room, seq, scene.context.at, scene.caller.member, room.row.last_n, body});
  decision.outcome = Receipt{.at = scene.context.at, .room = room.row.room, .seq = seq};
  return decision;
}

}  // namespace

Entrance enter(const World& world, MemberId member, RoomId id) {
  const Room* room = id == organisation_room ? nullptr : world.room(id);
  if (room == nullptr) return {nullptr, nullptr, Refusal{Reason::room_unknown, "room"}};
  const auto found = room->members.find(member);
  if (found == room->members.end()) return {room, nullptr, Refusal{Reason::not_member, "room"}};
  return {room, &found->second, std::nullopt};
}

Verdict rule(const Scene& scene, const CreateRoom& command) {
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  if (has_all_rooms_one_may(scene.world, scene.caller.member)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  const RoomId room = scene.world.next_room();
  const auto event = [&](Seq seq, EventBody body) {
    return Event{room, seq, scene.context.at, scene.caller.member, 0, std::move(body)};
  };
  Decision decision;
  decision.events.push_back(event(1, RoomCreated{command.title}));
  decision.events.push_back(event(2, Joined{}));
  decision.outcome = Receipt{.at = scene.context.at, .room = room, .seq = 2};
  return decision;
}

Verdict rule(const Scene& scene, const JoinRoom& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.room == nullptr) return *entrance.refusal;
  if (entrance.membership != nullptr) {
    return Decision{.outcome = nothing_changed(scene, *entrance.room)};
  }
  if (has_all_rooms_one_may(scene.world, scene.caller.member)) {
    return Refusal{Reason::limit_reached, "rooms_per_member"};
  }
  return come_or_go(scene, *entrance.room, Joined{});
}

Verdict rule(const Scene& scene, const LeaveRoom& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.room == nullptr) return *entrance.refusal;
  if (entrance.membership == nullptr) {
    return Decision{.outcome = nothing_changed(scene, *entrance.room)};
  }
  return come_or_go(scene, *entrance.room, Left{});
}

}  // namespace xinqiao::domain
