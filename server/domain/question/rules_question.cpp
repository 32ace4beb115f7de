// The moves of a question: README.md has the table. Every one of them first says the deadlines that
// have passed before it, so that no breach is lost to whoever comes just before the tick.
#include "server/domain/question/rules_question.hpp"

#include "protocol/limits.hpp"
#include "server/domain/mentions.hpp"
#include "server/domain/question/clock.hpp"
#include "server/domain/text.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::domain {
namespace {

// What is said of a deadline that has passed.
QuestionMoved breach_of(const Organisation& tree, const QuestionRow& row, const Deadline& passed) {
  QuestionMoved breach;
  breach.target = row.question;
  breach.move = QuestionMove::breached;
  breach.unit = next_owner(tree, row);
  breach.clock = passed.clock;
  breach.due = passed.due;
  breach.level = row.answer_breaches + (row.acknowledge_breached ? 1 : 0) + 1;
  return breach;
}

// Says steps of one question and knows how it stands after each.
class Steps {
 public:
  Steps(const Scene& scene, const QuestionRow& row, OrganisationLog& log)
      : scene_(scene), row_(row), log_(log) {}

  const QuestionRow& row() const { return row_; }

  const Event& say(MemberId by, QuestionMoved step) {
    step.target = row_.question;
    const Event& event = log_.say_in(row_.room, by, std::move(step));
    row_ = after(row_, event, get<QuestionMoved>(event.body));
    return event;
  }

  void say_breaches() {
    for (auto next = next_breach(row_); next && next->due <= scene_.context.at;
         next = next_breach(row_)) {
      say(MemberId{}, breach_of(scene_.world.organisation(), row_, *next));
    }
  }

