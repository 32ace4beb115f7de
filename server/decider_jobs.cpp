// What takes more than one step: deleting the words of who left, taking in a list of people, and
// answers whose words another thread reads.
#include "server/decider.hpp"

#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "server/question_board.hpp"

#include <utility>

namespace xinqiao {
namespace {

// A step of a deletion that found no room on its way is asked for again.
constexpr std::int64_t erasing_again_ms = 10'000;
// A list of people while another is taken in: that takes some seconds.
constexpr std::int64_t importing_again_ms = 2'000;

}  // namespace

// One step at a time: the reader finds the next words and orders their deletion, which comes back
// as a command like any other.
void Decider::go_on_erasing() {
  const Erasing* erasing = world_.erasing();
  if (erasing == nullptr) return;
  const Instant now = clock_.now();
  if (erasing_since_ && now.ms - erasing_since_->ms < erasing_again_ms) return;
  erasing_since_ = now;
  ++group_.commands;
  group_.reads.push_back(
      EraseTask{{}, "null", erasing->member, PostRef{erasing->room, erasing->seq}});
}

// Only where the move may come to it: what is read for it is bounded, and not little.
std::vector<Event> Decider::steps_to_forget(const MoveTalk& move, const domain::Caller& caller) {
  const TalkRow* row = world_.talks().find(move.room);
  const bool is_due = move.move == TalkMove::forgotten && row != nullptr && !is_open(*row) &&
                      row->state != TalkState::forgotten &&
                      (caller.is_server || is_party(*row, caller.member));
  return is_due ? lookup_.steps_with_bytes(move.room) : std::vector<Event>{};
}

// The talks of who is erased, one a step.
void Decider::go_on_forgetting() {
  const auto room = world_.talks().to_forget();
  if (!room || !log_.has_room()) return;
  ++group_.commands;
  at_ = std::max(at_, clock_.now());
  domain::Caller server;
  server.is_server = true;
  const MoveTalk move{TalkMove::forgotten, *room};
  domain::Context context{.at = at_};
  context.steps = steps_to_forget(move, server);
  commit(domain::decide(world_, server, {}, move, context));
}

// Once a tick: time alone makes them overdue, too. A clock that was set back counts as well.
void Decider::count_waiting() {
  const Instant now = clock_.now();
  const bool is_early = now >= counted_ && now.ms - counted_.ms < limits::tick_ms;
  if (is_early) return;
  counted_ = now;
  metrics_.questions_open.store(world_.questions().size(), std::memory_order_relaxed);
  const std::uint64_t overdue = questions_overdue(world_, std::max(at_, now));
  metrics_.questions_overdue.store(overdue, std::memory_order_relaxed);
  const domain::Talks& talks = world_.talks();
  metrics_.talks_waiting.store(talks.count(TalkState::waiting), std::memory_order_relaxed);
  metrics_.talks_open.store(talks.count(TalkState::talking), std::memory_order_relaxed);
  metrics_.alerts_open.store(world_.alerts().open(), std::memory_order_relaxed);
  metrics_.members.store(world_.members().size(), std::memory_order_relaxed);
  metrics_.rooms.store(world_.rooms().size(), std::memory_order_relaxed);
  metrics_.members_here.store(present_.size(), std::memory_order_relaxed);
  metrics_.places_slowed.store(guesses_.places(), std::memory_order_relaxed);
  metrics_.logins_guessed.store(guesses_.logins(), std::memory_order_relaxed);
  admission_.forget_full(now);
  metrics_.paces_kept.store(admission_.size(), std::memory_order_relaxed);
  metrics_.totals_waiting.store(totals_.waiting(), std::memory_order_relaxed);
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const ListQuestions& query) {
  QuestionsTask task = question_board(world_, caller, query);
  task.to = heard.from;
  task.id = heard.request.id;
  group_.reads.push_back(std::move(task));
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const MyData& query) {
  const bool is_first = query.after.room == RoomId{};
  group_.reads.push_back(MyDataTask{heard.from, heard.request.id, caller.member, query.after,
                                    is_first
                                        ? about_member(world_, caller.member)
                                        : "{\"member\":" + std::to_string(caller.member.value)});
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const ListBackups&) {
  if (!domain::may_own(world_, caller)) return refuse(heard, Refusal{Reason::not_organiser});
  if (backups_ == nullptr) return refuse(heard, Refusal{Reason::method_not_found});
  accept(heard, backups_->report());
}

void Decider::permit(const Heard& heard, const domain::Caller& caller, const BackUp&) {
  if (!domain::may_own(world_, caller)) return refuse(heard, Refusal{Reason::not_organiser});
  if (backups_ == nullptr) return refuse(heard, Refusal{Reason::method_not_found});
  backups_->start(clock_.now());
  accept(heard, backups_->report());
}

void Decider::import(Heard& heard, const domain::Caller& caller, ImportRoster& command) {
  RosterPlan plan = plan_roster(world_, caller, command);
  const bool goes_on = !command.dry_run && plan.problems.empty() && !plan.refusal;
  if (plan.refusal) return refuse(heard, *plan.refusal);
  if (!goes_on) return accept(heard, encode_roster(plan, false));
  if (job_) return refuse(heard, overloaded(importing_again_ms));
  job_.emplace(RosterJob{heard.from, heard.request.id, caller, std::move(plan)});
}

// A bounded number of rows, each as the ordinary commands it stands for; then others are heard.
void Decider::go_on_importing() {
  if (!job_) return;
  ++group_.commands;
  at_ = std::max(at_, clock_.now());
  const auto run = [&](const Command& command) {
    domain::Context context{.at = at_};
    const domain::Decision decision = domain::decide(world_, job_->caller, {}, command, context);
    commit(decision);
    return decision.outcome;
  };
  for (std::size_t i = 0; i < limits::roster_rows_a_step && !job_->is_done(); ++i) job_->step(run);
  if (!job_->is_done()) return;
  Heard asked;
  asked.from = job_->to;
  asked.request.id = job_->id;
  accept(asked, encode_roster(job_->plan, true));
  job_.reset();
}

}  // namespace xinqiao
