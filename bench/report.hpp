// What a run found, as one JSON object. README.md explains every field; their names are stable.
// Threading: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "bench/audit.hpp"
#include "bench/histogram.hpp"
#include "bench/scenario.hpp"
#include "bench/wire.hpp"

namespace xinqiao::bench {

struct Report {
  Scenario scenario;
  Verdict verdict;
  std::uint64_t members = 0;
  std::uint64_t rooms = 0;

  // The measured window: from the end of the warm-up until the last measured post was heard by all.
  double window_seconds = 0;
  std::uint64_t window_deliveries = 0;
  std::optional<double> server_cpu_seconds;  // unknown for a server that is not ours
  double generator_cpu = 0;                  // of one core
  std::uint64_t server_resident_kilobytes = 0;

  Histogram latency;
  Histogram heard_by_all;
  Histogram acknowledgement;
  Histogram late;  // how late sends were, after their due moment

  std::uint64_t reconnects = 0;
  std::uint64_t repeats = 0;
  QuestionSums questions;  // that were asked and solved
  std::map<std::string, std::uint64_t> refusals;
  std::map<std::uint16_t, std::uint64_t> closes;
  double connect_seconds = 0;
  double setup_seconds = 0;
  double total_seconds = 0;
  std::optional<double> restart_ms;  // from the kill until the server said it was ready
  bool is_history_checked = false;
  std::optional<bool> is_file_order;  // replay: each room's log is the file's lines, in its order
  std::string problem;                // the run could not be brought to its end

  bool passed() const;
  // Why the latency figures are worth nothing; empty = they are worth something.
  std::string void_reason() const;
};

std::string to_json(const Report& report);
// A few lines for people.
std::string to_text(const Report& report);

}  // namespace xinqiao::bench
