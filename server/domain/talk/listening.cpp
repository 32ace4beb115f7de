#include "server/domain/talk/listening.hpp"

#include <algorithm>

namespace xinqiao::domain {

bool is_on_duty(const Member& member) {
  return member.listening && member.standing.active && is_listener(member.standing);
}

bool listens_for(const World& world, const Member& member, UnitId unit) {
  if (!member.standing.active) return false;
  return std::ranges::any_of(member.standing.duties, [&](const HeldDuty& held) {
    return held.duty == Duty::listener && world.organisation().covers(held.unit, unit);
  });
}

bool is_in_line(const World& world, const Member& listener, const Member& asker) {
  const UnitId home = asker.standing.home == UnitId{} ? root_unit : asker.standing.home;
  return organises(world.organisation(), listener.standing, home);
}

bool may_be_offered(const World& world, const Member& listener, const Member& asker, UnitId unit) {
  return listener.row.member != asker.row.member && listens_for(world, listener, unit) &&
         !is_in_line(world, listener, asker);
}

bool is_offered(const World& world, const Member& listener, const Member& asker, UnitId unit) {
  return is_on_duty(listener) && may_be_offered(world, listener, asker, unit);
}

bool may_accept(const World& world, const Member& listener, const TalkRow& row) {
  if (row.unit != UnitId{}) {
    return is_offered(world, listener, *world.member(row.asker), row.unit);
  }
  return row.listener == listener.row.member && listener.standing.active &&
         is_listener(listener.standing);
}

std::uint64_t talks_offered(const World& world, MemberId id) {
  const Member* listener = world.member(id);
  if (listener == nullptr || !is_listener(listener->standing)) return 0;
  std::uint64_t offered = 0;
  for (const auto& [line, rooms] : world.talks().lines()) {
    const bool is_theirs =
        line.unit == UnitId{} ? line.listener == id : listens_for(world, *listener, line.unit);
    if (!is_theirs) continue;
    offered += static_cast<std::uint64_t>(std::ranges::count_if(rooms, [&](RoomId room) {
      return may_accept(world, *listener, *world.talks().find(room));
    }));
  }
  return offered;
}

}  // namespace xinqiao::domain
