// The first failure of a store, for good, and the ear for what fails in RocksDB's own threads.
// Threading: any thread.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

#include "store/rocks_options.hpp"
#include "store/status.hpp"

namespace xinqiao::store::rocks {

// The first failure, for good. Told by writes, syncs, look-ups and RocksDB's own threads.
class Failure {
 public:
  bool is_set() const { return set_.load(std::memory_order_acquire); }
  Status status() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }
  void set(Status status) {
    const std::lock_guard lock(mutex_);
    if (!status_.is_ok()) return;
    status_ = std::move(status);
    set_.store(true, std::memory_order_release);
  }

 private:
  mutable std::mutex mutex_;
  Status status_;
  std::atomic<bool> set_{false};
};

class Listener final : public rocksdb::EventListener {
 public:
  explicit Listener(std::shared_ptr<Failure> failure) : failure_(std::move(failure)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    failure_->set(status_of("the store failed in the background", *status));
  }
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }

 private:
  std::shared_ptr<Failure> failure_;
};

}  // namespace xinqiao::store::rocks
