// What devices do to the organisation and to rooms as places: units, homes, duties, who may come
// in. Much of it is refused; what is not has to hold in all invariants.
#include "tests/simulation/corpus.hpp"
#include "tests/simulation/device.hpp"

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t units_most = 8;  // ids that are tried; some are not there

}  // namespace

void Device::arrange(House& house) {
  const std::size_t what = ground_.random.below(10);
  if (what < 3) return make_room(house);
  if (what < 6) return arrange_room(house);
  const std::uint64_t member = some_member();
  const std::uint64_t unit = ground_.random.between(1, units_most);
  if (what < 7) {
    if (member != member_.value) wish(house, "direct.open", {{"member", member}});
  } else if (what < 8) {
    if (ground_.random.chance(60)) {
      wish(house, "unit.create", {{"parent", unit}, {"name", "支部"}});
    } else {
      wish(house, "unit.move", {{"unit", unit}, {"parent", ground_.random.between(1, units_most)}});
    }
  } else if (what < 9) {
    json::object params{{"member", member}};
    if (ground_.random.chance(85)) params["unit"] = unit;
    wish(house, "member.move", std::move(params));
  } else {
    const bool gives = ground_.random.chance(60);
    wish(house, gives ? "duty.give" : "duty.take",
         {{"member", member}, {"unit", unit}, {"duty", "organiser"}});
  }
}

void Device::make_room(House& house) {
  const std::string title = tagged(some_title(ground_.random), true);
  json::object params{{"title", title}};
  if (ground_.random.chance(70)) params["unit"] = ground_.random.between(1, units_most);
  if (ground_.random.chance(30)) params["type"] = "bulletin";
  if (ground_.random.chance(50)) params["access"] = "closed";
  if (ground_.random.chance(40)) params["past"] = "hidden";
  wish(house, "room.create", std::move(params), std::string(tag_of(title)));
}

// Order: a post of somebody's is taken down, somebody is silent for a while, arrangers alone speak.
void Device::keep_order(House& house, RoomId room) {
  const std::size_t what = ground_.random.below(6);
  const RoomView& view = rooms_.at(room);
  if (what < 2 && view.newest() > 0) {
    const Seq target = ground_.random.between(1, view.newest());
    wish(house, "message.remove",
         {{"room", room.value}, {"target", target}, {"reason", "请按章办事"}});
  } else if (what < 4) {
    wish(house, "room.mute",
         {{"room", room.value},
          {"member", some_member()},
          {"minutes", ground_.random.between(1, 600)},
          {"reason", "静"}});
  } else if (what < 5) {
    wish(house, "room.unmute", {{"room", room.value}, {"member", some_member()}});
  } else {
    wish(house, "room.read_only", {{"room", room.value}, {"on", ground_.random.chance(40)}});
  }
}

void Device::arrange_room(House& house) {
  const RoomId room = some_room(ground_.random.chance(80));
  if (room.value == 0) return;
  if (ground_.random.chance(10)) return keep_order(house, room);
  const std::size_t what = ground_.random.below(10);
  if (what < 4) {
    const json::array members{some_member(), some_member()};
    wish(house, "room.add", {{"room", room.value}, {"members", members}});
  } else if (what < 6) {
    wish(house, "room.remove", {{"room", room.value}, {"member", some_member()}});
  } else if (what < 7) {
    wish(house, "room.rules",
         {{"room", room.value}, {"access", ground_.random.chance(50) ? "open" : "closed"}});
  } else if (what < 8) {
    const std::string title = tagged(some_title(ground_.random), false);
    wish(house, "room.rename", {{"room", room.value}, {"title", title}});
  } else {
    wish(house, ground_.random.chance(30) ? "room.archive" : "room.reopen", {{"room", room.value}});
  }
}

std::uint64_t Device::some_member() {
  return ground_.random.between(1, 8);
}

}  // namespace xinqiao::simulation
