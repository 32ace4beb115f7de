#include "server/outward/indexer.hpp"

#include <algorithm>
#include <utility>

#include "server/log.hpp"
#include "server/outward/index_folder.hpp"
#include "server/outward/said.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao::outward {
namespace {

using store::Family;
using store::Fault;
using store::Status;
namespace keys = store::keys;

// The log could not be read: no fault of the index, and no reason to begin it anew.
Status unreadable(const Status& status) {
  return Status::error(Fault::io_error, "the log could not be read: " + status.message);
}

}  // namespace

Indexer::Indexer(const store::Log& log, std::string folder, std::string epoch, News& news,
                 Metrics& metrics)
    : log_(log),
      folder_(std::move(folder)),
      epoch_(std::move(epoch)),
      news_(news),
      metrics_(metrics),
      index_(folder_) {}

bool Indexer::step(std::int64_t now_ms) {
  take_news();
  if (now_ms < next_try_) return false;
  if (is_damaged_.exchange(false)) return begin_anew(now_ms, "it is damaged");
  if (is_rebuild_wished(folder_)) return begin_anew(now_ms, "it was asked for");
  if (!index_.is_open()) return open(now_ms);
  // The last of the disk belongs to the log.
  if (!log_.has_room()) return false;
  Status status = Status::ok();
  if (must_sweep_) {
    status = sweep();
  } else if (!tops_.empty()) {
    if (unkept_ == 0) unkept_since_ = now_ms;
    status = read_page();
  } else if (index_.is_scrub_due() && !index_.has_uncommitted() && now_ms >= next_scrub_) {
    next_scrub_ = now_ms + scrub_ms;
    status = index_.scrub();
    if (status.is_ok()) say("scrubbed deleted words from the search index");
  }
  if (status.is_ok() && is_commit_due(now_ms)) status = commit();
  if (!status.is_ok()) return fail(status, now_ms);
  measure();
  return must_sweep_ || !tops_.empty();
}

void Indexer::finish() {
  if (index_.is_open() && index_.has_uncommitted() && log_.has_room()) {
    static_cast<void>(commit());  // what is lost is read again
  }
}

bool Indexer::open(std::int64_t now_ms) {
  const Status status = index_.open(epoch_);
  if (status.fault == Fault::corrupted) return begin_anew(now_ms, status.message);
  if (!status.is_ok()) return fail(status, now_ms);
  next_scrub_ = now_ms + scrub_first_ms;
  must_sweep_ = true;
  unkept_ = 0;
  return true;
}

bool Indexer::begin_anew(std::int64_t now_ms, const std::string& why) {
  is_behind_ = true;
  const Status status = index_.begin_anew(epoch_);
  if (!status.is_ok()) return fail(status, now_ms);
  fulfil_rebuild(folder_);
  say("the search index is built from the log: " + why);
  metrics_.index_rebuilds.fetch_add(1, std::memory_order_relaxed);
  next_scrub_ = now_ms + scrub_first_ms;
  tops_.clear();
  must_sweep_ = true;
  unkept_ = 0;
  is_stuck_ = false;
  return true;
}

// Whatever it is, the log is whole and the server goes on.
bool Indexer::fail(const Status& status, std::int64_t now_ms) {
  is_behind_ = true;
  must_sweep_ = true;
  if (status.fault == Fault::corrupted && index_.is_open()) {
    return begin_anew(now_ms, status.message);
  }
  if (!is_stuck_.exchange(true)) {
    say("the search index stands still and is tried again: " + status.message);
  }
  next_try_ = now_ms + retry_ms;
  index_.close();
  return false;
}

void Indexer::take_news() {
  News::Taken taken = news_.take();
  for (const auto& [room, top] : taken.tops) {
    if (!index_.is_open() || index_.read_to(room) < top) tops_[room] = top;
  }
  if (taken.dropped == 0) return;
  metrics_.index_drops.fetch_add(taken.dropped, std::memory_order_relaxed);
  must_sweep_ = true;
}

Status Indexer::sweep() {
  must_sweep_ = false;
  bool is_ours = true;
  std::map<RoomId, Seq> left = index_.all_read_to();
  const Status status = log_.walk(Family::rows, "r", keys::after_prefix("r"),
                                  [&](std::string_view, std::string_view record) {
                                    const auto row = store::decode_room(record);
                                    if (!row || row->room == organisation_room) return true;
                                    left.erase(row->room);
                                    const Seq read_to = index_.read_to(row->room);
                                    is_ours = is_ours && read_to <= row->last_seq;
                                    if (read_to < row->last_seq) {
                                      Seq& top = tops_[row->room];
                                      top = std::max(top, row->last_seq);
                                      is_behind_ = true;
                                    }
                                    return true;
                                  });
  if (!status.is_ok()) return unreadable(status);
  if (is_ours && left.empty()) return Status::ok();
  return Status::error(Fault::corrupted, "the search index is of another store");
}

