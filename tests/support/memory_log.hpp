// A store::Log in memory, for tests: a sorted map a family. It counts syncs, can be told to fail
// and to be short of room, and lets a test look at every row that was synced. Errors: after a
// failed sync every later write and sync fails likewise, as with the real one; nothing of what was
// not synced is kept.
// Threading: any thread; a visit may call get or scan again.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "store/log.hpp"

namespace xinqiao::testing {

class MemoryLog final : public store::Log {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;

  store::Status write(const store::Batch& batch) override;
  store::Status sync() override;
  std::optional<std::string> get(store::Family family, std::string_view key) const override;
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override;
  bool has_room() const override;

  void fail_next_sync(store::Status status);  // once told, the log is broken for good
  void set_room(bool has_room);
  std::size_t syncs() const;       // that made something durable
  std::size_t operations() const;  // puts and erasures kept
  Rows rows(store::Family family) const;

 private:
  mutable std::recursive_mutex mutex_;
  std::array<Rows, store::family_count> families_;
  store::Status failure_;
  bool broken_ = false;  // the failure was told
  bool has_room_ = true;
  std::vector<store::Batch> written_;  // not synced yet
  std::size_t syncs_ = 0;
  std::size_t operations_ = 0;
};

}  // namespace xinqiao::testing
