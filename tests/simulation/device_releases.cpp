// What owners do about releases: they make others owners, so that there are two, propose, agree,
// also with themselves, and take it back; and those who are none, or of a direct room, try
// likewise.
#include "tests/simulation/device.hpp"

#include <vector>

namespace xinqiao::simulation {

void Device::care_for_releases(House& house) {
  const std::size_t what = ground_.random.below(20);
  if (organiser_ && what < 4) {
    const char* method = ground_.random.chance(70) ? "duty.give" : "duty.take";
    return wish(house, method,
                {{"member", some_member()}, {"unit", root_unit.value}, {"duty", "owner"}});
  }
  // Rooms are named by their number, also those one is not in.
  std::vector<RoomId> shut;
  for (const auto& [id, room] : ground_.ledger.rooms()) {
    const RoomRules& rules = room.rules;
    if (id != organisation_room && rules.access != Access::open) shut.push_back(id);
  }
  const RoomId some = some_room(true);
  if (shut.empty() && some.value == 0) return;
  if (shut.empty()) {
    return wish(house, "room.rules", {{"room", some.value}, {"access", "closed"}});
  }
  const bool is_any = some.value != 0 && ground_.random.chance(10);
  json::object params{{"room", is_any ? some.value : ground_.random.pick(shut).value}};
  if (what < 10) {
    params["move"] = "proposed";
    params["reason"] = "档案馆要";
  } else if (what < 17) {
    params["move"] = "agreed";
  } else {
    params["move"] = "withdrawn";
  }
  wish(house, "room.release", std::move(params));
}

}  // namespace xinqiao::simulation
