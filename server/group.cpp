#include "server/group.hpp"

#include "protocol/limits.hpp"

#include <iterator>
#include <utility>

namespace xinqiao {

void Group::append(Group&& later) {
  if (empty()) {
    *this = std::move(later);
    return;
  }
  batch.append(later.batch);
  std::move(later.tells.begin(), later.tells.end(), std::back_inserter(tells));
  std::move(later.reads.begin(), later.reads.end(), std::back_inserter(reads));
  std::move(later.searches.begin(), later.searches.end(), std::back_inserter(searches));
  commands += later.commands;
  events += later.events;
  breaches += later.breaches;
  position = later.position;
  number = later.number;
  has_redactions = has_redactions || later.has_redactions;
  heard_ns.insert(heard_ns.end(), later.heard_ns.begin(), later.heard_ns.end());
}

bool Handover::full_locked() const {
  return waiting_.commands >= most_ || waiting_.batch.bytes() >= limits::group_bytes;
}

void Handover::offer(Group&& group) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.append(std::move(group));
  }
  offered_.notify_one();
}

std::size_t Handover::room() const {
  const std::lock_guard lock(mutex_);
  return full_locked() ? 0 : most_ - waiting_.commands;
}

std::size_t Handover::commands() const {
  const std::lock_guard lock(mutex_);
  return waiting_.commands;
}

void Handover::wait_for_room() {
  std::unique_lock lock(mutex_);
  taken_.wait(lock, [&] { return closed_ || !full_locked(); });
}

Group Handover::take() {
  Group group;
  {
    const std::lock_guard lock(mutex_);
    std::swap(group, waiting_);
  }
  taken_.notify_one();
  return group;
}

void Handover::wait_for_group() {
  std::unique_lock lock(mutex_);
  offered_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
}

void Handover::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  offered_.notify_all();
  taken_.notify_all();
}

bool Handover::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace xinqiao
