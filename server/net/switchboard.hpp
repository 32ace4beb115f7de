// The Audience over the hubs: every tell goes to every I/O thread as one shared batch, one post a
// thread. It stands before the Pipeline (which needs an Audience) and before the Server (which
// needs the Pipeline): whoever wires them owns all three. What is told before connect or after
// disconnect reaches nobody: nobody listens then.
//
// Bounds: while limits::told_items instructions wait for some thread to carry them out, a tell
// waits. So the keeper waits, the groups fill, the decider waits, the inbox fills, and whoever asks
// next is told to come again: nothing queues without a bound. Threading: any thread but those of
// the lines. Two tells from one thread arrive in order.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "protocol/limits.hpp"
#include "server/audience.hpp"
#include "server/metrics.hpp"
#include "server/steady.hpp"

namespace xinqiao::net {

class Switchboard final : public Audience {
 public:
  using Line = std::function<void(std::shared_ptr<const TellBatch>)>;

  // metrics: outlives it, if there are any.
  explicit Switchboard(Metrics* metrics = nullptr, std::size_t items_max = limits::told_items)
      : metrics_(metrics), items_max_(items_max) {}

  void tell(std::shared_ptr<const TellBatch> batch) override {
    std::unique_lock held(mutex_);
    if (lines_.empty()) return;
    wait_for_room(held);
    if (lines_.empty()) return;
    const auto told = counted(std::move(batch));
    for (const Line& line : lines_) line(told);
  }
  // One line an I/O thread; each only posts.
  void connect(std::vector<Line> lines) {
    {
      const std::lock_guard held(mutex_);
      lines_ = std::move(lines);
    }
    under_way_->carried_out.notify_all();
  }
  void disconnect() { connect({}); }

 private:
  // What the lines have not carried out. Batches outlive the switchboard when a line drops them.
  struct UnderWay {
    std::mutex mutex;
    std::condition_variable carried_out;
    std::size_t items = 0;
  };

  // One is always taken, however large: it has to go some time.
  void wait_for_room(std::unique_lock<std::mutex>& held) {
    const auto has_room = [this] {
      const std::lock_guard counting(under_way_->mutex);
      return under_way_->items < items_max_;
    };
    if (has_room()) return;
    if (metrics_ != nullptr) metrics_->tells_held_up.fetch_add(1, std::memory_order_relaxed);
    while (!lines_.empty() && !has_room()) {
      under_way_->carried_out.wait_for(held, between_looks);
    }
  }

  // The same batch, that says so when the last line has let go of it.
  std::shared_ptr<const TellBatch> counted(std::shared_ptr<const TellBatch> batch) {
    const std::size_t items = batch->size();
    {
      const std::lock_guard counting(under_way_->mutex);
      under_way_->items += items;
    }
    if (metrics_ != nullptr) metrics_->told_items.fetch_add(items, std::memory_order_relaxed);
    const TellBatch* plain = batch.get();
    const auto let_go = [batch = std::move(batch), under_way = under_way_, metrics = metrics_,
                         items, told_ns = steady_ns()](const TellBatch*) {
      {
        const std::lock_guard counting(under_way->mutex);
        under_way->items -= items;
      }
      under_way->carried_out.notify_all();
      if (metrics == nullptr) return;
      metrics->told_items.fetch_sub(items, std::memory_order_relaxed);
      metrics->tell_wait.note(steady_ns() - told_ns);
    };
    return {plain, let_go};
  }

  // A wake-up may come between the look and the wait: then this long.
  static constexpr std::chrono::milliseconds between_looks{5};

  Metrics* const metrics_;
  const std::size_t items_max_;
  const std::shared_ptr<UnderWay> under_way_ = std::make_shared<UnderWay>();
  std::mutex mutex_;
  std::vector<Line> lines_;
};

}  // namespace xinqiao::net
