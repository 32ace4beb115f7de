// What devices do about talks: they are made listeners, go on duty, ask, accept, seal, end and
// forget; now and then wrongly, or where there is nothing. What is sealed are bytes like any
// others.
#include "tests/simulation/device.hpp"

#include <utility>
#include <vector>

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t talk_units_most = 3;  // ids that are tried; some are not there

}  // namespace

// Letters of base64url, whole bytes of them.
std::string Device::some_bytes() {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string bytes;
  for (std::size_t i = 4 * ground_.random.between(3, 40); i > 0; --i) {
    bytes.push_back(letters[ground_.random.below(letters.size())]);
  }
  return bytes;
}

void Device::care_for_talks(House& house) {
  const std::size_t what = ground_.random.below(20);
  if (what < (has_listeners_ ? 1 : 12) && organiser_) return make_listener(house);
  if (what < 3) return call(house, "talk.duty", {{"on", ground_.random.chance(80)}});
  if (what < 6) return call(house, ground_.random.chance(70) ? "talk.list" : "talk.listeners", {});
  if (what < 9) return ask_for_talk(house);
  if (what < 12 && !offered_.empty()) {
    const RoomId room = ground_.random.pick(offered_);
    if (ground_.random.chance(85)) {
      return wish(house, "talk.accept", {{"room", room.value}, {"welcome", some_bytes()}});
    }
    return wish(house, "talk.decline", {{"room", room.value}});
  }
  move_talk(house);
}

void Device::make_listener(House& house) {
  const bool gives = !has_listeners_ || ground_.random.chance(80);
  has_listeners_ = has_listeners_ || ground_.random.chance(25);  // two or three, and then fewer
  wish(house, gives ? "duty.give" : "duty.take",
       {{"member", some_member()},
        {"unit", ground_.random.chance(60) ? 1 : ground_.random.between(1, talk_units_most)},
        {"duty", "listener"}});
}

void Device::ask_for_talk(House& house) {
  json::object params{{"package", some_bytes()}};
  if (ground_.random.chance(60)) {
    params["unit"] = ground_.random.chance(60) ? 1 : ground_.random.between(1, talk_units_most);
  } else {
    params["listener"] = some_member();
  }
  wish(house, "talk.ask", std::move(params));
}

// Mostly what its state allows and it may do.
void Device::move_talk(House& house) {
  std::vector<RoomId> own;
  for (const auto& [id, view] : rooms_) {
    if (view.is_talk && view.joined && (!view.forgotten() || ground_.random.chance(5))) {
      own.push_back(id);
    }
  }
  if (own.empty() || ground_.random.chance(4)) {  // somebody else's, or none
    const RoomId room{ground_.random.between(1, 20)};
    const char* moves[] = {"talk.withdraw", "talk.end", "talk.forget", "talk.decline"};
    return wish(house, moves[ground_.random.below(4)], {{"room", room.value}});
  }
  const RoomId room = ground_.random.pick(own);
  const std::size_t what = ground_.random.below(20);
  if (what < 12) {
    return wish(house, "talk.seal", {{"room", room.value}, {"sealed", some_bytes()}});
  }
  if (what < 14) return wish(house, "talk.end", {{"room", room.value}});
  if (what < 15) return wish(house, "talk.withdraw", {{"room", room.value}});
  if (what < 18) return wish(house, "talk.forget", {{"room", room.value}});
  ask_history(house, room, rooms_.at(room));
}

// What it may accept, as it was told.
void Device::hear_talks(const json::object& result) {
  offered_.clear();
  for (const json::value& row : result.at("waiting").as_array()) {
    offered_.push_back(RoomId{number_in(row.as_object(), "room")});
  }
}

// Who becomes a listener is soon there for talks.
void Device::hear_duties(House& house, const json::object& me) {
  const json::value* duties = me.if_contains("duties");
  if (duties == nullptr || me.contains("on_duty")) return;
  for (const json::value& held : duties->as_array()) {
    if (text_in(held.as_object(), "duty") != "listener" || ground_.random.chance(30)) continue;
    return call(house, "talk.duty", {{"on", true}});
  }
}

}  // namespace xinqiao::simulation
