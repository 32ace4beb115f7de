// Answers searches: the index says which stretches of messages to open, and each message of them is
// read from the log and held against the query, so that an answer is true of the log even where
// the index is behind. What is told was read after the last deletion that was told. Bounds:
// limits::search_items wait; when limits::search_looks messages were read for one answer, no
// further stretch is opened but for those that lie across its beginning. Threading: put and
// note_redactions from the keeper's threads, step from one.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/audience.hpp"
#include "server/bounded_queue.hpp"
#include "server/group.hpp"
#include "server/metrics.hpp"
#include "server/outward/index.hpp"
#include "server/outward/indexer.hpp"
#include "store/log.hpp"

namespace xinqiao::outward {

class Searcher {
 public:
  Searcher(const store::Log& log, const std::string& folder, Indexer& indexer, Audience& audience,
           Metrics& metrics);

  [[nodiscard]] bool put(SearchTask task);
  // Words were deleted, that is kept, and it is about to be told.
  void note_redactions();
  // Answers one.
  bool step();
  BoundedQueue<SearchTask>& queue() { return queue_; }

 private:
  using Found = variant<SearchPage, Refusal>;
  Found find(const SearchTask& task);
  struct Walk;
  IndexReader::Outcome go(Walk& walk);
  store::Status open(const Stretch& stretch, Walk& walk);
  bool show(const SearchPlace& down_to, Walk& walk);
  bool look(const SearchPlace& place, Walk& walk);
  bool tell_if_current(const SearchTask& task, const Found& found, std::uint64_t seen);

  const store::Log& log_;
  Indexer& indexer_;
  Audience& audience_;
  Metrics& metrics_;
  BoundedQueue<SearchTask> queue_;
  IndexReader index_;
  Decoder decoder_;
  // Held while an answer is told, and while a deletion is announced: so an answer is told before
  // the deletion or read after it.
  std::mutex telling_;
  std::uint64_t redactions_ = 0;  // guarded by telling_
};

}  // namespace xinqiao::outward
