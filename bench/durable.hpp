// How many posts a second become durable: the whole pipeline over our log, with its threads,
// against RocksDB alone writing the very batches the pipeline made, synced, as fast as one thread
// can, and against a file that the same bytes are appended to. Rounds of all alternate in one run,
// so that a noisy machine is noisy for all. Threading: one call; it starts and joins its threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/process.hpp"

namespace xinqiao::bench {

struct DurableOptions {
  double seconds = 3;  // of a round
  int rounds = 5;
  std::string folder;  // where the stores are made; empty = the temporary folder
};

// One round of the pipeline and the rounds of RocksDB beside it.
struct DurableRound {
  double pipeline = 0;     // posts a second, answered after their sync
  double same_bytes = 0;   // RocksDB with the same batches: events, receipts, rows
  double events_only = 0;  // RocksDB with the events of the same batches alone
  double append = 0;       // a file, as many bytes appended and synced
  double posts_per_batch = 0;
  double bytes_per_post = 0;
  // How many cores this process kept busy meanwhile: CPU through the clock, all threads.
  double pipeline_cores = 0;
  double same_bytes_cores = 0;
  double write_ms = 0;  // a group of the pipeline, in the mean
  double sync_ms = 0;
  double ratio() const { return same_bytes > 0 ? pipeline / same_bytes : 0; }
  double ratio_events_only() const { return events_only > 0 ? pipeline / events_only : 0; }
};
struct DurableCase {
  std::string name;         // "one room", "1,000 rooms", "group 100", "group 1,000"
  std::uint64_t group = 0;  // posts that a commit group has at most
  std::vector<DurableRound> rounds;
};
// What keeping costs at the least: batches of so many values, one after the other.
struct KeepingRow {
  std::uint64_t batch = 0;
  std::vector<double> append_per_second;  // values; a round each
  std::vector<double> rocksdb_per_second;
  std::vector<double> append_p99_ms;  // of a batch
  std::vector<double> rocksdb_p99_ms;
};
struct DurableReport {
  std::vector<DurableCase> cases;
  std::vector<KeepingRow> keeping;
  Beside beside;
  std::string problem;
};

DurableReport measure_durable(const DurableOptions& options);
std::string to_json(const DurableReport& report);
std::string to_text(const DurableReport& report);

}  // namespace xinqiao::bench
