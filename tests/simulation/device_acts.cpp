// What a device does of its own accord, as chance wants it.
#include "tests/simulation/corpus.hpp"
#include "tests/simulation/device.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace xinqiao::simulation {

std::string Device::tagged(std::string text, bool remember) {
  const std::string tag = "[" + name_ + "." + std::to_string(++said_) + "]";
  text = tag + " " + text;
  if (remember) ground_.ledger.says(tag, {.text = text, .by = member_});
  return text;
}

RoomId Device::some_room(bool joined) {
  std::vector<RoomId> some;
  for (const auto& [id, view] : rooms_) {
    if (view.joined == joined) some.push_back(id);
  }
  return some.empty() ? RoomId{} : ground_.random.pick(some);
}

void Device::do_something(House& house) {
  if (organiser_ && ground_.random.chance(6)) {
    const RoomId room = some_room(true);
    if (room.value != 0) return keep_order(house, room);
  }
  if (ground_.random.chance(ground_.question_percent)) return care_for_questions(house);
  if (ground_.random.chance(ground_.alert_percent)) return care_for_alerts(house);
  if (ground_.random.chance(ground_.talk_percent)) return care_for_talks(house);
  if (ground_.random.chance(ground_.release_percent)) return care_for_releases(house);
  const std::size_t what = ground_.random.below(100);
  if (what < 42) return say_something(house);
  if (what < 50) return say_about_posts(house);
  if (what < 68) {
    const RoomId id = some_room(true);
    if (id.value != 0) change_words(house, id, rooms_.at(id));
  } else if (what < 76) {
    come_or_go(house);
  } else if (what < 82) {
    arrange(house);
  } else if (what < 96) {
    ask_something(house);
  } else if (what == 96 && organiser_) {
    const std::string name = tagged("新人", true);
    wish(house, "member.add", {{"name", name}}, std::string(tag_of(name)));
  } else if (what == 97) {
    call(house, "link.create", {});
  } else if (what == 98 && ground_.random.chance(20)) {
    json::object params;
    if (ground_.random.chance(30)) params["session"] = ground_.random.between(1, 12);
    call(house, "session.end", std::move(params));
  } else if (ground_.random.chance(20)) {
    resume(house, true);  // rooms already attached begin anew
  } else if (ground_.random.chance(30)) {
    wish(house, "member.rename", {{"name", some_title(ground_.random)}});
  }
}

void Device::say_something(House& house) {
  const RoomId id = some_room(true);
  if (id.value == 0) return;
  const bool many = ground_.random.chance(ground_.burst_percent);
  const std::size_t times = many ? ground_.random.between(5, ground_.burst_most) : 1;
  for (std::size_t i = 0; i < times; ++i) {
    std::string text = tagged(some_text(ground_.random), false);
    if (ground_.random.chance(1)) text.resize(limits::text_bytes + 1, '~');
    if (ground_.random.chance(1)) text = " \u3000\n";
    const std::string tag(tag_of(text));
    if (!tag.empty()) ground_.ledger.says(tag, {.text = text, .by = member_});
    json::object params{{"room", id.value}, {"text", text}};
    const RoomView& view = rooms_.at(id);
    if (view.newest() > 0 && ground_.random.chance(10)) {
      params["re"] = ground_.random.between(1, view.newest());
    }
    wish(house, "message.post", std::move(params), tag);
  }
}

// Reactions and confirmations, mostly of what was said last, so that they meet.
void Device::say_about_posts(House& house) {
  const RoomId id = some_room(true);
  if (id.value == 0) return;
  const RoomView& view = rooms_.at(id);
  const std::size_t what = ground_.random.below(10);
  if (what < 2 && organiser_) {
    const std::string text = tagged(some_text(ground_.random), true);
    json::object params{{"room", id.value}, {"title", "通知"}, {"text", text}};
    params["class"] = ground_.random.chance(50) ? "counted" : "must_confirm";
    return wish(house, "notice.post", std::move(params), std::string(tag_of(text)));
  }
  if (view.newest() == 0) return;
  const Seq near = view.newest() - std::min<Seq>(view.newest() - 1, ground_.random.below(6));
  if (what < 5) return call(house, "notice.confirm", {{"room", id.value}, {"seq", near}});
  if (reacted_.second != 0 && ground_.random.chance(50)) {  // it thinks better of it
    const auto [room, target] = std::exchange(reacted_, {});
    return call(house, "reaction.set",
                {{"room", room.value}, {"target", target}, {"reaction", ""}});
  }
  const std::string reaction(limits::reactions[ground_.random.between(1, 3)]);
  reacted_ = {id, near};
  call(house, "reaction.set", {{"room", id.value}, {"target", near}, {"reaction", reaction}});
}

