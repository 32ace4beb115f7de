#include "tests/simulation/question_book.hpp"

#include "tests/simulation/ledger.hpp"

#include <algorithm>

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t question_hour_ms = 3'600'000;

const QuestionMoved& body_of(const Event& step) {
  return get<QuestionMoved>(step.body);
}

std::size_t count(const std::vector<Event>& steps, QuestionMove move) {
  return static_cast<std::size_t>(
      std::ranges::count_if(steps, [&](const Event& step) { return body_of(step).move == move; }));
}

std::size_t breaches(const std::vector<Event>& steps, QuestionClock clock) {
  return static_cast<std::size_t>(std::ranges::count_if(steps, [&](const Event& step) {
    return body_of(step).move == QuestionMove::breached && body_of(step).clock == clock;
  }));
}

// The last step that somebody made: time changes no state.
const Event& last_deed(const std::vector<Event>& steps) {
  auto at = steps.rbegin();
  while (body_of(*at).move == QuestionMove::breached) ++at;
  return *at;
}

const Event* last(const std::vector<Event>& steps, std::initializer_list<QuestionMove> moves) {
  for (auto at = steps.rbegin(); at != steps.rend(); ++at) {
    if (std::ranges::find(moves, body_of(*at).move) != moves.end()) return &*at;
  }
  return nullptr;
}

std::string state_of(const std::vector<Event>& steps) {
  switch (body_of(last_deed(steps)).move) {
    case QuestionMove::taken:
    case QuestionMove::reopened:
      return "taken";
    case QuestionMove::answered:
      return "answered";
    case QuestionMove::solved:
      return "solved";
    case QuestionMove::withdrawn:
      return "withdrawn";
    default:
      return "open";
  }
}

bool is_over(const std::string& state) {
  return state == "solved" || state == "withdrawn";
}

UnitId unit_of(const std::vector<Event>& steps) {
  return body_of(*last(steps, {QuestionMove::asked, QuestionMove::transferred})).unit;
}

std::vector<UnitId> owners_of(const std::vector<Event>& steps) {
  std::vector<UnitId> owners = {unit_of(steps)};
  for (const Event& step : steps) {
    const bool climbs = body_of(step).move == QuestionMove::breached && body_of(step).unit.value;
    if (climbs) owners.push_back(body_of(step).unit);
  }
  return owners;
}

std::string text_of(const QuestionCounts& counts) {
  std::string text;
  for (const std::uint64_t one :
       {counts.asked, counts.solved, counts.withdrawn, counts.in_time, counts.late}) {
    text += std::to_string(one) + " ";
  }
  return text;
}

}  // namespace

std::string text_of(const SeenQuestion& seen) {
  std::string text = seen.state;
  const auto add = [&](std::string_view name, std::uint64_t value) {
    text += " " + std::string(name) + " " + std::to_string(value);
  };
  add("by", seen.by);
  add("in", seen.asked_in);
  add("unit", seen.unit);
  for (const std::uint64_t unit : seen.co_owners) add("and", unit);
  add("taken by", seen.taken_by);
  add("answer", seen.answer);
  add("breaches", seen.breaches);
  add("reopened", seen.reopened);
  text += seen.acknowledged ? " acknowledged" : "";
  text += seen.late ? " late" : "";
  add("moved", seen.moved);
  return text;
}

void QuestionBook::broken(const Event& event, std::string_view what) const {
  story_.broken("I11", std::string(what) + " at " + place_name(event.room, event.seq));
}

