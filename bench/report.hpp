// What a run found, as one JSON object. README.md explains every field; their names are stable.
// Threading: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/audit.hpp"
#include "bench/expect.hpp"
#include "bench/flood.hpp"
#include "bench/histogram.hpp"
#include "bench/process.hpp"
#include "bench/rate_search.hpp"
#include "bench/recovery.hpp"
#include "bench/scenario.hpp"
#include "bench/wire.hpp"

namespace xinqiao::bench {

// One step of a search.
struct SearchStep {
  double posts_per_second = 0;
  StepResult result = StepResult::failed;
  std::string why;        // it did not hold
  double backlog_ms = 0;  // from the last post due until everything was heard
  double deliveries_per_second = 0;
  double server_cpu = 0;
  double generator_cpu = 0;
  double late_p99_ms = 0;
  double others_cores = 0;
  Histogram heard_by_all;
};
struct RateFound {
  double posts_per_second = 0;  // the highest that held
  bool is_open = false;         // what lies above was not the server's to say
  std::string why;
  std::vector<SearchStep> steps;
};

// A look at the counters, a second after the last.
struct SecondLook {
  double at = 0;  // seconds after the load began
  bool is_measured = false;
  double deliveries_per_second = 0;
  std::optional<double> server_cpu;
  double generator_cpu = 0;
  std::uint64_t resident_kilobytes = 0;
  std::uint64_t descriptors = 0;  // of the server
  std::uint64_t posts_heard = 0;  // by all, in this second; of these:
  double p50_ms = 0;
  double p99_ms = 0;
};

struct FaultDone {
  double at = 0;  // seconds after the warm-up
  FaultKind what = FaultKind::kill;
};

// A machine that made a part of the load.
struct AgentStanding {
  std::string address;
  std::uint64_t cores = 0;
  double clock_offset_ms = 0;  // its clock less ours
  double clock_error_ms = 0;   // that may be off by so much
  double clock_drift_ms = 0;   // and it changed by so much during the run
};

struct Report {
  Scenario scenario;
  Verdict verdict;
  std::uint64_t members = 0;
  std::uint64_t rooms = 0;
  std::uint64_t listenings = 0;  // the rooms of each member, all together

  // The measured window: from the end of the warm-up until the last measured post was heard by all.
  double window_seconds = 0;
  std::uint64_t window_deliveries = 0;
  std::optional<double> server_cpu_seconds;  // unknown for a server that is not ours
  double generator_cpu = 0;                  // of one core
  std::uint64_t server_resident_kilobytes = 0;
  std::uint64_t resident_nobody_kilobytes = 0;  // before anybody came
  std::uint64_t own_kilobytes = 0;              // as process.hpp counts them
  std::uint64_t own_nobody_kilobytes = 0;
  // Of them the store's cache, which has a size of its own: in a run of idle members.
  std::uint64_t cache_kilobytes = 0;
  std::uint64_t cache_nobody_kilobytes = 0;
  Beside beside;

  Histogram latency;
  Histogram heard_by_all;
  Histogram acknowledgement;
  Histogram late;  // how late sends were, after their due moment

  std::vector<SecondLook> timeline;
  std::vector<FaultDone> faults;
  std::vector<Recovered> recoveries;
  std::optional<FloodCounts> flood;
  // What the server's own counts rose by, from the beginning of the window to the end of the run.
  std::map<std::string, double> counted;
  std::optional<RateFound> search;

  std::uint64_t marks = 0;  // said by readers
  std::uint64_t reconnects = 0;
  std::uint64_t repeats = 0;
  QuestionSums questions;  // that were asked and solved
  std::map<std::string, std::uint64_t> refusals;
  std::map<std::uint16_t, std::uint64_t> closes;
  double connect_seconds = 0;
  double setup_seconds = 0;
  double total_seconds = 0;
  std::optional<double> restart_ms;  // from the kill until the server said it was ready
  bool has_log = true;               // that can be read: a stranger's cannot
  bool is_history_checked = false;
  std::optional<bool> is_file_order;  // replay: each room's log is the file's lines, in its order
  std::string problem;                // the run could not be brought to its end
  std::vector<AgentStanding> agents;  // none = all was made here

  bool passed() const;
  // What the server's memory grew by since nobody was there, through all members.
  std::optional<double> bytes_per_connection() const;
  // How the scenario's expectations stand to it.
  std::vector<Judgement> judgements() const;
  // Why the latency figures are worth nothing; empty = they are worth something.
  std::string void_reason() const;
};

// What came of overload: recoveries, flood, counted, slopes, memory (report_overload.cpp).
void put_overload(boost::json::object& out, const Report& report);
std::string to_json(const Report& report);
// The timeline, a line a second.
std::string to_csv(const Report& report);
// A few lines for people.
std::string to_text(const Report& report);

}  // namespace xinqiao::bench
