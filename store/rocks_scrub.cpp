// What takes deleted words and forgotten bytes off the disk.
#include "store/keys.hpp"
#include "store/rocks_log_parts.hpp"
#include "store/rocks_scan.hpp"

#include <rocksdb/convenience.h>

namespace xinqiao::store {
namespace {

using rocks::slice;

rocksdb::CompactRangeOptions compacting(std::atomic<bool>& canceled) {
  rocksdb::CompactRangeOptions compact;
  compact.exclusive_manual_compaction = false;
  compact.canceled = &canceled;
  return compact;
}

}  // namespace

Status RocksLog::scrub() {
  const auto due = get(Family::meta, keys::scrub_due);
  auto& database = *parts_->database;
  // The log on disk goes when no family needs it any more: all are flushed, and a new one begins.
  const auto flushed = database.Flush(rocksdb::FlushOptions(), parts_->handles);
  if (!flushed.ok()) return rocks::status_of("cannot flush the store", flushed);
  const rocksdb::CompactRangeOptions compact = compacting(parts_->scrub_canceled);
  const auto compacted =
      database.CompactRange(compact, parts_->family(Family::events), nullptr, nullptr);
  if (!compacted.ok()) return rocks::status_of("cannot compact the events", compacted);
  // Words stand among the marks, too: in what was reported.
  const std::string end = keys::after_prefix(keys::reports);
  const rocksdb::Slice from = slice(keys::reports);
  const rocksdb::Slice to = slice(end);
  const auto marks = database.CompactRange(compact, parts_->family(Family::marks), &from, &to);
  if (!marks.ok()) return rocks::status_of("cannot compact the reports", marks);
  if (Status talks = compact_talks(); !talks.is_ok()) return talks;
  if (!due) return Status::ok();

  {
    const std::lock_guard lock(parts_->write_mutex);
    if (parts_->failure->is_set()) return failure();
    // As it was written, synced or not: words deleted meanwhile must be seen here.
    std::string latest;
    auto* meta = parts_->family(Family::meta);
    const auto found = database.Get(rocksdb::ReadOptions(), meta, slice(keys::scrub_due), &latest);
    if (!found.ok() || latest != *due) {
      return rocks::status_of("cannot read a row", found.IsNotFound() ? rocksdb::Status() : found);
    }
    const auto erased = database.Delete(rocksdb::WriteOptions(), meta, slice(keys::scrub_due));
    if (!erased.ok()) return rocks::status_of("cannot say that the words are gone", erased);
    parts_->views.wrote(*parts_->database, parts_->views.written()->position());
  }
  return sync();
}

// The rows of talks: one that waits has a key package in it.
Status RocksLog::compact_talks() {
  const std::string end = keys::after_prefix(keys::talks);
  const rocksdb::Slice from = slice(keys::talks);
  const rocksdb::Slice to = slice(end);
  const auto compacted = parts_->database->CompactRange(compacting(parts_->scrub_canceled),
                                                        parts_->family(Family::rows), &from, &to);
  if (compacted.ok()) return Status::ok();
  return rocks::status_of("cannot compact the talks", compacted);
}

Status RocksLog::compact() {
  if (Status scrubbed = scrub(); !scrubbed.is_ok()) return scrubbed;
  if (Status forgot = scrub_forgotten(); !forgot.is_ok()) return forgot;
  rocksdb::CompactRangeOptions all = compacting(parts_->scrub_canceled);
  all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (rocksdb::ColumnFamilyHandle* family : parts_->handles) {
    const auto compacted = parts_->database->CompactRange(all, family, nullptr, nullptr);
    if (!compacted.ok()) return rocks::status_of("cannot compact the store", compacted);
  }
  return Status::ok();
}

Status RocksLog::scrub_forgotten() {
  std::vector<RoomId> rooms;
  const std::size_t prefix = keys::forgotten_talks.size();
  Status read = scan(Family::meta, keys::forgotten_talks, keys::after_prefix(keys::forgotten_talks),
                     Order::ascending, [&](std::string_view key, std::string_view) {
                       rooms.push_back(RoomId{keys::number(key, prefix, 0)});
                       return true;
                     });
  if (!read.is_ok() || rooms.empty()) return read;
  auto& database = *parts_->database;
  const auto flushed = database.Flush(rocksdb::FlushOptions(), parts_->handles);
  if (!flushed.ok()) return rocks::status_of("cannot flush the store", flushed);
  for (const RoomId room : rooms) {
    const std::string first = keys::event(room, 0);
    const std::string end = keys::event(RoomId{room.value + 1}, 0);
    const rocksdb::Slice from = slice(first);
    const rocksdb::Slice to = slice(end);
    const auto compacted = database.CompactRange(compacting(parts_->scrub_canceled),
                                                 parts_->family(Family::events), &from, &to);
    if (!compacted.ok()) return rocks::status_of("cannot compact a forgotten talk", compacted);
  }
  if (Status talks = compact_talks(); !talks.is_ok()) return talks;
  {
    const std::lock_guard lock(parts_->write_mutex);
    if (parts_->failure->is_set()) return failure();
    rocksdb::WriteBatch gone;
    for (const RoomId room : rooms) {
      gone.Delete(parts_->family(Family::meta), slice(keys::forgotten(room)));
    }
    const auto erased = database.Write(rocksdb::WriteOptions(), &gone);
    if (!erased.ok()) return rocks::status_of("cannot say that the bytes are gone", erased);
    parts_->views.wrote(*parts_->database, parts_->views.written()->position());
  }
  return sync();
}

bool RocksLog::is_forgetting_due() const {
  bool is_due = false;
  const Status read =
      scan(Family::meta, keys::forgotten_talks, keys::after_prefix(keys::forgotten_talks),
           Order::ascending, [&](std::string_view, std::string_view) {
             is_due = true;
             return false;
           });
  return read.is_ok() && is_due;
}

void RocksLog::cancel_scrub() {
  parts_->scrub_canceled.store(true);
}

bool RocksLog::is_scrub_due() const {
  return get(Family::meta, keys::scrub_due).has_value();
}

}  // namespace xinqiao::store
