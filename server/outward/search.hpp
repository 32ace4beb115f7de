// Start here. Text search: an index that follows the log, and answers to permitted searches, each
// on a thread of its own. The index is derived: it can be deleted, damaged or late, and nothing but
// search notices.
//
//   keeper --followers().kept--> News -> Indexer -> index on the disk
//   keeper --followers().search--> Searcher <- IndexReader, Log -> Audience::tell
//
// Threading: start and stop from one thread; followers() are called by the keeper's threads. Stop
// after the pipeline, before the audience goes.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "server/group.hpp"
#include "server/outward/indexer.hpp"
#include "server/outward/news.hpp"
#include "server/outward/searcher.hpp"

namespace xinqiao::outward {

class TextSearch {
 public:
  // data: the folder of the store; epoch: of the store.
  TextSearch(const store::Log& log, const std::string& data, const std::string& epoch,
             Audience& audience, Metrics& metrics);
  ~TextSearch();
  TextSearch(const TextSearch&) = delete;
  TextSearch& operator=(const TextSearch&) = delete;

  Followers followers();

  // The parts, for who steps them by hand.
  Indexer& indexer() { return indexer_; }
  Searcher& searcher() { return searcher_; }

  void start();
  void stop();

 private:
  void index_until_stopped();
  void search_until_stopped();

  News news_;
  Indexer indexer_;
  Searcher searcher_;
  std::atomic<bool> stopping_{false};
  std::thread index_thread_;
  std::thread search_thread_;
};

}  // namespace xinqiao::outward