SeenQuestion QuestionBook::seen(const PostRef& place) const {
  const Steps& steps = questions_.at(place);
  SeenQuestion seen;
  seen.state = state_of(steps);
  seen.by = steps.front().by.value;
  seen.asked_in = body_of(steps.front()).unit.value;
  const auto owners = owners_of(steps);
  seen.unit = owners.front().value;
  for (std::size_t i = 1; i < owners.size(); ++i) seen.co_owners.push_back(owners[i].value);
  const Event* hand =
      last(steps, {QuestionMove::taken, QuestionMove::answered, QuestionMove::transferred});
  const bool is_held = hand != nullptr && body_of(*hand).move != QuestionMove::transferred;
  seen.taken_by = is_held ? hand->by.value : 0;
  const Event* answer = last(steps, {QuestionMove::answered});
  seen.answer = answer == nullptr ? 0 : body_of(*answer).answer;
  seen.breaches = count(steps, QuestionMove::breached);
  seen.reopened = count(steps, QuestionMove::reopened);
  seen.acknowledged = last(steps, {QuestionMove::taken, QuestionMove::answered}) != nullptr;
  seen.late = breaches(steps, QuestionClock::answer) > 0;
  seen.moved = steps.back().seq;
  return seen;
}

// --- What a step may be ---

void QuestionBook::see(const KeptRoom& room, const Event& event) {
  if (const auto* post = get_if<Posted>(&event.body)) {
    const bool is_loose = room.rules.type == RoomType::questions && !post->re;
    if (is_loose) loose_.insert({event.room, event.seq});
  }
  const PostRef taken_back{event.room, taken_away(event.body)};
  const bool is_own = !holds_alternative<Moderated>(event.body);
  if (knows(taken_back) && is_own) taken_back_.insert(taken_back);
  const auto* moved = get_if<QuestionMoved>(&event.body);
  if (moved == nullptr) return;
  moved->move == QuestionMove::asked ? begins(room, event, *moved) : goes_on(room, event, *moved);
}

void QuestionBook::begins(const KeptRoom& room, const Event& event, const QuestionMoved& body) {
  const KeptEvent* post = room.at(body.target);
  const bool is_its_post = body.target + 1 == event.seq && post != nullptr &&
                           post->event.by == event.by && loose_.contains({event.room, body.target});
  if (!is_its_post) broken(event, "a question without its words");
  if (!room.has(event.by)) broken(event, "somebody outside asks");
  if (room.rules.unit != body.unit) broken(event, "a question in another unit than its room's");
  loose_.erase({event.room, body.target});
  questions_[{event.room, body.target}] = {event};
  note(body.unit);
}

void QuestionBook::goes_on(const KeptRoom& room, const Event& event, const QuestionMoved& body) {
  const auto found = questions_.find({event.room, body.target});
  if (found == questions_.end()) return broken(event, "a step of no question");
  Steps& steps = found->second;
  const std::string state = state_of(steps);
  if (is_over(state)) return broken(event, "a step of what is closed");
  if (body.move == QuestionMove::breached) {
    is_breached(steps, event, body);
  } else if (!unsaid(steps, event.at).empty()) {
    broken(event, "a step over a deadline that has passed and is not said");
  }
  const bool takes = body.move == QuestionMove::taken || body.move == QuestionMove::transferred;
  if (takes || body.move == QuestionMove::answered) check_answerer(room, steps, event);
  if (takes && state == "answered") broken(event, "what is answered is taken");
  if (body.move == QuestionMove::transferred) check_passing(room, steps, event);
  const bool judges = body.move == QuestionMove::solved || body.move == QuestionMove::reopened ||
                      body.move == QuestionMove::withdrawn;
  if (judges && event.by != steps.front().by) broken(event, "another closes a question");
  if (body.move == QuestionMove::reopened && state != "answered") {
    broken(event, "what is not answered is reopened");
  }
  steps.push_back(event);
  note(body_of(steps.front()).unit);
}

