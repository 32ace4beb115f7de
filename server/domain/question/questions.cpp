#include "server/domain/question/questions.hpp"

#include "server/domain/find_in.hpp"
#include "server/domain/question/clock.hpp"

namespace xinqiao::domain {
namespace {

PostRef place_of(const QuestionRow& row) {
  return {row.room, row.question};
}

QuestionPlace order_of(const QuestionRow& row) {
  const auto next = owed(row);
  return {next ? next->due : Questions::waiting_place, row.room, row.question};
}

// Nothing is kept of what is counted to nothing.
template <class Key>
void add_to(std::map<Key, std::size_t>& counts, Key key, int sign) {
  const auto found = counts.try_emplace(key, 0).first;
  found->second += static_cast<std::size_t>(sign);  // by one, up or down
  if (found->second == 0) counts.erase(found);
}

template <class Key>
std::size_t count_of(const std::map<Key, std::size_t>& counts, Key key) {
  const std::size_t* count = find_in(counts, key);
  return count == nullptr ? 0 : *count;
}

// What the row adds to the counts of its unit.
void tally(QuestionCounts& counts, const QuestionRow& row, int sign) {
  const auto step = static_cast<std::uint64_t>(sign);
  counts.asked += step;
  if (row.state == QuestionState::solved) counts.solved += step;
  if (row.state == QuestionState::withdrawn) counts.withdrawn += step;
  if (punctual(row) == Punctual::in_time) counts.in_time += step;
  if (punctual(row) == Punctual::late) counts.late += step;
}

}  // namespace

const QuestionRow* Questions::open(const PostRef& question) const {
  return find_in(open_, question);
}

const QuestionRow* Questions::row(const PostRef& question) const {
  if (closed_ && place_of(*closed_) == question) return &*closed_;
  return open(question);
}

std::size_t Questions::asked_by(MemberId member) const {
  const auto* asked = find_in(askers_, member);
  return asked == nullptr ? 0 : asked->size();
}

std::vector<PostRef> Questions::of(MemberId member) const {
  const auto* asked = find_in(askers_, member);
  if (asked == nullptr) return {};
  return {asked->begin(), asked->end()};
}

std::size_t Questions::in(RoomId room) const {
  return count_of(rooms_, room);
}

std::size_t Questions::owned_by(UnitId unit) const {
  return count_of(owners_, unit);
}

std::optional<Instant> Questions::next_due() const {
  if (dues_.empty()) return std::nullopt;
  return dues_.begin()->first;
}

std::vector<PostRef> Questions::due(Instant now, std::size_t most) const {
  std::vector<PostRef> all;
  for (const auto& [at, question] : dues_) {
    if (at > now || all.size() == most) break;
    all.push_back(question);
  }
  return all;
}

void Questions::apply(const Event& event, const QuestionMoved& body) {
  const PostRef place{event.room, body.target};
  const bool begins = body.move == QuestionMove::asked;
  const QuestionRow* before = open(place);
  if (begins == (before != nullptr)) return;  // a step of nothing: verify says so
  const QuestionRow now = after(begins ? QuestionRow{} : *before, event, body);
  QuestionCounts& counts = counts_[now.asked_in];
  counts.unit = now.asked_in;
  if (!begins) {
    tally(counts, *before, -1);
    take_out(place);
  }
  tally(counts, now, +1);
  closed_.reset();
  if (is_closed(now)) {
    closed_ = now;
  } else {
    put(now);
  }
}

void Questions::load(const QuestionRow& row) {
  put(row);
}

void Questions::put(const QuestionRow& row) {
  open_[place_of(row)] = row;
  weigh(row, +1);
  order_.insert(order_of(row));
  askers_[row.by].insert(place_of(row));
  if (const auto next = next_breach(row)) dues_.insert({next->due, place_of(row)});
}

void Questions::take_out(const PostRef& question) {
  const auto found = open_.find(question);
  const QuestionRow& row = found->second;
  weigh(row, -1);
  order_.erase(order_of(row));
  const auto asker = askers_.find(row.by);
  asker->second.erase(question);
  if (asker->second.empty()) askers_.erase(asker);
  if (const auto next = next_breach(row)) dues_.erase({next->due, question});
  open_.erase(found);
}

void Questions::weigh(const QuestionRow& row, int sign) {
  add_to(rooms_, row.room, sign);
  add_to(owners_, row.unit, sign);
  for (const UnitId unit : row.co_owners) {
    if (unit != row.unit) add_to(owners_, unit, sign);
  }
}

}  // namespace xinqiao::domain
