#include "server/keeper.hpp"

#include "protocol/encode.hpp"

#include <chrono>
#include <memory>
#include <utility>

namespace xinqiao {
namespace {

// A history call that finds the reader's queue full is told to come again.
constexpr std::int64_t reader_full_retry_ms = 500;

}  // namespace

Keeper::Keeper(store::Log& log, Handover& handover, Reader& reader, Audience& audience,
               Metrics& metrics, OnFailure on_failure)
    : log_(log),
      handover_(handover),
      reader_(reader),
      audience_(audience),
      metrics_(metrics),
      on_failure_(std::move(on_failure)) {}

bool Keeper::step() {
  Group group = handover_.take();
  if (group.empty() || has_failed()) return false;
  if (!keep(group)) return true;
  kept_.store(group.number, std::memory_order_release);
  tell(group);
  return true;
}

bool Keeper::keep(const Group& group) {
  if (group.batch.empty()) return true;
  const auto begun = std::chrono::steady_clock::now();
  const store::Status status = log_.append(group.batch);
  const auto took = std::chrono::steady_clock::now() - begun;
  if (!status.is_ok()) {
    has_failed_.store(true, std::memory_order_release);
    if (on_failure_) on_failure_(status);
    return false;
  }
  const auto add = [](Metrics::Count& count, std::uint64_t value) {
    count.fetch_add(value, std::memory_order_relaxed);
  };
  add(metrics_.groups, 1);
  add(metrics_.events, group.events);
  add(metrics_.kept_bytes, group.batch.bytes());
  add(metrics_.keep_ns, static_cast<std::uint64_t>(
                            std::chrono::duration_cast<std::chrono::nanoseconds>(took).count()));
  metrics_.position.store(group.position, std::memory_order_relaxed);
  return true;
}

void Keeper::tell(Group& group) {
  if (group.has_redactions) reader_.forget_pages();
  for (HistoryTask& task : group.reads) {
    const ConnectionId to = task.to;
    const std::string id = task.id;
    if (reader_.put(std::move(task))) continue;
    Refusal refusal{Reason::overloaded};
    refusal.retry_ms = reader_full_retry_ms;
    group.tells.push_back(Answer{to, Frame(encode_error(id, refusal)), false, refusal.reason});
  }
  if (group.tells.empty()) return;
  audience_.tell(std::make_shared<const TellBatch>(std::move(group.tells)));
}

}  // namespace xinqiao
