// What a store costs as it grows: the same organisation with few messages and with very many. How
// much of the processor a page of history takes of the server's own reader (`server/reader.hpp`),
// in the newest place and in any, and how long a server needs until it is ready, from a disk whose
// pages the kernel has let go. A third store has as few messages and many more members. Rounds of
// all alternate; ratios are made of rounds side by side. Threading: one thread, and the pipeline's
// while stores are filled. Errors are in the report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/process.hpp"

namespace xinqiao::bench {

struct GrownOptions {
  std::string spawn;   // the server's binary
  std::string folder;  // where the stores are made; empty = that of temporary files
  // Holds `data` and `tokens.jsonl` of a store that was filled before, of as many members and
  // rooms; it is measured in place of one with `many` messages, and stays.
  std::string filled;
  std::uint64_t few = 10'000;
  std::uint64_t many = 20'000'000;  // messages
  std::uint64_t members = 1'000;
  std::uint64_t more_members = 10'000;
  std::uint64_t rooms = 20;   // each member is in all of them
  std::uint64_t rounds = 5;   // of everything
  std::uint64_t pages = 500;  // of each kind in a round
};

// Where a page is taken from: the end of a room, before any seq of it, around any time of it.
enum class PagePlace : std::uint8_t { latest, anywhere, at_time };

struct PageRound {
  double few_us = 0;  // CPU a page
  double many_us = 0;
  double few_p99_us = 0;  // of the clock
  double many_p99_us = 0;
  // RocksDB alone in such places (plain_pages.hpp), CPU a page; 0 where it needs more than a seek.
  double plain_few_us = 0;
  double plain_many_us = 0;
};
struct StartRound {
  double few_ms = 0;  // until it is ready
  double many_ms = 0;
  double peopled_ms = 0;
  double few_cpu_ms = 0;
  double many_cpu_ms = 0;
  double peopled_cpu_ms = 0;
};
struct GrownReport {
  GrownOptions options;
  double fill_seconds = 0;
  double rest_seconds = 0;  // until nothing was rewritten any more
  std::uint64_t store_bytes = 0;
  std::vector<PageRound> pages[3];  // by PagePlace
  std::vector<StartRound> starts;
  Beside beside;
  std::string problem;
};

GrownReport measure_grown(const GrownOptions& options);
std::string to_text(const GrownReport& report);
std::string to_json(const GrownReport& report);

}  // namespace xinqiao::bench