void QuestionBook::check_answerer(const KeptRoom& room, const Steps& steps, const Event& event) {
  if (!room.has(event.by)) broken(event, "somebody outside answers");
  if (event.by == steps.front().by) broken(event, "somebody answers to itself");
  const bool is_responsible = std::ranges::any_of(
      owners_of(steps), [&](UnitId unit) { return standings_.organises(event.by, unit); });
  if (!is_responsible) broken(event, "somebody answers who organises no owner");
  const QuestionMoved& body = body_of(event);
  if (body.move != QuestionMove::answered) return;
  const KeptEvent* post = room.at(body.answer);
  const bool is_an_answer = post != nullptr && body.answer + 1 == event.seq &&
                            post->event.by == event.by &&
                            holds_alternative<Posted>(post->event.body) &&
                            get<Posted>(post->event.body).re == body.target;
  if (!is_an_answer) broken(event, "an answer without its words");
}

void QuestionBook::check_passing(const KeptRoom& room, const Steps& steps, const Event& event) {
  const UnitId to = body_of(event).unit;
  const UnitId home = room.rules.unit;
  if (to == unit_of(steps)) broken(event, "a transfer to where it is");
  if (!standings_.is_below(to, home) && !standings_.is_below(home, to)) {
    broken(event, "a transfer off the line of its room");
  }
}

// --- The clock ---

// The deadlines that have passed and are not said, in their order.
std::vector<QuestionBook::Due> QuestionBook::unsaid(const Steps& steps, Instant upto) const {
  const std::string state = state_of(steps);
  if (state != "open" && state != "taken") return {};
  std::vector<Due> all;
  const Instant asked = steps.front().at;
  const bool acknowledged = last(steps, {QuestionMove::taken, QuestionMove::answered}) != nullptr;
  if (!acknowledged && breaches(steps, QuestionClock::acknowledge) == 0) {
    all.push_back({{asked.ms + 24 * question_hour_ms}, QuestionClock::acknowledge});
  }
  const auto said = static_cast<std::int64_t>(breaches(steps, QuestionClock::answer));
  const Event* climbed = last(steps, {QuestionMove::breached});
  const bool is_at_top = climbed != nullptr && body_of(*climbed).unit == UnitId{};
  if (said == 0 || !is_at_top) {
    for (std::int64_t turn = said + 1; turn <= said + 2; ++turn) {
      all.push_back({{asked.ms + turn * 72 * question_hour_ms}, QuestionClock::answer});
    }
  }
  std::erase_if(all, [&](const Due& due) { return due.at > upto; });
  return all;
}

// Who becomes an owner at the next breach: the next one above the last that is none yet.
UnitId QuestionBook::next_above(const Steps& steps) const {
  const auto owners = owners_of(steps);
  UnitId at = owners.back();
  do {
    at = standings_.above(at);
  } while (std::ranges::find(owners, at) != owners.end());
  return at;
}

void QuestionBook::is_breached(const Steps& steps, const Event& event, const QuestionMoved& body) {
  for (const Event& step : steps) {
    const QuestionMoved& earlier = body_of(step);
    if (earlier.move != QuestionMove::breached) continue;
    if (earlier.level == body.level || (earlier.clock == body.clock && earlier.due == body.due)) {
      return broken(event, "a deadline is said twice");
    }
  }
  const auto due = unsaid(steps, event.at);
  if (event.by != MemberId{}) broken(event, "a member says that time has passed");
  if (due.empty()) return broken(event, "a breach of no deadline that has passed");
  if (due.front().at != body.due || due.front().clock != body.clock) {
    broken(event, "a breach of another deadline than the next");
  }
  if (body.level != count(steps, QuestionMove::breached) + 1) broken(event, "a level is left out");
  if (body.unit != next_above(steps)) broken(event, "a breach climbs to another unit");
}

// --- The counts ---

QuestionCounts QuestionBook::counts(UnitId unit) const {
  QuestionCounts counts{.unit = unit};
  for (const auto& [place, steps] : questions_) {
    if (body_of(steps.front()).unit != unit) continue;
    const std::string state = state_of(steps);
    ++counts.asked;
    counts.solved += state == "solved" ? 1 : 0;
    counts.withdrawn += state == "withdrawn" ? 1 : 0;
    const bool is_late = breaches(steps, QuestionClock::answer) > 0;
    const bool is_done = state == "solved" || count(steps, QuestionMove::answered) > 0;
    counts.late += is_late ? 1 : 0;
    counts.in_time += !is_late && is_done ? 1 : 0;
  }
  return counts;
}

