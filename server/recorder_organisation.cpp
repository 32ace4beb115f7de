// What the organisation's events and the rules of rooms leave in the store, and who hears of it.
#include "protocol/encode.hpp"
#include "server/domain/rights.hpp"
#include "server/queries.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace xinqiao {
namespace {

using store::Family;

// The member whose standing an event changes; 0 = none.
template <class Body>
MemberId whose_standing(const Body& body) {
  if constexpr (requires { body.member, body.unit; }) {
    return body.member;
  } else {
    return {};
  }
}

// The unit of the tree that an event changes; 0 = none.
template <class Body>
UnitId which_unit(const Body& body) {
  if constexpr (requires { body.member; }) {
    if constexpr (requires { body.duty; }) return body.unit;
    return {};
  } else if constexpr (requires { body.unit, body.access; }) {
    return {};  // the rules of a room
  } else if constexpr (requires { body.unit; }) {
    return body.unit;
  } else {
    return {};
  }
}

template <class Row>
void put_or_erase(store::Batch& batch, const std::string& key, const std::optional<Row>& row) {
  if (row) {
    batch.put(Family::rows, key, store::encode_record(*row));
  } else {
    batch.erase(Family::rows, key);
  }
}

// A seat that came with an alert, and nothing of the member's own in the room since.
bool has_done_nothing(const domain::Room& room, const domain::Seats::Seat& seat) {
  const auto& [member, membership] = seat;
  const bool is_given = membership.joined_seq == 1 && membership.joined_n == 0;
  return is_given && membership.read_seq == 0 && !room.mutes.contains(member);
}

}  // namespace

void Recorder::record_organisation(const Event& event, UnitId reception_before, Group& group) {
  if (const auto* added = get_if<Added>(&event.body)) {
    return record_membership(event.room, added->member, group);
  }
  if (const auto* removed = get_if<Removed>(&event.body)) {
    return record_membership(event.room, removed->member, group);
  }
  if (holds_alternative<RoomRules>(event.body) || holds_alternative<RoomArchived>(event.body) ||
      holds_alternative<RoomReopened>(event.body) || holds_alternative<RoomRenamed>(event.body)) {
    const bool may_narrow = holds_alternative<RoomRules>(event.body) && event.seq > 2;
    if (may_narrow) narrowed_.insert(event.room);
    return record_rules(event.room, group);
  }
  if (event.room != organisation_room) return;
  const UnitId unit = visit([](const auto& body) { return which_unit(body); }, event.body);
  if (unit != UnitId{}) record_unit(unit, group);
  const bool moves_reception = holds_alternative<ReceptionSet>(event.body);
  if (moves_reception && reception_before != UnitId{}) record_unit(reception_before, group);
  const MemberId member = visit([](const auto& body) { return whose_standing(body); }, event.body);
  if (member != MemberId{}) record_standing(member, group);
}

void Recorder::record_unit(UnitId unit, Group& group) {
  put_or_erase(group.batch, store::keys::unit(unit), world_.organisation().row_to_keep(unit));
  counters_changed_ = true;
  tree_changed_ = true;
}

void Recorder::record_standing(MemberId member, Group& group) {
  offer_anew_for(member);
  put_or_erase(group.batch, store::keys::standing(member), world_.standing_row(member));
  domain::Caller caller;
  caller.member = member;
  group.tells.push_back(
      TellMember{member, encode_notification("me", encode_me(whoami(world_, caller)))});
}

void Recorder::record_rules(RoomId room, Group& group) {
  put_or_erase(group.batch, store::keys::rules(room), world_.rules_row(room));
  if (rearranged_.empty() || rearranged_.back() != room) rearranged_.push_back(room);
}

// Whoever may know of the room and has a device hears how it is now: its members with their own
// marks, the others as strangers to it. To those who have had their seat since an alert was raised
// and have read nothing yet it looks the same: they are many, and hear it by one.
void Recorder::tell_room_changed(RoomId id, Group& group) {
  const domain::Room& room = *world_.room(id);
  const Frame of_stranger = room_notification(world_, id, MemberId{});
  if (room.rules.rules == RoomRules{} && room.row.last_seq <= 2) {
    group.tells.push_back(TellEveryone{of_stranger});
    for (const auto& [member, membership] : room.members) {
      group.tells.push_back(TellMember{member, room_notification(world_, id, member)});
    }
    return;
  }
  const auto alike = std::make_shared<std::vector<MemberId>>();
  auto seat = room.members.begin();  // in the order of the members
  for (const auto& [member, one] : world_.members()) {
    if (one.sessions.empty()) continue;
    domain::Caller caller;
    caller.member = member;
    while (seat != room.members.end() && seat->first < member) ++seat;
    if (seat != room.members.end() && seat->first == member) {
      if (has_done_nothing(room, *seat) && world_.unread_mentions(member, id) == 0) {
        alike->push_back(member);
      } else {
        group.tells.push_back(TellMember{member, room_notification(world_, id, member)});
      }
    } else if (may_know_of(world_, caller, room)) {
      group.tells.push_back(TellMember{member, of_stranger});
    } else if (narrowed_.contains(id)) {
      group.tells.push_back(TellMember{member, room_gone_notification(id)});
    }
  }
  if (alike->empty()) return;
  Frame told = room_notification(world_, id, alike->front());
  group.tells.push_back(TellMembers{alike, std::move(told), {}});
}

Frame room_notification(const domain::World& world, RoomId id, MemberId member) {
  const domain::Room& room = *world.room(id);
  domain::Caller caller;
  caller.member = member;
  const bool may_know = member == MemberId{} || may_know_of(world, caller, room);
  if (!may_know) return room_gone_notification(id);
  return encode_notification("room", encode_room(room_summary(world, room, member)));
}

Frame room_gone_notification(RoomId room) {
  return encode_notification("room", encode_room_gone(room));
}

}  // namespace xinqiao
