// Which rooms have news, from the keeper to the indexer: the last seq kept of each. Bounds:
// limits::index_items rooms; what does not fit is dropped and found by a sweep over all rooms, so
// that the keeper never waits. Threading: note from the keeper's threads, take and wait from one
// other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "protocol/limits.hpp"
#include "server/audience.hpp"

namespace xinqiao::outward {

class News {
 public:
  using Tops = std::unordered_map<RoomId, Seq>;
  struct Taken {
    Tops tops;
    std::uint64_t dropped = 0;  // how often a room did not fit
  };

  // The events among these.
  void note(const TellBatch& tells) {
    bool was_empty = false;
    {
      const std::lock_guard lock(mutex_);
      was_empty = taken_.tops.empty() && taken_.dropped == 0;
      for (const Instruction& one : tells) {
        if (const auto* tell = get_if<Tell>(&one)) note_locked(*tell);
      }
    }
    if (was_empty) arrived_.notify_one();
  }
  Taken take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(taken_, {});
  }
  // Until there is something, it is closed, or the time is up.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, most,
                      [&] { return closed_ || !taken_.tops.empty() || taken_.dropped != 0; });
  }
  // So long, for what comes may be read together; less when it is closed.
  void gather(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, time, [&] { return closed_; });
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return taken_.tops.size();
  }

 private:
  void note_locked(const Tell& tell) {
    if (tell.room == organisation_room) return;  // nobody's talk
    const auto found = taken_.tops.find(tell.room);
    if (found != taken_.tops.end()) {
      found->second = tell.seq;
    } else if (taken_.tops.size() < limits::index_items) {
      taken_.tops.emplace(tell.room, tell.seq);
    } else {
      ++taken_.dropped;
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  Taken taken_;
  bool closed_ = false;
};

}  // namespace xinqiao::outward
