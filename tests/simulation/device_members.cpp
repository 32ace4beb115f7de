// Lists of members, page by page, held against who was in the room while they were asked for. What
// a device says and hears of a question's or an alert's people is elsewhere.
#include "tests/simulation/device.hpp"

#include <utility>

namespace xinqiao::simulation {

void Device::ask_members(House& house, RoomId room, std::size_t limit) {
  Call made;
  made.first_sync = ground_.ledger.syncs();
  call(house, "room.members", {{"room", room.value}, {"limit", limit}}, std::move(made));
}

// Who was in the room all the time is on it, and who was not at any time is not.
void Device::hear_members(House& house, const Call& call_made, const json::object& result) {
  Call made = call_made;
  MemberId last;
  for (const json::value& value : result.at("members").as_array()) {
    const MemberId member{number_in(value.as_object(), "member")};
    if (!made.listed.insert(member).second) broken("I7", "a list names a member twice");
    last = member;
  }
  if (result.contains("next")) {
    const std::uint64_t next = number_in(result, "next");
    if (next != last.value) broken("I7", "a list goes on elsewhere than where it stopped");
    json::object params = call_made.params;
    params["after"] = next;
    return call(house, "room.members", std::move(params), std::move(made));
  }
  const RoomId room{number_in(call_made.params, "room")};
  const KeptRoom* truth = ground_.ledger.room(room);
  if (truth == nullptr) return broken("I7", "members of a room that does not exist");
  std::size_t ever = 0;
  for (const auto& [member, stays] : truth->stays) {
    bool was_in = false;
    bool was_in_always = false;
    for (const Stay& stay : stays) {
      was_in = was_in || stay.left == 0 || stay.left_sync > made.first_sync;
      was_in_always = was_in_always || (stay.left == 0 && stay.joined_sync <= made.first_sync);
    }
    const bool is_listed = made.listed.contains(member);
    ever += is_listed && was_in ? 1 : 0;
    if (is_listed && !was_in) broken("I7", "a list names one who has left the room");
    if (!is_listed && was_in_always) {
      broken("I7", "a list of members leaves out member " + std::to_string(member.value));
    }
  }
  if (ever != made.listed.size()) broken("I7", "a list names somebody who never was in the room");
}

}  // namespace xinqiao::simulation
