#include "server/queries.hpp"

#include "protocol/limits.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/talk/listening.hpp"
#include "server/initials.hpp"
#include "server/question_board.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

// The rooms that the caller may know of.
std::string room_page(const domain::World& world, const domain::Caller& caller, RoomId after,
                      std::size_t limit) {
  std::vector<RoomSummary> page;
  std::optional<RoomId> next;
  // The organisation's log is room 0: upper_bound leaves it out.
  const auto& rooms = world.rooms();
  for (auto at = rooms.upper_bound(after); at != rooms.end(); ++at) {
    if (page.size() == limit) {  // there may be none left that the caller may know of
      next = page.back().room;
      break;
    }
    if (domain::may_know_of(world, caller, at->second)) {
      page.push_back(room_summary(world, at->second, caller.member));
    }
  }
  return encode_rooms(page, next);
}

}  // namespace

std::size_t rows_wanted(std::size_t limit) {
  return limit == 0 ? limits::list_rows : std::min(limit, limits::list_rows);
}

RoomSummary room_summary(const domain::World& world, const domain::Room& room, MemberId member) {
  RoomSummary summary;
  summary.room = room.row.room;
  summary.title = room.row.title;
  if (room.rules.rules.access != Access::direct) summary.initials = initials_of(summary.title);
  summary.members = room.members.size();
  summary.last_seq = room.row.last_seq;
  summary.last_n = room.row.last_n;
  summary.last_at = room.row.last_at;
  summary.rules = room.rules.rules;
  summary.archived = room.rules.archived;
  summary.read_only = room.read_only;
  if (room.release) summary.release = &*room.release;
  const auto found = room.members.find(member);
  if (found == room.members.end()) return summary;
  const bool is_of_two =
      summary.rules.access == Access::direct || summary.rules.type == RoomType::talk;
  if (is_of_two) {
    for (const auto& [id, membership] : room.members) {
      if (id != member) summary.with = id;
    }
  }
  summary.joined = true;
  const auto muted = room.mutes.find(member);
  if (muted != room.mutes.end()) summary.muted_until = muted->second;
  summary.read_seq = found->second.read_seq;
  summary.read_n = found->second.read_n;
  summary.position = found->second.read_position;
  summary.mentions = world.unread_mentions(member, room.row.room);
  return summary;
}

Whoami whoami(const domain::World& world, const domain::Caller& caller) {
  const domain::Member* member = world.member(caller.member);
  if (member == nullptr) return {caller.member, "", false, caller.session, {}, {}};
  const StandingRow& standing = member->standing;
  std::string_view login;
  if (member->credential) login = member->credential->login;
  Whoami me{caller.member,  member->name,  domain::has_duty(standing),
            caller.session, standing.home, standing.duties,
            login};
  me.presence = member->presence;
  me.listening = domain::is_on_duty(*member);
  me.open_reports = open_reports(world, caller);
  me.questions = questions_waiting(world, caller);
  return me;
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&, const Me&) {
  return encode_me(whoami(world, caller));
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListSessions&) {
  std::vector<SessionSummary> sessions;  // at most limits::sessions_per_member
  for (const auto& [id, one] : world.member(caller.member)->sessions) {
    sessions.push_back({id, one->device, one->started, id == caller.session});
  }
  return encode_sessions(sessions);
}

Reply answer(const domain::World& world, const domain::Caller&, const Moment&,
             const NameMembers& query) {
  std::vector<MemberName> names;
  for (const MemberId id : query.members) {
    const domain::Member* member = world.member(id);
    if (member == nullptr) continue;
    names.push_back({id, member->name, true, Instant{}, initials_of_person(member->name)});
  }
  return encode_members(names, std::nullopt);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListRooms& query) {
  return room_page(world, caller, query.after, rows_wanted(query.limit));
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const ListMembers& query) {
  const domain::Entrance entrance = domain::enter(world, caller.member, query.room);
  if (entrance.refusal) return *entrance.refusal;
  std::vector<MemberName> names;
  std::optional<MemberId> next;
  const auto& members = entrance.room->members;
  for (auto at = members.upper_bound(query.after); at != members.end(); ++at) {
    if (names.size() == rows_wanted(query.limit)) {
      next = names.back().member;
      break;
    }
    const domain::Member& member = *world.member(at->first);
    MemberName& name = names.emplace_back(at->first, member.name, member.standing.active, Instant{},
                                          initials_of_person(member.name));
    const auto muted = entrance.room->mutes.find(at->first);
    const bool is_muted = muted != entrance.room->mutes.end() && moment.now < muted->second;
    if (is_muted) name.muted_until = muted->second;
  }
  return encode_members(names, next);
}

Reply answer(const domain::World&, const domain::Caller&, const Moment& moment, const Ping&) {
  return encode_ping(moment.now);
}

std::string hello(const domain::World& world, const domain::Caller& caller, const Moment& moment) {
  return encode_hello({moment.epoch, "fsync", moment.now, moment.position, whoami(world, caller),
                       moment.commands_per_second});
}

// The params of hello and the first rooms, joined as one object: {…hello…,"rooms":[…],…}.
Reply answer(const domain::World& world, const domain::Caller& caller, const Moment& moment,
             const Boot&) {
  std::string boot = hello(world, caller, moment);
  const std::string rooms = room_page(world, caller, RoomId{}, limits::list_rows);
  boot.back() = ',';
  return boot.append(rooms, 1);
}

}  // namespace xinqiao
