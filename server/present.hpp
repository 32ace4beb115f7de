// Who has a live socket now: counted by the hubs as members come on a line and leave it, asked by
// the decider. Nothing of it is kept or told by itself, and no moment is remembered. Bounds: as
// many as there are connections, of a member limits::connections_per_member and one a hub more
// (Hub). Threading: any thread.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "protocol/ids.hpp"
#include "protocol/limits.hpp"

namespace xinqiao {

class Present {
 public:
  // How many sockets the member has now.
  std::size_t come(MemberId member) {
    const std::lock_guard held(mutex_);
    return ++here_.insert(Sockets{member}).first->count;
  }
  void go(MemberId member) {
    const std::lock_guard held(mutex_);
    const auto found = here_.find(Sockets{member});
    if (found != here_.end() && --found->count == 0) here_.erase(found);
  }
  std::size_t size() const {
    const std::lock_guard held(mutex_);
    return here_.size();
  }
  bool is_here(MemberId member) const {
    const std::lock_guard held(mutex_);
    return here_.contains(Sockets{member});
  }

 private:
  // Eight bytes: most who are here have one socket, and say nothing for hours.
  struct Sockets {
    explicit Sockets(MemberId of) : member(of.value & most_members), count(0) {}
    static constexpr std::uint64_t most_members = (std::uint64_t{1} << 48) - 1;
    std::uint64_t member : 48;
    mutable std::uint64_t count : 16;  // no part of what is looked for
    bool operator==(const Sockets& other) const { return member == other.member; }
  };
  static_assert(limits::connections_per_member < 1 << 15);
  struct Hash {
    std::size_t operator()(const Sockets& one) const {
      return std::hash<MemberId>{}(MemberId{one.member});
    }
  };

  mutable std::mutex mutex_;
  boost::unordered_flat_set<Sockets, Hash> here_;
};

}  // namespace xinqiao