Status Indexer::read_page() {
  const auto [room, top] = *tops_.begin();
  // Of a page that failed.
  gathering_ = {};
  outdated_.clear();
  const Seq from = index_.read_to(room) + 1;
  const Seq through = std::min<Seq>(top, from + page_events - 1);
  std::vector<std::string> page;
  Status status = log_.walk(Family::events, keys::event(room, from), keys::event(room, through + 1),
                            [&](std::string_view, std::string_view bytes) {
                              page.emplace_back(bytes);
                              return true;
                            });
  if (!status.is_ok()) return unreadable(status);
  for (std::size_t i = 0; status.is_ok() && i < page.size(); ++i) {
    Event event;
    // A kind that this version does not know says nothing that could be found.
    if (decoder_.event(page[i], event)) status = read(event);
  }
  if (status.is_ok()) status = add_gathered();
  if (status.is_ok()) status = renew_blocks(room, through);
  if (!status.is_ok()) return status;
  index_.set_read_to(room, through);
  unkept_ += page.size();
  metrics_.indexed.fetch_add(page.size(), std::memory_order_relaxed);
  if (through == top) tops_.erase(room);
  return status;
}

Status Indexer::read(const Event& event) {
  const auto said = said_by(event);
  if (!said) return Status::ok();
  if (!said->is_first) {
    outdated_.insert(said->message);
    return Status::ok();
  }
  if (!said->text) return Status::ok();  // deleted before it was read
  return gather({event.at, event.room, said->message}, *said->text);
}

Status Indexer::gather(const SearchPlace& message, std::string_view text) {
  Status status = Status::ok();
  if (!gathering_.fits(message)) status = add_gathered();
  gathering_.take(message, the_fold()(text));
  return status;
}

Status Indexer::add_gathered() {
  if (gathering_.is_empty()) return Status::ok();
  const auto [stretch, terms] = gathering_.release();
  return index_.add(stretch, terms);
}

// What its messages say now, for one may have been edited again since or be gone: whether words go
// for good is asked of the log, too. What comes beyond `through` is read with a later page.
Status Indexer::renew_blocks(RoomId room, Seq through) {
  std::vector<Message> messages;
  for (auto at = outdated_.begin(); at != outdated_.end();) {
    const Seq block = block_of(*at);
    const Seq last = std::min(last_of_block(block), through);
    Status status =
        read_messages(log_, decoder_, room, first_of_block(block), last, through, messages);
    if (!status.is_ok()) return unreadable(status);
    auto reason = IndexWriter::Reason::edited;
    for (; at != outdated_.end() && block_of(*at) == block; ++at) {
      if (std::ranges::find(messages, *at, &Message::seq) != messages.end()) continue;
      reason = IndexWriter::Reason::deleted;
    }
    status = index_.erase_block(room, block, reason);
    for (std::size_t i = 0; status.is_ok() && i < messages.size(); ++i) {
      status = gather({messages[i].at, room, messages[i].seq}, messages[i].text);
    }
    if (status.is_ok()) status = add_gathered();
    if (!status.is_ok()) return status;
  }
  return Status::ok();
}

Status Indexer::commit() {
  Status status = index_.commit();
  if (!status.is_ok()) return status;
  unkept_ = 0;
  is_stuck_ = false;
  if (tops_.empty() && !must_sweep_) is_behind_ = false;
  return status;
}

bool Indexer::is_commit_due(std::int64_t now_ms) const {
  if (!index_.has_uncommitted()) return is_behind_ && tops_.empty() && !must_sweep_;
  if (unkept_ >= commit_events) return true;
  return now_ms - unkept_since_ >= (tops_.empty() ? commit_ms : commit_busy_ms);
}

void Indexer::measure() {
  Seq lag = unkept_;
  for (const auto& [room, top] : tops_) lag += top - index_.read_to(room);
  metrics_.index_lag.store(lag, std::memory_order_relaxed);
  metrics_.index_items.store(tops_.size(), std::memory_order_relaxed);
  metrics_.index_documents.store(index_.documents(), std::memory_order_relaxed);
}

}  // namespace xinqiao::outward
