// Admit, order, decide: the one thread that changes the world. It takes what was heard, refuses
// what may not pass, gives the rest its place and time, lets the rules decide, and hands the keeper
// what is to be kept and told. Bounds: one step takes at most limits::group_commands. Threading:
// decider thread; load before it starts.
#pragma once

#include <string>
#include <vector>

#include "server/admission.hpp"
#include "server/audience.hpp"
#include "server/backup_desk.hpp"
#include "server/clock.hpp"
#include "server/domain/world.hpp"
#include "server/group.hpp"
#include "server/guesses.hpp"
#include "server/logins.hpp"
#include "server/lookup.hpp"
#include "server/metrics.hpp"
#include "server/password_desk.hpp"
#include "server/present.hpp"
#include "server/queries.hpp"
#include "server/recorder.hpp"
#include "server/roster_plan.hpp"
#include "server/totals.hpp"

namespace xinqiao {

// What is loaded from the store besides the world.
struct Start {
  std::string epoch;
  Position position{};
  Instant at;
};

class Decider {
 public:
  // Whom it asks and tells; all outlive it.
  struct Around {
    const store::Log& log;
    const Clock& clock;
    Metrics& metrics;
    PasswordDesk& passwords;
    const Present& present;
    BackupDesk* backups = nullptr;  // none: there is no server around
  };
  Decider(const Around& around, double commands_per_second);

  domain::World& world() { return world_; }
  const domain::World& world() const { return world_; }
  void begin_at(const Start& start);

  // Decides all of these, in order, and a tick if one is due. The group is empty when nothing
  // happened.
  Group step(std::vector<Heard>& heard);
  // Whether the next step has something to do, whatever is heard.
  bool has_more() const { return job_.has_value() || world_.talks().to_forget().has_value(); }
  // Groups up to this one are kept.
  void kept(std::uint64_t group) { lookup_.kept(group); }

 private:
  void tick_if_due();
  void tell_totals();
  void count_waiting();
  void go_on_erasing();
  void go_on_forgetting();
  std::vector<Event> steps_to_forget(const MoveTalk& move, const domain::Caller& caller);
  void go_on_importing();
  void import(Heard& heard, const domain::Caller& caller, ImportRoster& command);
  void hear(Heard& heard);
  domain::Caller caller_of(const Heard& heard) const;
  std::optional<Refusal> admit(const Heard& heard, const domain::Caller& caller);
  std::optional<Refusal> admit_guess(const Heard& heard);
  bool is_known_browser(const StartByPassword& start) const;
  Guesses::Try try_of(const Heard& heard, const domain::Caller& caller) const;
  void ask_worker(Heard& heard, const domain::Caller& caller);
  void note_guess(const Heard& heard, const domain::Decision& decision);
  bool misleads(const Command& command, const domain::Caller& caller);

  void open(const Heard& heard, const domain::Caller& caller);
  void resume(const Heard& heard, const domain::Caller& caller, const Resume& query);
  void permit(const Heard& heard, const domain::Caller& caller, const History& query);
  void permit(const Heard& heard, const domain::Caller& caller, const OrganisationLog& query);
  void permit(const Heard& heard, const domain::Caller& caller, const Search& query);
  void permit(const Heard& heard, const domain::Caller& caller, const ListReactions& query);
  void permit(const Heard& heard, const domain::Caller& caller, const CountReads& query);
  void permit(const Heard& heard, const domain::Caller& caller, const ListPins& query);
  void permit(const Heard& heard, const domain::Caller& caller, const ListQuestions& query);
  void permit(const Heard& heard, const domain::Caller& caller, const MyData& query);
  void permit(const Heard& heard, const domain::Caller& caller, const ListBackups& query);
  void permit(const Heard& heard, const domain::Caller& caller, const BackUp& command);
  void permit(const Heard& heard, const domain::Caller& caller, const ListPresent& query);
  void command(Heard& heard, const domain::Caller& caller);
  template <class Query>
  void query(const Heard& heard, const domain::Caller& caller, const Query& query);

  void commit(const domain::Decision& decision);
  std::string result_of(const Heard& heard, const domain::Decision& decision) const;
  void accept(const Heard& heard, std::string_view result);
  void refuse(const Heard& heard, const Refusal& refusal);
  Moment moment() const;

  const Clock& clock_;
  Metrics& metrics_;
  const double commands_per_second_;
  domain::World world_;
  Lookup lookup_;
  Totals totals_;
  Recorder recorder_;
  Admission admission_;
  Guesses guesses_;
  Looks looks_;
  PasswordDesk& passwords_;
  const Present& present_;
  BackupDesk* backups_;
  const store::Log& log_;
  std::string epoch_;
  Position position_{};
  Instant at_;  // of the last command; never falls
  Instant last_tick_;
  Instant counted_;                       // what waits, for the metrics
  std::optional<Instant> erasing_since_;  // the reader was asked for the next step
  std::optional<RosterJob> job_;
  std::uint64_t group_number_ = 0;
  std::size_t batch_bytes_each_ = 0;  // of the last group's commands, on average
  Group group_;                       // being gathered
};

// The token hash that stands for the server itself: its own tools, never a socket.
TokenHash server_itself();

}  // namespace xinqiao
