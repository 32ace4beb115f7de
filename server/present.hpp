// Who has a live socket now: counted by the hubs as members come on a line and leave it, asked by
// the decider. Nothing of it is kept or told by itself, and no moment is remembered. Bounds: two
// bytes a member (ByMember); of a member limits::connections_per_member and one a hub more (Hub).
// Threading: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "protocol/ids.hpp"
#include "protocol/limits.hpp"
#include "server/by_member.hpp"

namespace xinqiao {

class Present {
 public:
  // How many sockets the member has now.
  std::size_t come(MemberId member) {
    const std::lock_guard held(mutex_);
    const auto sockets = static_cast<Sockets>(here_.at(member) + 1);
    here_.set(member, sockets);
    return sockets;
  }
  void go(MemberId member) {
    const std::lock_guard held(mutex_);
    const Sockets sockets = here_.at(member);
    if (sockets > 0) here_.set(member, static_cast<Sockets>(sockets - 1));
  }
  std::size_t size() const {
    const std::lock_guard held(mutex_);
    return here_.size();
  }
  bool is_here(MemberId member) const {
    const std::lock_guard held(mutex_);
    return here_.at(member) > 0;
  }

 private:
  using Sockets = std::uint16_t;
  static_assert(limits::connections_per_member < 1 << 15);

  mutable std::mutex mutex_;
  ByMember<Sockets> here_;
};

}  // namespace xinqiao
