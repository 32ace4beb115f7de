// Questions about talks: one's own, those that wait for one, and whom one may ask.
#include "protocol/encode_talk.hpp"
#include "protocol/limits.hpp"
#include "server/domain/talk/listening.hpp"
#include "server/queries.hpp"

#include <algorithm>
#include <set>

namespace xinqiao {
namespace {

using domain::Member;

// One's home and what lies above it, and wherever a listener listens.
std::vector<UnitId> units_to_ask(const domain::World& world, const Member& caller) {
  const domain::Organisation& tree = world.organisation();
  std::set<UnitId> units;
  const UnitId home = caller.standing.home == UnitId{} ? root_unit : caller.standing.home;
  for (const UnitRow* at = tree.unit(home); at != nullptr; at = tree.unit(at->parent)) {
    units.insert(at->unit);
  }
  for (const MemberId id : world.listeners()) {
    const Member& listener = *world.member(id);
    if (!listener.standing.active) continue;
    for (const HeldDuty& held : listener.standing.duties) {
      const bool is_open = tree.open_unit(held.unit) != nullptr;
      if (held.duty == Duty::listener && is_open) units.insert(held.unit);
    }
  }
  return {units.begin(), units.end()};
}

}  // namespace

TalkSummary talk_of(const domain::World& world, const TalkRow& row) {
  TalkSummary talk;
  talk.row = &row;
  talk.asker_name = world.member(row.asker)->name;
  if (row.state == TalkState::waiting) talk.ahead = world.talks().ahead(row);
  return talk;
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListTalks&) {
  std::vector<TalkSummary> own;  // at most limits::talks_kept
  for (const RoomId room : world.talks().of(caller.member)) {
    own.push_back(talk_of(world, *world.talks().find(room)));
  }
  std::vector<TalkSummary> waiting;
  const Member& member = *world.member(caller.member);
  if (!domain::is_listener(member.standing)) return encode_talks(own, waiting);
  for (const auto& [line, rooms] : world.talks().lines()) {
    for (const RoomId room : rooms) {
      const TalkRow& row = *world.talks().find(room);
      if (!domain::may_accept(world, member, row)) continue;
      waiting.push_back(talk_of(world, row));
      waiting.back().with_package = true;
    }
  }
  std::ranges::sort(waiting, {}, [](const TalkSummary& talk) { return talk.row->room; });
  if (waiting.size() > limits::talks_listed) waiting.resize(limits::talks_listed);
  return encode_talks(own, waiting);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListListeners&) {
  const Member& asker = *world.member(caller.member);
  ListenerPage page;
  for (const UnitId unit : units_to_ask(world, asker)) {
    const auto there = std::ranges::count_if(world.listeners(), [&](MemberId id) {
      return domain::is_offered(world, *world.member(id), asker, unit);
    });
    page.units.push_back({unit, static_cast<std::uint64_t>(there)});
  }
  for (const MemberId id : world.listeners()) {
    const Member& listener = *world.member(id);
    if (!listener.standing.active || id == caller.member) continue;
    page.more = page.listeners.size() == limits::talk_listeners;
    if (page.more) break;
    page.listeners.push_back({id, listener.name, domain::is_on_duty(listener),
                              domain::is_in_line(world, listener, asker)});
  }
  return encode_listeners(page);
}

}  // namespace xinqiao
