// Keeps the index up with the log. It knows of each room up to which seq it has been read, and that
// number is committed with what was read: after a crash a room is read again from there, and what
// is read twice is put twice, which changes nothing. Deletions and edits are events like any other,
// so they are caught up likewise: the block of the index that they touch is made anew, of what the
// log says now. News says which rooms to look at; a sweep over all rooms finds
// the rest (at start, after news was dropped, after the index was begun anew). README.md has the
// states. Bounds: `page_events` a step. Threading: step from one thread; the flags from any.
// Errors: are said once and tried again after `retry_ms`; a damaged index is begun anew.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "protocol/decode.hpp"
#include "server/metrics.hpp"
#include "server/outward/index.hpp"
#include "server/outward/news.hpp"
#include "server/outward/stretch.hpp"
#include "store/log.hpp"

namespace xinqiao::outward {

class Indexer {
 public:
  static constexpr std::size_t page_events = 512;               // read in a step
  static constexpr std::size_t commit_events = 20'000;          // read and not committed, at most
  static constexpr std::int64_t commit_ms = 1'000;              // likewise; with more to do,
  static constexpr std::int64_t commit_busy_ms = 5'000;         // this long
  static constexpr std::int64_t retry_ms = 30'000;              // after an error
  static constexpr std::int64_t scrub_first_ms = 60'000;        // after the start
  static constexpr std::int64_t scrub_ms = 12LL * 3600 * 1000;  // deleted words go within a day

  Indexer(const store::Log& log, std::string folder, std::string epoch, News& news,
          Metrics& metrics);

  // One page of one room, or whatever else is due at this time of a steady clock; the first step
  // opens the index. Returns whether there is more to do at once.
  bool step(std::int64_t now_ms);
  // Commits what was read.
  void finish();

  // Whether messages may be missing that were kept long ago. Any thread.
  bool is_behind() const { return is_behind_.load(std::memory_order_acquire); }
  // Whether it cannot go on and waits for its next try. Any thread.
  bool is_stuck() const { return is_stuck_.load(std::memory_order_acquire); }
  // A reader found the index damaged. Any thread.
  void tell_damaged() { is_damaged_.store(true, std::memory_order_release); }

 private:
  bool open(std::int64_t now_ms);
  bool begin_anew(std::int64_t now_ms, const std::string& why);
  bool fail(const store::Status& status, std::int64_t now_ms);
  void take_news();
  store::Status sweep();
  store::Status read_page();
  store::Status read(const Event& event);
  store::Status gather(const SearchPlace& message, std::string_view text);
  store::Status add_gathered();
  store::Status renew_blocks(RoomId room, Seq through);
  store::Status commit();
  bool is_commit_due(std::int64_t now_ms) const;
  void measure();

  const store::Log& log_;
  const std::string folder_;
  const std::string epoch_;
  News& news_;
  Metrics& metrics_;
  IndexWriter index_;
  Decoder decoder_;
  std::map<RoomId, Seq> tops_;  // of rooms that are not read to their end
  // Of the page that is being read: messages that have no document yet, and those that were edited
  // or deleted, whose blocks hold words that no longer stand.
  Gathering gathering_;
  std::set<Seq> outdated_;
  bool must_sweep_ = true;
  std::size_t unkept_ = 0;         // events read and not committed
  std::int64_t unkept_since_ = 0;  // the first of them
  std::int64_t next_try_ = 0;
  std::int64_t next_scrub_ = 0;
  std::atomic<bool> is_behind_{true};
  std::atomic<bool> is_stuck_{false};  // and that has been said
  std::atomic<bool> is_damaged_{false};
};

}  // namespace xinqiao::outward
