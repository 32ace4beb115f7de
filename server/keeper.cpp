#include "server/keeper.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/plant.hpp"
#include "server/steady.hpp"

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

namespace xinqiao {
namespace {

// A call that finds the queue of those who read full is told to come again.
constexpr std::int64_t queue_full_retry_ms = 500;

// Notes the time of its life.
class Timer {
 public:
  explicit Timer(Times& times) : times_(times) {}
  ~Timer() {
    const auto took = std::chrono::steady_clock::now() - begun_;
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(took).count();
    times_.note(static_cast<std::uint64_t>(ns));
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  Times& times_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

Keeper::Keeper(store::Log& log, Handover& handover, Reader& reader, Audience& audience,
               Metrics& metrics, OnFailure on_failure, Followers followers)
    : log_(log),
      handover_(handover),
      reader_(reader),
      audience_(audience),
      metrics_(metrics),
      on_failure_(std::move(on_failure)),
      followers_(std::move(followers)) {}

bool Keeper::write_step() {
  const std::lock_guard turn(writing_);
  if (is_full() && !has_failed()) return false;
  Group group = handover_.take();
  if (is_planted("acknowledge_before_write")) {
    tell(group);
    group.tells.clear();
    group.reads.clear();
    group.searches.clear();
    // A file is written within microseconds: nobody could be killed in between. A slow disk's way.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (group.empty() || has_failed() || !write(group)) return false;
  const std::lock_guard lock(written_mutex_);
  written_bytes_ += std::exchange(group.batch, {}).bytes();
  written_.append(std::move(group));
  return true;
}

bool Keeper::sync_step() {
  const std::lock_guard turn(syncing_);
  Group group;
  std::size_t bytes = 0;
  {
    const std::lock_guard lock(written_mutex_);
    std::swap(group, written_);
    std::swap(bytes, written_bytes_);
  }
  if (group.empty() || has_failed()) return false;
  if (bytes != 0) {
    if (!sync()) return false;
    metrics_.groups.fetch_add(1, std::memory_order_relaxed);
    metrics_.events.fetch_add(group.events, std::memory_order_relaxed);
    metrics_.breaches.fetch_add(group.breaches, std::memory_order_relaxed);
    metrics_.kept_bytes.fetch_add(bytes, std::memory_order_relaxed);
    metrics_.position.store(group.position, std::memory_order_relaxed);
  }
  kept_.store(group.number, std::memory_order_release);
  tell(group);
  return true;
}

bool Keeper::is_full() {
  const std::lock_guard lock(written_mutex_);
  return written_.commands >= handover_.most() || written_bytes_ >= limits::group_bytes;
}

bool Keeper::write(Group& group) {
  if (group.batch.empty()) return true;
  const Timer timer(metrics_.write_time);
  return !fail_if(log_.write(group.batch));
}

bool Keeper::sync() {
  const Timer timer(metrics_.sync_time);
  const std::uint64_t begun = is_planted("end_when_slow") ? steady_ns() : 0;
  const bool is_kept = !fail_if(log_.sync());
  constexpr std::uint64_t too_slow_ns = 200'000'000;
  if (is_planted("end_when_slow") && steady_ns() - begun > too_slow_ns) {
    return !fail_if(store::Status::error(store::Fault::io_error, "the disk is slow"));
  }
  return is_kept;
}

bool Keeper::fail_if(const store::Status& status) {
  if (status.is_ok()) return false;
  if (!has_failed_.exchange(true, std::memory_order_acq_rel) && on_failure_) on_failure_(status);
  return true;
}

void Keeper::tell(Group& group) {
  if (group.has_redactions) reader_.forget_pages();
  if (followers_.kept) followers_.kept(group.tells, group.has_redactions);
  pass_on(group);
  metrics_.answered.fetch_add(group.heard_ns.size(), std::memory_order_relaxed);
  const std::uint64_t now = steady_ns();
  for (const std::uint64_t heard : group.heard_ns) metrics_.answer_wait.note(now - heard);
  if (group.tells.empty()) return;
  audience_.tell(std::make_shared<const TellBatch>(std::move(group.tells)));
}

// What is permitted, to those who read it.
void Keeper::pass_on(Group& group) {
  for (ReadTask& task : group.reads) {
    const auto [to, id] = visit([](const auto& one) { return std::pair(one.to, one.id); }, task);
    auto to_read = visit([](auto& one) { return Reader::Task(std::move(one)); }, task);
    if (reader_.put(std::move(to_read))) continue;
    metrics_.reads_refused.fetch_add(1, std::memory_order_relaxed);
    turn_away(group, to, id);
  }
  for (SearchTask& task : group.searches) {
    const ConnectionId to = task.to;
    const std::string id = task.id;
    if (!followers_.search || !followers_.search(std::move(task))) turn_away(group, to, id);
  }
}

void Keeper::turn_away(Group& group, ConnectionId to, std::string_view id) {
  const Refusal refusal = overloaded(queue_full_retry_ms);
  group.tells.push_back(Answer{to, Frame(encode_error(id, refusal)), false, refusal.reason});
  metrics_.note_refusal(refusal.reason);
}

}  // namespace xinqiao
