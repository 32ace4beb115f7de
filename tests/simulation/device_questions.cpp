// What devices do in rooms of questions: they ask, take, pass on, answer, judge; now and then
// wrongly, at the wrong time, or where nothing was asked.
#include "tests/simulation/corpus.hpp"
#include "tests/simulation/device.hpp"

#include <utility>
#include <vector>

namespace xinqiao::simulation {
namespace {

constexpr std::uint64_t question_units_most = 4;  // ids that are tried; some are not there

}  // namespace

void Device::care_for_questions(House& house) {
  std::vector<RoomId> rooms;
  for (const auto& [id, view] : rooms_) {
    if (view.has_questions && view.joined) rooms.push_back(id);
  }
  if (rooms.empty() || ground_.random.chance(8)) return come_to_questions(house);
  const RoomId room = ground_.random.pick(rooms);
  const std::size_t what = ground_.random.below(20);
  if (what == 0) return make_room_of_questions(house);
  if (what == 1) return look_at_questions(house);
  if (what == 2 && organiser_) return make_unit(house);
  if (what < (organiser_ ? 4 : 12)) return ask_question(house, room);
  move_question(house, room);
}

void Device::come_to_questions(House& house) {
  std::vector<RoomId> rooms;
  for (const auto& [id, view] : rooms_) {
    if (view.has_questions && !view.joined) rooms.push_back(id);
  }
  if (!rooms.empty()) {
    return wish(house, "room.join", {{"room", ground_.random.pick(rooms).value}});
  }
  if (!organiser_) return;
  // A tree first, so that there is something to climb.
  ground_.random.chance(60) ? make_unit(house) : make_room_of_questions(house);
}

void Device::make_unit(House& house) {
  const std::uint64_t parent = ground_.random.between(1, question_units_most - 1);
  wish(house, "unit.create", {{"parent", parent}, {"name", "车间"}});
}

void Device::make_room_of_questions(House& house) {
  const std::string title = tagged("有问必答", true);
  json::object params{{"title", title}, {"type", "questions"}};
  if (ground_.random.chance(90)) {
    const std::uint64_t unit = ground_.random.between(2, question_units_most);
    params["unit"] = unit;
    for (int i = 0; i < 2; ++i) {  // those at home there may come in
      wish(house, "member.move", {{"member", ground_.random.between(2, 6)}, {"unit", unit}});
    }
  }
  if (ground_.random.chance(5)) params["access"] = "closed";
  if (ground_.random.chance(5)) params["past"] = "hidden";
  wish(house, "room.create", std::move(params), std::string(tag_of(title)));
}

void Device::look_at_questions(House& house) {
  if (ground_.random.chance(50)) {
    json::object params;
    if (ground_.random.chance(50)) params["limit"] = ground_.random.between(1, 5);
    return call(house, "question.figures", std::move(params));
  }
  json::object params;
  if (ground_.random.chance(30)) params["mine"] = true;
  if (ground_.random.chance(30)) params["unit"] = ground_.random.between(1, question_units_most);
  call(house, "question.list", std::move(params));
}

void Device::ask_question(House& house, RoomId room) {
  const std::string text = tagged(some_text(ground_.random), true);
  const RoomId where = ground_.random.chance(97) ? room : some_room(true);
  wish(house, "question.ask", {{"room", where.value}, {"text", text}}, std::string(tag_of(text)));
}

// Mostly what its state allows and the member may do.
void Device::move_question(House& house, RoomId room) {
  const RoomView& view = rooms_.at(room);
  std::vector<Seq> open;
  std::vector<Seq> to_judge;
  for (const Seq asked : view.questions()) {
    const auto seen = view.question(asked);
    if (!seen || (seen->state != "solved" && seen->state != "withdrawn")) open.push_back(asked);
    const bool waits = seen && seen->state == "answered" && seen->by == member_.value;
    if (waits) to_judge.push_back(asked);
  }
  if (!to_judge.empty() && ground_.random.chance(50)) open = to_judge;
  const bool is_wrong = ground_.random.chance(4);
  if (open.empty() && !is_wrong) return ask_history(house, room, view);
  const Seq question =
      is_wrong ? ground_.random.between(1, view.newest() + 1) : ground_.random.pick(open);
  const auto seen = view.question(question);
  const bool is_own = seen && seen->by == member_.value;
  const bool goes_wrong = ground_.random.chance(10);
  json::object params{{"room", room.value}, {"question", question}};
  if (is_own != goes_wrong) {
    const std::size_t what = ground_.random.below(10);
    const bool is_answered = seen && seen->state == "answered";
    if (is_answered && what < 4) {
      if (ground_.random.chance(50)) params["reason"] = "还是没有解决";
      return wish(house, "question.reopen", std::move(params));
    }
    const bool is_done = is_answered ? what < 7 : what == 0;
    if (is_done) return wish(house, "question.solve", std::move(params));
    if (what == 9) wish(house, "question.withdraw", std::move(params));
    return;
  }
  const std::size_t what = ground_.random.below(10);
  if (what < 4) return wish(house, "question.take", std::move(params));
  if (what < 6) {
    params["unit"] = ground_.random.between(1, question_units_most);
    params["reason"] = "归他们管";
    return wish(house, "question.transfer", std::move(params));
  }
  const std::string text = tagged(some_text(ground_.random), true);
  params["text"] = text;
  wish(house, "question.answer", std::move(params), std::string(tag_of(text)));
}

}  // namespace xinqiao::simulation
