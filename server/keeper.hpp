// Keep, then tell. While a group is written and synced the next gathers behind it. After a failed
// write nothing is ever told again: what the caller was not told did not happen. Threading: keeper
// thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

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
         OnFailure on_failure);

  bool step();
  bool has_failed() const { return has_failed_.load(std::memory_order_acquire); }
  // The number of the last group kept. Any thread.
  std::uint64_t kept() const { return kept_.load(std::memory_order_acquire); }

 private:
  bool keep(const Group& group);
  void tell(Group& group);

  store::Log& log_;
  Handover& handover_;
  Reader& reader_;
  Audience& audience_;
  Metrics& metrics_;
  OnFailure on_failure_;
  std::atomic<bool> has_failed_{false};
  std::atomic<std::uint64_t> kept_{0};
};

}  // namespace xinqiao
