// Who has a live socket now: counted by the hubs as members come on a line and leave it, asked by
// the decider. Nothing of it is kept or told by itself, and no moment is remembered. Bounds: as
// many as there are connections. Threading: any thread.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <mutex>
#include <unordered_map>

#include "protocol/ids.hpp"

namespace xinqiao {

class Present {
 public:
  // How many sockets the member has now.
  std::size_t come(MemberId member) {
    const std::lock_guard held(mutex_);
    return ++sockets_[member];
  }
  void go(MemberId member) {
    const std::lock_guard held(mutex_);
    const auto found = sockets_.find(member);
    if (found != sockets_.end() && --found->second == 0) sockets_.erase(found);
  }
  std::size_t size() const {
    const std::lock_guard held(mutex_);
    return sockets_.size();
  }
  bool is_here(MemberId member) const {
    const std::lock_guard held(mutex_);
    return sockets_.contains(member);
  }

 private:
  mutable std::mutex mutex_;
  std::pmr::unsynchronized_pool_resource nodes_;  // together, apart from what comes and goes
  std::pmr::unordered_map<MemberId, std::size_t> sockets_{&nodes_};
};

}  // namespace xinqiao
