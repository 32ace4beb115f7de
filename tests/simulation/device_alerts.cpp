// What devices do about alerts: organisers raise them, also wrongly, move them and tick; everybody
// follows and answers. And what a device holds against the server when it hears of one.
#include "tests/simulation/corpus.hpp"
#include "tests/simulation/device.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t alert_units_most = 6;  // ids that are tried; some are not there
constexpr std::size_t alerts_most = 6;         // of those one device knows

RoomId alert_room_in(const json::object& object) {
  return RoomId{number_in(object, "room")};
}

}  // namespace

void Device::care_for_alerts(House& house) {
  const std::size_t what = ground_.random.below(20);
  if (organiser_ && what == 0) return make_unit(house);
  const bool raises = alerts_.empty() || (what < 3 && alerts_.size() < alerts_most);
  if (organiser_ && raises) return raise_alert(house);
  if (!organiser_ && what == 1) return raise_alert(house);  // it may not
  if (alerts_.empty()) return call(house, "alert.list", {});
  std::vector<RoomId> known;
  for (const auto& [room, options] : alerts_) known.push_back(room);
  const RoomId room = ground_.random.pick(known);
  if (what < 11) return answer_alert(house, room);
  if (what < 14) {
    const char* reach = ground_.random.chance(50) ? "delivered" : "seen";
    return call(house, "alert.reach", {{"room", room.value}, {"reach", reach}});
  }
  if (what < 16) return call(house, "alert.roll", {{"room", room.value}});
  if (what < 18) {
    const char* method = ground_.random.chance(70) ? "alert.tick" : "alert.untick";
    return wish(house, method, {{"room", room.value}, {"member", some_member()}});
  }
  if (what == 18) return call(house, "alert.missing", {{"room", room.value}, {"limit", 3}});
  move_alert(house, room);
}

void Device::raise_alert(House& house) {
  json::array units;
  const std::size_t count = ground_.random.between(1, 2);
  for (std::size_t i = 0; i < count; ++i)
    units.push_back(ground_.random.between(1, alert_units_most));
  if (ground_.random.chance(50)) return call(house, "alert.audience", {{"units", units}});
  const std::string text = tagged(some_text(ground_.random), true);
  json::array options;
  const std::size_t answers = ground_.random.between(1, 3);
  for (std::size_t i = 0; i < answers; ++i)
    options.push_back(json::string("答 " + std::to_string(i)));
  json::object params{{"units", units}, {"drill", ground_.random.chance(50)}, {"text", text}};
  params["title"] = "三号罐区";
  params["options"] = options;
  wish(house, "alert.raise", std::move(params), std::string(tag_of(text)));
}

void Device::answer_alert(House& house, RoomId room) {
  const std::size_t options = alerts_.at(room);
  const std::uint64_t option =
      ground_.random.between(1, options + (ground_.random.chance(5) ? 1 : 0));
  wish(house, "alert.answer", {{"room", room.value}, {"option", option}});
}

void Device::move_alert(House& house, RoomId room) {
  const std::size_t what = ground_.random.below(10);
  const std::string text = tagged(some_text(ground_.random), true);
  const char* method = what < 6 ? "alert.update" : what < 8 ? "alert.cancel" : "alert.all_clear";
  wish(house, method, {{"room", room.value}, {"text", text}}, std::string(tag_of(text)));
}

// --- Hearing ---

void Device::hear_alert(const json::object& alert) {
  const RoomId room = alert_room_in(alert);
  const AlertBook& book = ground_.ledger.alerts();
  const Seq words = number_in(alert, "words");
  if (!alerts_heard_.insert({room, words}).second) {
    broken("I12", "hears a step of an alert twice on one line");
  }
  if (is_true(alert, "follows")) {
    if (!book.followers(room, words).contains(member_)) {
      broken("I12", "hears an alert as one who answers for its people, and does not");
    }
    return;
  }
  if (!book.is_for(room, member_)) broken("I12", "hears an alert that is for others");
  alerts_[room] = alert.at("options").as_array().size();
  rooms_[room].joined = true;
}

void Device::hear_own_alert(const json::object& own) {
  const AlertMark* mark = ground_.ledger.alerts().mark(alert_room_in(own), member_);
  if (mark == nullptr) return broken("I12", "is told its part of what is for others");
  const auto rank = std::ranges::find(words_of<Reach>, text_in(own, "reach"));
  const auto told = static_cast<std::size_t>(rank - words_of<Reach>.begin()) + 1;
  if (told > static_cast<std::size_t>(mark->reach)) {
    broken("I12", "its part is ahead of what is kept");
  }
  if (own.contains("option") && mark->option == 0) {
    broken("I12", "an answer is acknowledged and not kept");
  }
}

void Device::hear_figures(const json::object& told) {
  if (ground_.ledger.alerts().was_ever(alert_room_in(told), figures_in(told))) return;
  broken("I12", "figures that never were: " + json::serialize(told));
}

void Device::hear_alerts(const json::object& result) {
  alerts_listed_.clear();
  for (const json::value& value : result.at("alerts").as_array()) {
    const json::object& one = value.as_object();
    const RoomId room = alert_room_in(one);
    if (one.contains("own")) alerts_[room] = one.at("options").as_array().size();
    if (one.contains("own")) alerts_listed_.insert(room);
    if (!one.contains("own") && !is_true(one, "follows")) {
      broken("I12", "is shown an alert that is neither for it nor its to follow");
    }
  }
}

void Device::check_alerts() {
  if (alerts_listed_ != ground_.ledger.alerts().open_for(member_)) {
    broken("I12", "has another list of alerts than those that are for it");
  }
}

}  // namespace xinqiao::simulation
