#include "tests/simulation/room_view.hpp"

#include "protocol/limits.hpp"

namespace xinqiao::simulation {
namespace {

HeldEvent held_of(const json::object& event) {
  HeldEvent held;
  held.kind = text_in(event, "kind");
  if (is_post_kind(held.kind)) held.kind = "post";  // a page makes no difference
  held.by = number_in(event, "by");
  held.at = number_in(event, "at");
  held.n = number_in(event, "n");
  held.target = number_in(event, "target");
  held.text = text_in(event, held.kind == "room_created" ? "title" : "text");
  if (held.kind == "post") held.shown = held.text;
  if (held.kind == "question") held.step = event;
  return held;
}

}  // namespace

std::string RoomView::learn(const json::object& event, From from) {
  const Seq seq = number_in(event, "seq");
  HeldEvent held = held_of(event);
  if (held.kind == "talk") {
    const bool has_bytes =
        event.contains("package") || event.contains("welcome") || event.contains("sealed");
    if (has_bytes && forgotten_) return "forgotten bytes came back: seq " + std::to_string(seq);
    // A page may be ahead of what is told live.
    const bool is_last = text_in(event, "move") == "forgotten" && from == From::told;
    forgotten_ = forgotten_ || is_last;
  }
  const Seq post = held.kind == "edit" ? held.target : seq;
  const bool is_word = held.kind == "post" || held.kind == "edit";
  const auto gone = deleted_.find(post);
  if (is_word && gone != deleted_.end()) {
    if (from == From::history || gone->second == From::told) {
      return "a deleted text came back: seq " + std::to_string(seq);
    }
    held.kind = "deleted_" + held.kind;
    held.text.clear();
    held.shown.clear();
  }
  if (held.kind == "delete" || held.kind == "moderated") redact(held.target, from);
  if (held.kind == "deleted_post") redact(seq, From::history);
  if (held.kind == "deleted_edit") redact(held.target, From::history);
  const auto known = held_.find(seq);
  if (known != held_.end()) {
    const bool same = known->second.kind == held.kind && known->second.text == held.text;
    return same ? ""
                : "seq " + std::to_string(seq) + " was " + known->second.kind + " and is " +
                      held.kind;
  }
  const auto it = held_.emplace(seq, std::move(held)).first;
  if (it->second.kind == "edit") learn_edit(event);
  if (it->second.kind != "post") return "";
  for (const auto& [at, other] : held_) {  // edits that came before their post
    const bool is_newer = other.kind == "edit" && other.target == seq && at > it->second.shown_by;
    if (!is_newer) continue;
    it->second.shown = other.text;
    it->second.shown_by = at;
  }
  return "";
}

void RoomView::learn_edit(const json::object& edit) {
  const auto post = held_.find(number_in(edit, "target"));
  const Seq seq = number_in(edit, "seq");
  if (post == held_.end() || post->second.kind != "post" || seq <= post->second.shown_by) return;
  post->second.shown = text_in(edit, "text");
  post->second.shown_by = seq;
}

void RoomView::redact(Seq target, From from) {
  const auto known = deleted_.emplace(target, from).first;
  if (from == From::told) known->second = from;
  for (auto& [seq, held] : held_) {
    const bool is_post = seq == target && held.kind == "post";
    const bool is_edit = held.kind == "edit" && held.target == target;
    if (!is_post && !is_edit) continue;
    held.kind = is_post ? "deleted_post" : "deleted_edit";
    held.text.clear();
    held.shown.clear();
  }
}

// --- Questions ---

namespace {

// As a page makes the next state of a question of a step.
void fold(SeenQuestion& seen, const json::object& step) {
  const std::string_view move = text_in(step, "move");
  if (move == "asked") {
    seen = {.state = "open", .by = number_in(step, "by"), .asked_in = number_in(step, "unit")};
    seen.unit = seen.asked_in;
  } else if (move == "breached") {
    ++seen.breaches;
    seen.late = seen.late || text_in(step, "clock") == "answer";
    const std::uint64_t unit = number_in(step, "unit");
    if (unit != 0) seen.co_owners.push_back(unit);
  } else if (move == "transferred") {
    seen.state = "open";
    seen.unit = number_in(step, "unit");
    seen.taken_by = 0;
  } else if (move == "reopened") {
    seen.state = "taken";
    ++seen.reopened;
  } else {
    const bool does = move == "taken" || move == "answered";
    seen.state = move;
    seen.acknowledged = seen.acknowledged || does;
    if (does) seen.taken_by = number_in(step, "by");
    if (move == "answered") seen.answer = number_in(step, "answer");
  }
  seen.moved = number_in(step, "seq");
}

}  // namespace

std::string RoomView::learn_question(const json::object& row, Seq top) {
  const Seq asked = number_in(row, "question");
  SeenQuestion seen = question_in(row);
  for (const auto& [seq, held] : held_) {
    const bool is_missed =
        held.kind == "question" && held.target == asked && seq > seen.moved && seq <= top;
    if (is_missed) return "a stale question on a page of history: seq " + std::to_string(asked);
  }
  SeenQuestion& known = shown_[asked];
  if (known.moved == seen.moved && known != seen) return "a question that differs on two pages";
  if (known.moved < seen.moved) known = std::move(seen);
  return "";
}

std::vector<Seq> RoomView::questions() const {
  std::set<Seq> all;
  for (const auto& [asked, seen] : shown_) all.insert(asked);
  for (const auto& [seq, held] : held_) {
    if (held.kind == "question") all.insert(held.target);
  }
  return {all.begin(), all.end()};
}

std::optional<SeenQuestion> RoomView::question(Seq asked) const {
  SeenQuestion seen;
  Seq from = asked;  // all after it must be held
  const auto shown = shown_.find(asked);
  if (shown != shown_.end()) {
    seen = shown->second;
    from = seen.moved;
  }
  if (newest() < from || run_begin() > from + 1) return std::nullopt;
  for (auto at = held_.upper_bound(from); at != held_.end(); ++at) {
    const HeldEvent& held = at->second;
    if (held.kind == "question" && held.target == asked) fold(seen, held.step);
  }
  return seen;
}

std::string RoomView::compare(const QuestionBook& book, RoomId room) const {
  for (const Seq asked : questions()) {
    const auto seen = question(asked);
    if (!seen) continue;
    if (!book.knows({room, asked})) return "a question is shown that was never asked";
    const SeenQuestion truth = book.seen({room, asked});
    if (*seen == truth) continue;
    return "question " + std::to_string(asked) + " is " + text_of(truth) + " and shown as " +
           text_of(*seen);
  }
  return "";
}

std::vector<Interval> RoomView::intervals() {
  std::vector<Interval> all;
  for (const auto& [seq, held] : held_) {
    if (!all.empty() && all.back().last + 1 == seq) {
      all.back().last = seq;
    } else {
      all.push_back({seq, seq});
    }
  }
  if (all.size() > limits::resume_intervals) {
    all.erase(all.begin(), all.end() - limits::resume_intervals);
    forget_below(all.front().first);
  }
  return all;
}

void RoomView::forget_below(Seq first) {
  held_.erase(held_.begin(), held_.lower_bound(first));
  deleted_.erase(deleted_.begin(), deleted_.lower_bound(first));
}

Seq RoomView::run_begin() const {
  Seq begin = newest();
  while (begin > 1 && held_.contains(begin - 1)) --begin;
  return begin;
}

std::string RoomView::compare(const KeptRoom& truth) const {
  if (held_.empty()) return "";
  for (auto at = held_.find(run_begin()); at != held_.end(); ++at) {
    const auto& [seq, held] = *at;
    const std::string where = "seq " + std::to_string(seq);
    const KeptEvent* kept = truth.at(seq);
    if (kept == nullptr) return where + " is held and was never kept";
    const bool is_post = is_post_kind(kept->kind);
    const std::string plain = is_post ? "post" : kept->kind;
    const std::string kind = kept->deleted ? "deleted_" + plain : plain;
    if (held.kind != kind) return where + " is " + kind + " and held as " + held.kind;
    if (held.by != kept->event.by.value || held.n != kept->event.n ||
        held.at != static_cast<std::uint64_t>(kept->event.at.ms)) {
      return where + " has another author, time or n than held";
    }
    if (is_post && !kept->deleted && held.shown != kept->shown) {
      return where + " reads `" + kept->shown + "` and is shown as `" + held.shown + "`";
    }
  }
  return "";
}

std::string RoomView::begin(const std::vector<Interval>& have, Seq first, Seq top, bool complete,
                            bool hidden) {
  asking = false;
  attached_ = true;
  missing_.clear();
  live_next_ = top + 1;
  std::set<Seq> had;
  for (const Interval& one : have) {
    for (Seq seq = one.first; seq <= one.last; ++seq) had.insert(seq);
  }
  if (!had.empty() && *had.rbegin() > top) return "the server has less than the device";
  for (Seq seq = first; seq <= top; ++seq) {
    if (!had.contains(seq)) missing_.insert(seq);
  }
  if (missing_.size() > limits::resume_events) return "more than resume_events are promised";
  bool has_hole = false;
  const Seq from = had.empty() ? first : *had.begin();
  for (Seq seq = from; seq < first && !has_hole; ++seq) has_hole = !had.contains(seq);
  if (complete == has_hole)
    return complete ? "complete, with a hole" : "incomplete, without a hole";
  if (hidden) return "";  // less may be promised: it begins where the member came
  if (has_hole && missing_.size() < limits::resume_events) return "less is promised than possible";
  if (had.empty() && first > 1 && missing_.size() < limits::resume_events) {
    return "less is promised to a newcomer than possible";
  }
  return "";
}

std::string RoomView::arrives(Seq seq) {
  if (!attached_) return "an event of a room that was not resumed, seq " + std::to_string(seq);
  const Seq due = expected();
  if (missing_.empty()) {
    ++live_next_;
  } else {
    missing_.erase(missing_.begin());
  }
  if (seq == due) return "";
  return "seq " + std::to_string(seq) + " arrives where " + std::to_string(due) + " is due";
}

void RoomView::disconnect() {
  attached_ = false;
  asking = false;
  filling = false;
  missing_.clear();
}

}  // namespace xinqiao::simulation
