// A store at one point in time, beside itself: a folder of links to its files and copies of what
// still grows, made by RocksLog::checkpoint. It takes little room while it is young, and what the
// store drops meanwhile stays on the disk: it is removed as soon as its owner goes.
// Threading: belongs to its owner; the store may be closed before it.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "protocol/ids.hpp"

namespace xinqiao::store {

// In the data folder. What is left of one that was cut short, RocksLog::open removes.
inline constexpr const char* checkpoint_folder = "checkpoint";

class Checkpoint {
 public:
  Checkpoint(std::string folder, std::shared_ptr<std::atomic<bool>> is_held)
      : folder_(std::move(folder)), is_held_(std::move(is_held)) {}
  ~Checkpoint();
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  const std::string& folder() const { return folder_; }
  // Kept before the checkpoint was asked for, so it is in it. It may hold more.
  Position at_least() const { return at_least_; }
  void set_at_least(Position position) { at_least_ = position; }

 private:
  std::string folder_;
  std::shared_ptr<std::atomic<bool>> is_held_;  // one at a time
  Position at_least_{};
};

}  // namespace xinqiao::store