 private:
  const Scene& scene_;
  QuestionRow row_;
  OrganisationLog& log_;
};

// The answer to a call that says something in a room: its last step, or the post it makes.
Decision take(const Scene& scene, OrganisationLog& log, RoomId room, Seq seq, Ordinal n = 0) {
  Decision decision = log.take();
  const bool already = decision.events.empty();
  decision.outcome =
      Receipt{.at = scene.context.at, .room = room, .seq = seq, .n = n, .already = already};
  return decision;
}

QuestionMoved moved(QuestionMove move, std::string reason = {}) {
  QuestionMoved step;
  step.move = move;
  step.reason = std::move(reason);
  return step;
}

std::optional<Refusal> check_words(const Scene& scene, const Room& room, const std::string& text) {
  if (auto refusal = check_text(text)) return refusal;
  return check_mentions(scene.world, scene.caller, room, text);
}

Verdict ask(const Scene& scene, const Room& room, const MoveQuestion& command) {
  if (room.rules.rules.type != RoomType::questions) return Refusal{Reason::not_questions, "room"};
  if (auto refusal = check_speaking(scene, room)) return *refusal;
  if (auto refusal = check_words(scene, room, command.text)) return *refusal;
  const Questions& questions = scene.world.questions();
  if (questions.asked_by(scene.caller.member) >= limits::open_questions_per_member) {
    return Refusal{Reason::limit_reached, "open_questions_per_member"};
  }
  if (questions.size() >= limits::open_questions) {
    return Refusal{Reason::limit_reached, "open_questions"};
  }
  OrganisationLog log(scene);
  const MemberId by = scene.caller.member;
  const Event post = log.say_in(command.room, by, Posted{command.text, std::nullopt});
  QuestionMoved step = moved(QuestionMove::asked);
  step.target = post.seq;
  step.unit = room.rules.rules.unit;
  log.say_in(command.room, by, std::move(step));
  Decision decision = take(scene, log, command.room, post.seq, post.n);
  add_mentions(scene.world, scene.caller, post, command.text, decision.marks);
  return decision;
}

// Whether a question stands where it may be taken, passed on or answered by the caller.
std::optional<Refusal> check_answerer(const Scene& scene, const QuestionRow& row) {
  if (!answers_for(scene.world, scene.caller, row)) return Refusal{Reason::not_responsible};
  if (row.by == scene.caller.member) return Refusal{Reason::own_question, "question"};
  return std::nullopt;
}

Verdict take_it(const Scene& scene, const QuestionRow& row) {
  if (auto refusal = check_answerer(scene, row)) return *refusal;
  if (row.state == QuestionState::answered) return Refusal{Reason::question_answered, "question"};
  OrganisationLog log(scene);
  const bool has_it = row.state == QuestionState::taken && row.taken_by == scene.caller.member;
  if (has_it) return take(scene, log, row.room, row.moved);
  Steps steps(scene, row, log);
  steps.say_breaches();
  const Seq seq = steps.say(scene.caller.member, moved(QuestionMove::taken)).seq;
  return take(scene, log, row.room, seq);
}

Verdict transfer(const Scene& scene, const Room& room, const QuestionRow& row,
                 const MoveQuestion& command) {
  if (auto refusal = check_answerer(scene, row)) return *refusal;
  if (row.state == QuestionState::answered) return Refusal{Reason::question_answered, "question"};
  if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  const Organisation& tree = scene.world.organisation();
  if (tree.open_unit(command.unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
  const UnitId home = room.rules.rules.unit;
  const bool is_on_the_line = tree.covers(command.unit, home) || tree.covers(home, command.unit);
  if (!is_on_the_line) return Refusal{Reason::unit_out_of_reach, "unit"};
  OrganisationLog log(scene);
  if (row.unit == command.unit) return take(scene, log, row.room, row.moved);
  Steps steps(scene, row, log);
  steps.say_breaches();
  QuestionMoved step = moved(QuestionMove::transferred, command.reason);
  step.unit = command.unit;
  const Seq seq = steps.say(scene.caller.member, std::move(step)).seq;
  return take(scene, log, row.room, seq);
}

Verdict answer(const Scene& scene, const Room& room, const QuestionRow& row,
               const MoveQuestion& command) {
  if (auto refusal = check_answerer(scene, row)) return *refusal;
  if (auto refusal = check_muted(scene, room)) return *refusal;
  if (auto refusal = check_words(scene, room, command.text)) return *refusal;
  OrganisationLog log(scene);
  Steps steps(scene, row, log);
  steps.say_breaches();
  const MemberId by = scene.caller.member;
  const Event post = log.say_in(row.room, by, Posted{command.text, row.question});
  QuestionMoved step = moved(QuestionMove::answered);
  step.answer = post.seq;
  steps.say(by, std::move(step));
  Decision decision = take(scene, log, row.room, post.seq, post.n);
  add_mentions(scene.world, scene.caller, post, command.text, decision.marks);
  return decision;
}

// The asker's own: solved, not solved, withdrawn.
Verdict judge(const Scene& scene, const QuestionRow& row, const MoveQuestion& command) {
  if (row.by != scene.caller.member) return Refusal{Reason::not_author, "question"};
  const bool reopens = command.move == QuestionMove::reopened;
  if (reopens && row.state != QuestionState::answered) {
    return Refusal{Reason::not_answered, "question"};
  }
  if (!command.reason.empty()) {
    if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  }
  OrganisationLog log(scene);
  Steps steps(scene, row, log);
  steps.say_breaches();
  const Seq seq = steps.say(scene.caller.member, moved(command.move, command.reason)).seq;
  steps.say_breaches();  // the clock went on
  return take(scene, log, row.room, seq);
}

}  // namespace

std::optional<Refusal> check_question_room(const RoomRules& rules) {
  if (rules.access != Access::open) return Refusal{Reason::invalid_params, "access"};
  if (rules.past != Past::shown) return Refusal{Reason::invalid_params, "past"};
  return std::nullopt;
}

bool answers_for(const World& world, const Caller& caller, const QuestionRow& row) {
  if (may_organise(world, caller, row.unit)) return true;
  return std::ranges::any_of(row.co_owners,
                             [&](UnitId unit) { return may_organise(world, caller, unit); });
}

Verdict rule(const Scene& scene, const MoveQuestion& command) {
  const PostRef place{command.room, command.question};
  const QuestionRow* row = scene.world.questions().open(place);
  // Who was removed, or moved away, still closes its own question.
  const bool is_askers =
      row != nullptr && row->by == scene.caller.member &&
      (command.move == QuestionMove::solved || command.move == QuestionMove::reopened ||
       command.move == QuestionMove::withdrawn);
  if (is_askers) return judge(scene, *row, command);
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (command.move == QuestionMove::asked) return ask(scene, *entrance.room, command);
  if (row == nullptr) return Refusal{Reason::no_open_question, "question"};
  switch (command.move) {
    case QuestionMove::taken:
      return take_it(scene, *row);
    case QuestionMove::transferred:
      return transfer(scene, *entrance.room, *row, command);
    case QuestionMove::answered:
      return answer(scene, *entrance.room, *row, command);
    case QuestionMove::solved:
    case QuestionMove::reopened:
    case QuestionMove::withdrawn:
      return judge(scene, *row, command);
    case QuestionMove::asked:
    case QuestionMove::breached:
      break;
  }
  return Refusal{Reason::internal};  // time alone breaches
}

void withdraw_with_its_post(const Scene& scene, const Room& room, Seq target, Decision& decision) {
  const RoomId id = room.row.room;
  const QuestionRow* open = scene.world.questions().open({id, target});
  if (open == nullptr) return;
  QuestionRow row = *open;
  const auto say = [&](MemberId by, QuestionMoved step) {
    const Event last = decision.events.back();
    const Event event{id, last.seq + 1, scene.context.at, by, last.n, std::move(step)};
    row = after(row, event, get<QuestionMoved>(event.body));
    decision.events.push_back(event);
  };
  for (auto next = next_breach(row); next && next->due <= scene.context.at;
       next = next_breach(row)) {
    say(MemberId{}, breach_of(scene.world.organisation(), row, *next));
  }
  QuestionMoved step = moved(QuestionMove::withdrawn);
  step.target = target;
  say(row.by, std::move(step));
}

void withdraw_all(const Scene& scene, MemberId asker, OrganisationLog& log) {
  for (const PostRef& place : scene.world.questions().of(asker)) {
    Steps steps(scene, *scene.world.questions().open(place), log);
    steps.say_breaches();
    steps.say(MemberId{}, moved(QuestionMove::withdrawn));
  }
}

void say_breaches(const Scene& scene, std::size_t most, OrganisationLog& log) {
  for (const PostRef& place : scene.world.questions().due(scene.context.at, most)) {
    Steps(scene, *scene.world.questions().open(place), log).say_breaches();
  }
}

}  // namespace xinqiao::domain
