#include "tests/support/memory_log.hpp"

#include <functional>
#include <iterator>
#include <utility>

namespace xinqiao::testing {

using store::Batch;
using store::Family;
using store::Order;
using store::Status;

namespace {

struct Sink {
  std::array<MemoryLog::Rows, store::family_count>& families;

  MemoryLog::Rows& rows(Family family) const {
    return families.at(static_cast<std::size_t>(family));
  }
  void put(Family family, std::string_view key, std::string_view value) const {
    rows(family).insert_or_assign(std::string(key), std::string(value));
  }
  void erase(Family family, std::string_view key) const { rows(family).erase(std::string(key)); }
};

}  // namespace

Status MemoryLog::write(const Batch& batch) {
  const std::lock_guard lock(mutex_);
  if (broken_) return failure_;
  written_.push_back(batch);
  return Status::ok();
}

Status MemoryLog::sync() {
  const std::lock_guard lock(mutex_);
  broken_ = !failure_.is_ok();
  if (broken_) return failure_;
  for (const Batch& batch : written_) {
    batch.replay(Sink{families_});
    operations_ += batch.operations();
  }
  if (!written_.empty()) ++syncs_;
  written_.clear();
  return Status::ok();
}

std::optional<std::string> MemoryLog::get(Family family, std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const Rows& rows = families_.at(static_cast<std::size_t>(family));
  const auto found = rows.find(key);
  if (found == rows.end()) return std::nullopt;
  return found->second;
}

Status MemoryLog::scan(Family family, std::string_view from, std::string_view to, Order order,
                       const Visit& visit) const {
  const std::lock_guard lock(mutex_);
  const Rows& rows = families_.at(static_cast<std::size_t>(family));
  if (!to.empty() && from >= to) return Status::ok();
  auto first = rows.lower_bound(from);
  auto last = to.empty() ? rows.end() : rows.lower_bound(to);
  while (first != last) {
    const auto row = order == Order::ascending ? first++ : --last;
    if (!visit(row->first, row->second)) break;
  }
  return Status::ok();
}

bool MemoryLog::has_room() const {
  const std::lock_guard lock(mutex_);
  return has_room_;
}

void MemoryLog::fail_next_sync(Status status) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(status);
}

void MemoryLog::set_room(bool has_room) {
  const std::lock_guard lock(mutex_);
  has_room_ = has_room;
}

std::size_t MemoryLog::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

std::size_t MemoryLog::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

MemoryLog::Rows MemoryLog::rows(Family family) const {
  const std::lock_guard lock(mutex_);
  return families_.at(static_cast<std::size_t>(family));
}

}  // namespace xinqiao::testing
