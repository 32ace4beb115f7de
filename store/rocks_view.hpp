// What readers see of a RocksDB that is written and synced by two calls: the state after the last
// write that a sync has covered, held by a snapshot. Threading: wrote by one thread at a time, show
// likewise; written and shown by any.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <mutex>
#include <utility>

#include "protocol/ids.hpp"

namespace xinqiao::store::rocks {

// The state after one write, and the log's position there.
class View {
 public:
  View(rocksdb::DB& database, Position position)
      : database_(database), snapshot_(database.GetSnapshot()), position_(position) {}
  ~View() { database_.ReleaseSnapshot(snapshot_); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  rocksdb::ReadOptions reading() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return options;
  }
  Position position() const { return position_; }

 private:
  rocksdb::DB& database_;
  const rocksdb::Snapshot* snapshot_;
  Position position_;
};
using ViewPtr = std::shared_ptr<const View>;

class Views {
 public:
  // A write has returned; what it says is shown once it is synced.
  void wrote(rocksdb::DB& database, Position position) {
    auto view = std::make_shared<const View>(database, position);
    const std::lock_guard lock(mutex_);
    std::swap(written_, view);
  }
  // Synced up to here.
  void show(ViewPtr view) {
    const std::lock_guard lock(mutex_);
    std::swap(shown_, view);
  }
  ViewPtr written() const {
    const std::lock_guard lock(mutex_);
    return written_;
  }
  ViewPtr shown() const {
    const std::lock_guard lock(mutex_);
    return shown_;
  }
  // Before the database closes.
  void forget() {
    show(nullptr);
    const std::lock_guard lock(mutex_);
    written_.reset();
  }

 private:
  mutable std::mutex mutex_;
  ViewPtr written_;
  ViewPtr shown_;
};

}  // namespace xinqiao::store::rocks
