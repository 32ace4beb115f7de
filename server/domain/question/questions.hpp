// The open questions of the world, and the counts of all. See README.md for the states. Closed
// questions are not in memory: their rows stay in the store for who reads the room's past.
// Bounds: limits::open_questions. Threading: belongs to the decider thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "protocol/command_people.hpp"
#include "protocol/event.hpp"
#include "protocol/limits.hpp"
#include "protocol/question.hpp"

namespace xinqiao::domain {

class Questions {
 public:
  const QuestionRow* open(const PostRef& question) const;
  // An open one, or the one that the latest step closed.
  const QuestionRow* row(const PostRef& question) const;
  std::size_t size() const { return open_.size(); }
  const std::map<PostRef, QuestionRow>& all() const { return open_; }
  // By what is owed next; those that wait for their asker stand at waiting_place.
  const std::set<QuestionPlace>& in_order() const { return order_; }
  static constexpr Instant waiting_place{static_cast<std::int64_t>(limits::integer_max)};

  std::size_t asked_by(MemberId member) const;  // open ones
  std::vector<PostRef> of(MemberId member) const;
  std::size_t in(RoomId room) const;
  std::size_t owned_by(UnitId unit) const;
  // By the unit in which they were asked; none where none was.
  const std::map<UnitId, QuestionCounts>& counts() const { return counts_; }

  std::optional<Instant> next_due() const;
  // Those with a deadline at or before `now` that was not said yet, at most `most`.
  std::vector<PostRef> due(Instant now, std::size_t most) const;

  void apply(const Event& event, const QuestionMoved& body);
  void load(const QuestionRow& row);
  void load(const QuestionCounts& counts) { counts_[counts.unit] = counts; }

 private:
  void put(const QuestionRow& row);
  void take_out(const PostRef& question);
  void weigh(const QuestionRow& row, int sign);

  std::map<PostRef, QuestionRow> open_;
  std::optional<QuestionRow> closed_;
  std::set<QuestionPlace> order_;
  std::set<std::pair<Instant, PostRef>> dues_;
  std::map<MemberId, std::set<PostRef>> askers_;
  std::map<RoomId, std::size_t> rooms_;
  std::map<UnitId, std::size_t> owners_;
  std::map<UnitId, QuestionCounts> counts_;
};

}  // namespace xinqiao::domain
