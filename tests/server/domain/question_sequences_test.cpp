// 20,000 random lives of a desk of questions: asked, taken, passed on, answered, judged, edited and
// deleted, while the clock jumps, the tree moves and the server dies and comes back from its rows.
// A ledger that knows only what was said in the room reckons beside it.
#include "protocol/limits.hpp"
#include "server/domain/question/clock.hpp"
#include "tests/server/domain/desk.hpp"
#include "tests/support/require_quickly.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <random>
#include <set>

using namespace xinqiao;
using namespace xinqiao::domain;
using xinqiao::testing::Desk;

namespace {

constexpr int sequences = 20'000;
constexpr int steps_each = 24;
constexpr std::int64_t hour_ms = 3'600'000;

// What the log alone says of one question.
struct Told {
  Instant asked;
  bool acknowledged = false;
  bool answered = false;
  bool closed = false;
  std::set<std::pair<QuestionClock, std::int64_t>> breaches;  // the deadlines that were said
  std::set<UnitId> owners;                                    // by breaches
  std::uint64_t levels = 0;
  Instant last_due;
};

// Fails as soon as something is said twice, too early, too late or out of turn.
class Ledger {
 public:
  void hear(const Event& event, Instant now) {
    const auto* step = get_if<QuestionMoved>(&event.body);
    if (step == nullptr) return;
    if (step->move == QuestionMove::asked) {
      REQUIRE_QUICKLY(!told_.contains(step->target));
      told_[step->target].asked = now;
      ++asked_;
      return;
    }
    Told& told = told_.at(step->target);
    REQUIRE_QUICKLY(!told.closed);
    switch (step->move) {
      case QuestionMove::taken:
        told.acknowledged = true;
        break;
      case QuestionMove::answered:
        told.acknowledged = told.answered = true;
        break;
      case QuestionMove::reopened:
        told.answered = false;
        break;
      case QuestionMove::solved:
      case QuestionMove::withdrawn:
        ++(step->move == QuestionMove::solved ? solved_ : withdrawn_);
        told.closed = true;
        break;
      case QuestionMove::breached:
        hear_breach(told, *step, now);
        break;
      case QuestionMove::transferred:
      case QuestionMove::asked:
        break;
    }
  }

  // asked = open + closed + withdrawn, at this position; and nothing that is due is unsaid after a
  // tick.
  void balance(const World& world, UnitId unit, bool after_tick, Instant now) const {
    if (asked_ == 0) return;
    std::uint64_t open = 0;
    for (const auto& [seq, told] : told_) open += told.closed ? 0 : 1;
    const QuestionCounts& counts = world.questions().counts().at(unit);
    REQUIRE_QUICKLY(counts.asked == asked_);
    REQUIRE_QUICKLY(counts.solved == solved_);
    REQUIRE_QUICKLY(counts.withdrawn == withdrawn_);
    REQUIRE_QUICKLY(counts.open() == open);
    REQUIRE_QUICKLY(world.questions().size() == open);
    REQUIRE_QUICKLY(asked_ == open + solved_ + withdrawn_);
    if (!after_tick) return;
    for (const auto& [seq, told] : told_) {
      if (told.closed || told.answered) continue;
      const Instant acknowledge{told.asked.ms + limits::question_acknowledge_ms};
      const Instant answer{told.asked.ms + limits::question_answer_ms};
      if (!told.acknowledged && acknowledge <= now) require(told, QuestionClock::acknowledge);
      if (answer <= now) require(told, QuestionClock::answer);
    }
  }

 private:
  static void require(const Told& told, QuestionClock clock) {
    bool found = false;
    for (const auto& [which, due] : told.breaches) found = found || which == clock;
    REQUIRE_QUICKLY(found);
  }
  static void hear_breach(Told& told, const QuestionMoved& step, Instant now) {
    REQUIRE_QUICKLY(!told.answered);
    REQUIRE_QUICKLY(step.due <= now);
    const std::int64_t after = step.due.ms - told.asked.ms;
    if (step.clock == QuestionClock::acknowledge) {
      REQUIRE_QUICKLY(!told.acknowledged);
      REQUIRE_QUICKLY(after == limits::question_acknowledge_ms);
    } else {  // the first, the second, the third: never a later one in place of an earlier one
      REQUIRE_QUICKLY(after % limits::question_answer_ms == 0);
      std::int64_t said = 0;
      for (const auto& [which, due] : told.breaches) said += which == QuestionClock::answer;
      REQUIRE_QUICKLY(after / limits::question_answer_ms == said + 1);
    }
    REQUIRE_QUICKLY(told.breaches.insert({step.clock, step.due.ms}).second);
    REQUIRE_QUICKLY(step.level == ++told.levels);
    REQUIRE_QUICKLY(told.last_due <= step.due);
    told.last_due = step.due;
    if (step.unit != UnitId{}) REQUIRE_QUICKLY(told.owners.insert(step.unit).second);
  }

