// Every question, reckoned naively from its steps as they were kept: each fact is looked for in all
// of them anew, and nothing is shared with server/domain/question. Whatever a step may not be, and
// whatever count does not balance, is said to the story (I11). Threading: belongs to its ledger.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "protocol/command_people.hpp"
#include "protocol/event.hpp"
#include "protocol/question.hpp"
#include "server/domain/world.hpp"
#include "tests/simulation/standings.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

struct KeptRoom;

// What anybody may see of a question: in the words of the wire.
struct SeenQuestion {
  std::string state;
  std::uint64_t by{};
  std::uint64_t asked_in{};
  std::uint64_t unit{};
  std::vector<std::uint64_t> co_owners;
  std::uint64_t taken_by{};
  std::uint64_t answer{};
  std::uint64_t breaches{};
  std::uint64_t reopened{};
  bool acknowledged = false;
  bool late = false;
  Seq moved{};
  bool operator==(const SeenQuestion&) const = default;
};
std::string text_of(const SeenQuestion& seen);

class QuestionBook {
 public:
  QuestionBook(Story& story, const Standings& standings) : story_(story), standings_(standings) {}

  // An event that becomes durable, before the room holds it.
  void see(const KeptRoom& room, const Event& event);
  void counted(const QuestionCounts& row) { counted_[row.unit] = row; }
  void end_of_batch();
  bool has_moved() const { return has_moved_; }  // in the last batch

  bool knows(const PostRef& place) const { return questions_.contains(place); }
  SeenQuestion seen(const PostRef& place) const;
  const std::map<PostRef, std::vector<Event>>& all() const { return questions_; }
  QuestionCounts counts(UnitId unit) const;
  std::uint64_t overdue(UnitId unit, Instant now) const;
  // Whether these counts were true at some position of the log.
  bool was_ever(const QuestionCounts& counts) const;
  // At rest: the world says the same, and nothing that was due then is unsaid.
  void compare(const domain::World& world, Instant now) const;
  // Of nobody's: what a world counts, at the position up to which this was told.
  void compare_counts(const domain::World& world, std::string_view whose) const;

 private:
  using Steps = std::vector<Event>;
  struct Due {
    Instant at;
    QuestionClock clock = QuestionClock::acknowledge;
  };
  void begins(const KeptRoom& room, const Event& event, const QuestionMoved& body);
  void goes_on(const KeptRoom& room, const Event& event, const QuestionMoved& body);
  void is_breached(const Steps& steps, const Event& event, const QuestionMoved& body);
  void check_answerer(const KeptRoom& room, const Steps& steps, const Event& event);
  void check_passing(const KeptRoom& room, const Steps& steps, const Event& event);
  void note(UnitId unit);
  std::vector<Due> unsaid(const Steps& steps, Instant upto) const;
  UnitId next_above(const Steps& steps) const;
  void broken(const Event& event, std::string_view what) const;

  Story& story_;
  const Standings& standings_;
  std::map<PostRef, Steps> questions_;
  std::map<UnitId, QuestionCounts> counted_;  // as the store says
  std::map<UnitId, std::set<std::string>> were_;
  std::set<UnitId> touched_;  // in this batch
  bool has_moved_ = false;
  std::set<PostRef> loose_;       // words in a room of questions that are none yet
  std::set<PostRef> taken_back_;  // whose posts were deleted by those who asked
};

}  // namespace xinqiao::simulation
