// The two sides of the comparison in durable.hpp, each over a store of its own.
// Threading: each belongs to the measuring thread. Errors are sentences in problem().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "store/batch.hpp"

namespace xinqiao::bench {

struct KeptBatch {
  store::Batch batch;
  std::uint64_t posts = 0;
};

// Pipeline, its threads and our log. Members post as fast as answers come back, and as many posts
// are under way as keep each stage busy with a group of its own.
class PipelineSide {
 public:
  // group: posts that a commit group has at most.
  PipelineSide(const std::string& folder, std::uint64_t rooms, std::uint64_t group);
  ~PipelineSide();

  struct Result {
    double posts_per_second = 0;
    double posts_per_batch = 0;
    double bytes_per_post = 0;
    double cores = 0;     // that this process kept busy
    double write_ms = 0;  // of a group, in the mean
    double sync_ms = 0;
  };
  Result run(double seconds);
  // What was kept in the beginning of the last run, before its measured part.
  const std::vector<KeptBatch>& batches() const;
  const std::string& problem() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// RocksDB with our own settings and nothing of ours above it.
class RocksSide {
 public:
  explicit RocksSide(const std::string& folder);
  ~RocksSide();

  // Posts a second. events_only: only what the batches put into the family of events.
  double run(const std::vector<KeptBatch>& batches, double seconds, bool events_only);
  const std::string& problem() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Nothing but a file: as many bytes as each batch has, appended and synced.
class AppendSide {
 public:
  explicit AppendSide(const std::string& folder);
  ~AppendSide();
  AppendSide(const AppendSide&) = delete;
  AppendSide& operator=(const AppendSide&) = delete;

  double run(const std::vector<KeptBatch>& batches, double seconds);  // posts a second
  const std::string& problem() const { return problem_; }

 private:
  const std::string path_;
  int file_ = -1;
  std::string problem_;
};

}  // namespace xinqiao::bench
