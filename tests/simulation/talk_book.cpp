#include "tests/simulation/talk_book.hpp"

#include "server/queries.hpp"
#include "tests/simulation/ledger.hpp"

#include <algorithm>
#include <optional>

namespace xinqiao::simulation {
namespace {

const TalkMoved& talk_step_of(const Event& step) {
  return get<TalkMoved>(step.body);
}

bool has_step(const std::vector<Event>& steps, TalkMove move) {
  return std::ranges::any_of(steps,
                             [&](const Event& step) { return talk_step_of(step).move == move; });
}

MemberId asker_of(const std::vector<Event>& steps) {
  return steps.front().by;
}
MemberId accepter_of(const std::vector<Event>& steps) {
  for (const Event& step : steps) {
    if (talk_step_of(step).move == TalkMove::accepted) return step.by;
  }
  return {};
}

// In the words of the wire: the last that changed it.
std::string state_of_talk(const std::vector<Event>& steps) {
  if (has_step(steps, TalkMove::forgotten)) return "forgotten";
  for (const TalkMove move : {TalkMove::ended, TalkMove::declined, TalkMove::withdrawn}) {
    if (has_step(steps, move)) return std::string(word(move));
  }
  return has_step(steps, TalkMove::accepted) ? "talking" : "waiting";
}

}  // namespace

void TalkBook::broken(const Event& event, std::string_view what) const {
  story_.broken("I13", std::string(what) + " at " + place_name(event.room, event.seq));
}

void TalkBook::see(const KeptRoom& room, const Event& event) {
  const auto* body = get_if<TalkMoved>(&event.body);
  if (body == nullptr) {
    const bool is_strange = room.rules.type == RoomType::talk &&
                            !holds_alternative<Joined>(event.body) && event.seq > 3;
    if (is_strange) broken(event, "something else is said in the room of a talk");
    if (room.rules.type == RoomType::talk && room.stays.size() > 2) {
      broken(event, "a third one comes into the room of a talk");
    }
    return;
  }
  has_moved_ = true;
  if (room.rules.type != RoomType::talk) broken(event, "a step of a talk elsewhere");
  if (!body->bytes.empty()) with_bytes_[event.room].insert(event.seq);
  Steps& steps = talks_[event.room];
  if (body->move == TalkMove::asked) {
    if (!steps.empty()) broken(event, "a talk is asked for twice");
    if (body->bytes.empty()) broken(event, "a talk is asked for without a package");
    if (!room.has(event.by)) broken(event, "somebody outside asks");
  } else if (steps.empty()) {
    broken(event, "a step of a talk that nobody asked for");
  } else {
    check_move(room, steps, event, *body);
  }
  steps.push_back(event);
}

void TalkBook::check_move(const KeptRoom& room, const Steps& steps, const Event& event,
                          const TalkMoved& body) {
  const std::string state = state_of_talk(steps);
  const MemberId asker = asker_of(steps);
  const MemberId accepter = accepter_of(steps);
  const bool is_of_two = event.by == asker || (accepter != MemberId{} && event.by == accepter);
  bool fits = false;
  switch (body.move) {
    case TalkMove::accepted:
      fits = state == "waiting" && may_accept(event.by, steps) && room.has(event.by) &&
             !body.bytes.empty();
      break;
    case TalkMove::declined: {
      const MemberId named = talk_step_of(steps.front()).listener;
      fits = state == "waiting" && named != MemberId{} &&
             (event.by == named || event.by == MemberId{});
      break;
    }
    case TalkMove::withdrawn:
      fits = state == "waiting" && event.by == asker;
      break;
    case TalkMove::sealed:
      fits = state == "talking" && is_of_two && !body.bytes.empty();
      break;
    case TalkMove::ended:
      fits = state == "talking" && is_of_two;
      break;
    case TalkMove::forgotten:
      fits = (state == "ended" || state == "declined" || state == "withdrawn") && is_of_two;
      break;
    case TalkMove::asked:
      break;
  }
  if (!fits) {
    broken(event, std::string(word(body.move)) + " by " + std::to_string(event.by.value) +
                      ", which may not be");
  }
}

bool TalkBook::may_accept(MemberId member, const Steps& steps) const {
  const TalkMoved& asked = talk_step_of(steps.front());
  const MemberId asker = asker_of(steps);
  if (asked.listener != MemberId{}) {
    return member == asked.listener && standings_.is_listener(member);
  }
  return member != asker && on_duty_.contains(member) && standings_.listens(member, asked.unit) &&
         !standings_.organises(member, standings_.home_or_root(asker));
}

void TalkBook::replaced(const Event& old, const Event& now) {
  const auto* was = get_if<TalkMoved>(&old.body);
  const auto* is = get_if<TalkMoved>(&now.body);
  const bool fits = was != nullptr && is != nullptr && is_forgotten(old.room) &&
                    was->move == is->move && was->unit == is->unit &&
                    was->listener == is->listener && is->bytes.empty() && old.by == now.by &&
                    old.at == now.at && old.n == now.n;
  if (!fits) broken(now, "a step of a talk is overwritten");
  with_bytes_[old.room].erase(old.seq);
}

void TalkBook::on_duty(MemberId member, bool on) {
  if (!on) {
    on_duty_.erase(member);
    return;
  }
  on_duty_.insert(member);
  if (!standings_.is_listener(member)) story_.broken("I13", "one is on duty who is no listener");
}

void TalkBook::end_of_batch() {
  for (const auto& [room, seqs] : with_bytes_) {
    if (seqs.empty() || !is_forgotten(room)) continue;
    story_.broken("I13", "the talk in room " + std::to_string(room.value) +
                             " is forgotten and kept with bytes");
  }
}

bool TalkBook::concerns(MemberId member, RoomId room) const {
  const auto found = talks_.find(room);
  if (found == talks_.end()) return false;
  const Steps& steps = found->second;
  return member == asker_of(steps) || member == accepter_of(steps) ||
         member == talk_step_of(steps.front()).listener;
}

bool TalkBook::is_forgotten(RoomId room) const {
  const auto found = talks_.find(room);
  return found != talks_.end() && has_step(found->second, TalkMove::forgotten);
}

// asked = waiting + talking + ended + declined + withdrawn + forgotten.
void TalkBook::compare_counts(const domain::World& world, std::string_view whose) const {
  std::map<std::string, std::size_t> naive;
  for (const auto& [room, steps] : talks_) ++naive[state_of_talk(steps)];
  std::size_t all = 0;
  for (std::size_t i = 0; i < words_of<TalkState>.size(); ++i) {
    const std::size_t count = world.talks().count(static_cast<TalkState>(i + 1));
    all += count;
    const std::string name(words_of<TalkState>[i]);
    if (count == naive[name]) continue;
    story_.broken("I13", std::string(whose) + " counts " + std::to_string(count) + " talks " +
                             name + ", and there are " + std::to_string(naive[name]));
  }
  if (all != talks_.size()) story_.broken("I13", "talks that are in no state");
}

std::size_t TalkBook::ahead(RoomId place) const {
  const TalkMoved& asked = talk_step_of(talks_.at(place).front());
  std::size_t before = 0;
  for (const auto& [room, steps] : talks_) {
    if (room >= place || state_of_talk(steps) != "waiting") continue;
    const TalkMoved& other = talk_step_of(steps.front());
    before += other.unit == asked.unit && other.listener == asked.listener ? 1 : 0;
  }
  return before;
}

void TalkBook::compare(const domain::World& world) const {
  for (const auto& [member, one] : world.members()) {
    if (one.row.member != member) continue;
    const Reply reply = answer(world, {member, {}, false}, {}, ListTalks{});
    const json::value text = json::parse(get<std::string>(reply));
    std::map<std::uint64_t, std::string> own;
    std::set<std::uint64_t> waiting;
    for (const json::value& row : text.at("talks").as_array()) {
      own[number_in(row.as_object(), "room")] = text_in(row.as_object(), "state");
    }
    for (const json::value& row : text.at("waiting").as_array()) {
      const RoomId room{number_in(row.as_object(), "room")};
      waiting.insert(room.value);
      if (number_in(row.as_object(), "ahead") != ahead(room)) {
        story_.broken("I13", "a line that is counted wrongly: " + json::serialize(row));
      }
    }
    for (const auto& [room, steps] : talks_) {
      const std::string state = state_of_talk(steps);
      const bool is_own = asker_of(steps) == member || accepter_of(steps) == member;
      const bool is_shown = is_own && state != "forgotten";
      const bool is_offered = state == "waiting" && may_accept(member, steps);
      const std::string where = "the talk in room " + std::to_string(room.value) + ", member " +
                                std::to_string(member.value);
      if (own.contains(room.value) != is_shown || (is_shown && own[room.value] != state)) {
        story_.broken("I13", where + ": own or not?");
      }
      if (waiting.contains(room.value) != is_offered) {
        story_.broken("I13", where + ": may accept it or not?");
      }
    }
  }
}

}  // namespace xinqiao::simulation
