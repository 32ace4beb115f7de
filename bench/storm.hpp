// Everybody comes back at once: each of many members asks to resume in all of the rooms, where the
// same events of each are missing, and is fed them. In turn with a bare server that sends as many
// sockets the very same bytes: what this machine needs for it at the least, with the same
// generator. The servers stay on one core and the generator on another. Each byte that anybody
// hears is compared. Threading: one thread. Errors are in the report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/process.hpp"

namespace xinqiao::bench {

struct StormOptions {
  std::string spawn;  // the server's binary
  // As many as a server lets in, less a few: whoever reads its metrics needs a place too.
  std::uint64_t members = 17'990;
  std::uint64_t rooms = 20;    // each member is in all of them
  std::uint64_t missed = 100;  // events of each room
  std::uint64_t rounds = 2;    // of each side, in turn
  std::size_t text_bytes = 200;
  bool pinned = true;
};

// One storm: from the first request until the last has heard all.
struct StormRound {
  double seconds = 0;
  double half_seconds = 0;  // until half of them had
  double cpu_seconds = 0;   // of the server
  double generator = 0;     // of a core
  double others_cores = 0;
  // Of the server of ours alone.
  double grown_megabytes = 0;  // resident at its most, less resident with all there and silent
  double decide_ms = 0;        // upper end of the longest wait in the inbox; < 0 = beyond all ends
  std::uint64_t asked_again = 0;
  std::vector<double> inbox_waits;  // how many waited so long, by the ends of Times
};
struct StormReport {
  StormOptions options;
  std::uint64_t stream_bytes = 0;  // that each hears
  std::vector<StormRound> server;
  std::vector<StormRound> bare;
  std::string problem;

  std::vector<double> ratios() const;  // of seconds, of rounds side by side
};

StormReport measure_storm(const StormOptions& options);
std::string to_text(const StormReport& report);
std::string to_json(const StormReport& report);

}  // namespace xinqiao::bench
