// Keep, then tell. A group is written, synced, told; while one is synced the next is written, and
// while that waits for the disk a third gathers. What a sync covers is told as one batch, in the
// order of the log. After a failure nothing is ever told again: what the caller was not told did
// not happen. Bounds: no group is written while a full one waits for its sync. Threading: each step
// runs once at a time, the two beside each other, from whichever thread. Two threads that do both
// steps in a loop write and sync at once, and with little to do one of them does all of it without
// waking the other.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

#include "server/audience.hpp"
#include "server/group.hpp"
#include "server/metrics.hpp"
#include "server/reader.hpp"
#include "store/log.hpp"

namespace xinqiao {

class Keeper {
 public:
  using OnFailure = std::function<void(const store::Status&)>;

  Keeper(store::Log& log, Handover& handover, Reader& reader, Audience& audience, Metrics& metrics,
         OnFailure on_failure, Followers followers = {});

  // Writes what gathered. False: nothing was there, or what is written must be synced first.
  bool write_step();
  // Syncs what is written and tells it. False: nothing was there.
  bool sync_step();

  bool has_failed() const { return has_failed_.load(std::memory_order_acquire); }
  // The number of the last group kept. Any thread.
  std::uint64_t kept() const { return kept_.load(std::memory_order_acquire); }

 private:
  bool is_full();
  bool write(Group& group);
  bool sync();
  bool fail_if(const store::Status& status);
  void tell(Group& group);
  void pass_on(Group& group);
  void turn_away(Group& group, ConnectionId to, std::string_view id);

  store::Log& log_;
  Handover& handover_;
  Reader& reader_;
  Audience& audience_;
  Metrics& metrics_;
  OnFailure on_failure_;
  Followers followers_;
  std::mutex writing_;
  std::mutex syncing_;
  std::mutex written_mutex_;
  // Guarded by written_mutex_: what is in the log and not yet synced, without its batches.
  Group written_;
  std::size_t written_bytes_ = 0;
  std::atomic<bool> has_failed_{false};
  std::atomic<std::uint64_t> kept_{0};
};

}  // namespace xinqiao