  std::map<Seq, Told> told_;
  std::uint64_t asked_ = 0;
  std::uint64_t solved_ = 0;
  std::uint64_t withdrawn_ = 0;
};

class Life {
 public:
  explicit Life(std::uint32_t seed) : random_(seed) {}

  void run() {
    for (int i = 0; i < steps_each; ++i) {
      const bool ticked = step();
      ledger_.balance(desk_.world, desk_.branch, ticked, desk_.now);
    }
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  const Caller& anybody() {
    const Caller* all[] = {&desk_.min,    &desk_.qiang, &desk_.first,
                           &desk_.second, &desk_.above, &desk_.owner};
    return *all[below(6)];
  }
  Seq some_question() {
    const auto& all = desk_.world.questions().all();
    if (all.empty()) return 1 + below(40);
    auto at = all.begin();
    std::advance(at, below(all.size()));
    return at->first.seq;
  }
  Target target_of(Seq seq) {
    const QuestionRow* row = desk_.open(seq);
    return {.exists = true,
            .is_post = true,
            .by = row == nullptr ? desk_.min.member : row->by,
            .at = desk_.now,
            .n = 1};
  }
  void does(const Caller& who, const Command& command, const Target& target = {}) {
    for (const Event& event : desk_.does(who, command, {}, target).events) {
      ledger_.hear(event, desk_.now);
    }
  }

  bool step() {
    switch (below(14)) {
      case 0:
      case 1:
        does(anybody(), desk_.move(QuestionMove::asked, 0, "什么时候修？"));
        return false;
      case 2:
        does(anybody(), desk_.move(QuestionMove::taken, some_question()));
        return false;
      case 3:
        pass_on();
        return false;
      case 4:
      case 5:
        does(anybody(), desk_.move(QuestionMove::answered, some_question(), "周三。"));
        return false;
      case 6:
        judge();
        return false;
      case 7:
        edit_or_delete();
        return false;
      case 8:
        crash();
        return false;
      case 9:
        does(desk_.owner, MoveUnit{desk_.branch, below(2) == 0 ? desk_.other_branch : desk_.works});
        return false;
      default:
        desk_.now.ms += static_cast<std::int64_t>(below(60)) * hour_ms + (below(2) == 0 ? -1 : 0);
        does(desk_.server, Tick{});
        return true;
    }
  }

  void pass_on() {
    MoveQuestion command = desk_.move(QuestionMove::transferred, some_question());
    const UnitId units[] = {root_unit, desk_.works, desk_.branch, desk_.other_branch};
    command.unit = units[below(4)];
    command.reason = "归那里管";
    does(anybody(), command);
  }
  void judge() {
    constexpr QuestionMove moves[] = {QuestionMove::solved, QuestionMove::reopened,
                                      QuestionMove::withdrawn};
    const Seq seq = some_question();
    const QuestionRow* row = desk_.open(seq);
    const Caller asker{row == nullptr ? desk_.min.member : row->by, {}, false};
    const QuestionMove which = moves[below(4) == 0 ? below(3) : 1];
    does(below(4) == 0 ? anybody() : asker, desk_.move(which, seq));
  }
  void edit_or_delete() {
    const Seq seq = some_question();
    const Target target = target_of(seq);
    const Caller author{target.by, {}, false};
    if (below(4) != 0) return does(author, Edit{desk_.room, seq, "改过"}, target);
    does(author, Delete{desk_.room, seq}, target);
  }

  // What comes back knows no more than the rows.
  void crash() {
    World again;
    for (const auto& [id, room] : desk_.world.rooms()) {
      again.load(room.row);
      if (const auto rules = desk_.world.rules_row(id)) again.load(*rules);
    }
    for (const auto& [id, member] : desk_.world.members()) {
      again.load(member.row);
      if (const auto standing = desk_.world.standing_row(id)) again.load(*standing);
    }
    for (const auto& [id, room] : desk_.world.rooms()) {
      for (const auto& [member, one] : room.members) {
        again.load(*desk_.world.membership_row(id, member));
      }
    }
    for (const auto& [id, unit] : desk_.world.organisation().units()) {
      if (const auto row = desk_.world.organisation().row_to_keep(id)) again.load(*row);
    }
    for (const auto& [place, row] : desk_.world.questions().all()) again.load(row);
    for (const auto& [unit, row] : desk_.world.questions().counts()) again.load(row);
    again.load_counters(desk_.world.next_member(), desk_.world.next_room(),
                        desk_.world.next_session());
    again.load_unit_counter(desk_.world.organisation().next_unit());
    REQUIRE_QUICKLY(again.questions().next_due() == desk_.world.questions().next_due());
    REQUIRE_QUICKLY(again.questions().in_order() == desk_.world.questions().in_order());
    desk_.world = std::move(again);
  }

  Desk desk_;
  std::mt19937 random_;
  Ledger ledger_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_life_of_a_question_loses_a_deadline_or_the_balance) {
  for (int i = 0; i < sequences; ++i) {
    BOOST_TEST_INFO_SCOPE("sequence " << i);
    Life(static_cast<std::uint32_t>(i)).run();
  }
}