void Device::change_words(House& house, RoomId room, const RoomView& view) {
  if (view.held().empty()) return;
  if (ground_.random.chance(30)) {
    const Seq seq = ground_.random.between(view.oldest(), view.newest());
    return call(house, "read.set", {{"room", room.value}, {"seq", seq}});
  }
  // Mostly a word of one's own; now and then one of another's, or none at all.
  std::vector<Seq> mine;
  for (const auto& [seq, held] : view.held()) {
    if (held.kind == "post" && held.by == member_.value) mine.push_back(seq);
  }
  const bool wrong = mine.empty() || ground_.random.chance(5);
  const Seq target =
      wrong ? ground_.random.between(1, view.newest() + 1) : ground_.random.pick(mine);
  if (ground_.random.chance(60)) {
    const std::string text = tagged(some_text(ground_.random), true);
    wish(house, "message.edit", {{"room", room.value}, {"target", target}, {"text", text}},
         std::string(tag_of(text)));
  } else {
    wish(house, "message.delete", {{"room", room.value}, {"target", target}});
  }
}

void Device::come_or_go(House& house) {
  const std::size_t what = ground_.random.below(10);
  if (what < 2) {
    const std::string title = tagged(some_title(ground_.random), true);
    wish(house, "room.create", {{"title", title}}, std::string(tag_of(title)));
  } else if (what < 7) {
    const RoomId room = ground_.random.chance(90) ? some_room(false) : some_room(true);
    if (room.value != 0) wish(house, "room.join", {{"room", room.value}});
  } else if (what < 9) {
    const RoomId room = ground_.random.chance(90) ? some_room(true) : some_room(false);
    if (room.value != 0) wish(house, "room.leave", {{"room", room.value}});
  } else {
    wish(house, "room.join", {{"room", ground_.random.between(1, 20)}});
  }
}

void Device::ask_something(House& house) {
  const std::size_t what = ground_.random.below(10);
  const RoomId room = some_room(ground_.random.chance(95));
  if (what < 4) {
    if (room.value != 0) ask_history(house, room, rooms_.at(room));
  } else if (what < 6) {
    if (!list_is_whole_ && calls_.empty()) ask_for_list(house);
  } else if (what < 7) {
    if (room.value != 0) ask_members(house, room, 3);
  } else if (what < 8) {
    call(house, "member.names", {{"members", json::array{1, 2, 3, 999, member_.value}}});
  } else if (what < 9) {
    if (room.value == 0) return;
    const json::object typing{
        {"jsonrpc", "2.0"}, {"method", "typing"}, {"params", {{"room", room.value}}}};
    line_->to_server.push_back(json::serialize(typing));
  } else {
    call(house, ground_.random.chance(50) ? "ping" : "session.me", {});
  }
}

void Device::ask_history(House& house, RoomId room, const RoomView& view) {
  json::object params{{"room", room.value}};
  if (ground_.random.chance(90)) params["limit"] = ground_.random.between(1, 200);
  const Seq seq = ground_.random.between(1, view.newest() + 3);
  switch (ground_.random.below(5)) {
    case 0:
      params["before"] = seq;
      break;
    case 1:
      params["after"] = seq;
      break;
    case 2:
      params["around"] = seq;
      break;
    case 3: {
      const auto held = view.held().find(seq);
      params["at"] = held == view.held().end() ? 0 : held->second.at;
      break;
    }
    default:
      break;
  }
  call(house, "history", std::move(params));
}

void Device::ask_for_list(House& house) {
  listed_.clear();
  list_is_whole_ = false;
  json::object params;
  if (ground_.random.chance(50)) params["limit"] = ground_.random.between(1, 5);
  call(house, "room.list", std::move(params));
  call(house, "alert.list", {});
  const RoomId room = some_room(true);
  if (room.value != 0) ask_members(house, room, ground_.random.between(1, 5));
}

}  // namespace xinqiao::simulation