std::uint64_t QuestionBook::overdue(UnitId unit, Instant now) const {
  std::uint64_t overdue = 0;
  for (const auto& [place, steps] : questions_) {
    const SeenQuestion it = seen(place);
    const bool runs = it.state == "open" || it.state == "taken";
    if (it.asked_in != unit.value || !runs) continue;
    const Instant due{steps.front().at.ms + (it.acknowledged ? 72 : 24) * question_hour_ms};
    overdue += due <= now ? 1 : 0;
  }
  return overdue;
}

void QuestionBook::note(UnitId unit) {
  touched_.insert(unit);
  were_[unit].insert(text_of(counts(unit)));
}

bool QuestionBook::was_ever(const QuestionCounts& counts) const {
  const auto found = were_.find(counts.unit);
  return found != were_.end() && found->second.contains(text_of(counts));
}

void QuestionBook::end_of_batch() {
  has_moved_ = !touched_.empty();
  for (const UnitId unit : touched_) {
    const QuestionCounts naive = counts(unit);
    if (counted_[unit] == naive) continue;
    story_.broken("I11", "unit " + std::to_string(unit.value) + " counts " + text_of(naive) +
                             "and keeps " + text_of(counted_[unit]));
  }
  touched_.clear();
  for (const PostRef& place : loose_) {
    story_.broken("I11", place_name(place.room, place.seq) + " is loose words: no question");
  }
  for (const PostRef& place : taken_back_) {
    if (is_over(state_of(questions_.at(place)))) continue;
    story_.broken("I11", place_name(place.room, place.seq) + " is taken back and stays open");
  }
  taken_back_.clear();
}

// --- At rest ---

void QuestionBook::compare_counts(const domain::World& world, std::string_view whose) const {
  const auto& told = world.questions().counts();
  if (told.size() != were_.size()) story_.broken("I11", std::string(whose) + " counts other units");
  std::size_t open = 0;
  for (const auto& [unit, count] : told) {
    const QuestionCounts naive = counts(unit);
    open += naive.open();
    if (count == naive) continue;
    story_.broken("I11", std::string(whose) + " counts " + text_of(count) + "in unit " +
                             std::to_string(unit.value) + " and it is " + text_of(naive));
  }
  if (world.questions().size() != open) {
    story_.broken("I11", std::string(whose) + " has another number of open questions");
  }
}

void QuestionBook::compare(const domain::World& world, Instant now) const {
  compare_counts(world, "the world");
  for (const auto& [place, steps] : questions_) {
    const std::string where = place_name(place.room, place.seq);
    if (!unsaid(steps, now).empty()) story_.broken("I11", where + ": a breach is not said");
    const QuestionRow* row = world.questions().open(place);
    const SeenQuestion naive = seen(place);
    if ((row == nullptr) != is_over(naive.state)) {
      story_.broken("I11", where + " is " + naive.state + ", and the world says otherwise");
    }
    if (row == nullptr) continue;
    SeenQuestion told{std::string(word(row->state)), row->by.value, row->asked_in.value,
                      row->unit.value};
    for (const UnitId unit : row->co_owners) told.co_owners.push_back(unit.value);
    told.taken_by = row->taken_by.value;
    told.answer = row->answer;
    told.breaches = row->answer_breaches + (row->acknowledge_breached ? 1 : 0);
    told.reopened = row->reopened;
    told.acknowledged = row->acknowledged;
    told.late = row->answer_breaches > 0;
    told.moved = row->moved;
    if (told == naive) continue;
    story_.broken("I11", where + " is " + text_of(naive) + ", the world says " + text_of(told));
  }
}

}  // namespace xinqiao::simulation
