// Reads what was kept: history pages (with a permit of the decider) and the pages that feeds ask
// for. In a storm of reconnects many feeds want the same pages, so the last ones are shared until a
// redaction changes what was kept, or nobody has asked for anything for a while. Bounds:
// limits::reader_items waiting tasks, `pages_shared` pages. Threading: put from any thread, step
// from one.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <tuple>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/variant.hpp"
#include "server/audience.hpp"
#include "server/bounded_queue.hpp"
#include "server/group.hpp"
#include "server/metrics.hpp"
#include "server/steady.hpp"
#include "store/log.hpp"

namespace xinqiao {

class Reader {
 public:
  using Task = variant<HistoryTask, OrganisationLogTask, ReactionsTask, PinsTask, MyDataTask,
                       EraseTask, QuestionsTask, FeedTask>;
  // What a task found for the server itself to do; not taken when there is no room for it now.
  using Order = std::function<void(Command)>;

  Reader(const store::Log& log, Audience& audience, Metrics& metrics, Order order = {});

  struct Waiting {
    Task task;
    std::uint64_t asked_ns{};  // on the steady clock, for the metrics alone
  };

  [[nodiscard]] bool put(Task task);
  // As many as there is room for, the first of them; how many.
  [[nodiscard]] std::size_t put(std::span<const FeedTask> tasks);
  bool step(std::uint64_t now_ns = steady_ns());
  BoundedQueue<Waiting>& queue() { return queue_; }

  // Words were deleted, that is kept, and it is about to be told: no page read before may be told
  // after it.
  void forget_pages();

 private:
  using Events = std::shared_ptr<const FedEvents>;  // none: the page has a hole
  using PageKey = std::tuple<RoomId, Seq, Seq>;
  struct SharedPage {
    Events events;
    std::list<PageKey>::iterator use;
  };

  std::shared_ptr<TellBatch> read_all(const std::vector<Waiting>& tasks);
  void drop_pages();
  bool tell_if_current(std::shared_ptr<TellBatch> answers);
  void read(const HistoryTask& task, TellBatch& answers);
  void read(const OrganisationLogTask& task, TellBatch& answers);
  void read(const ReactionsTask& task, TellBatch& answers);
  void read(const PinsTask& task, TellBatch& answers);
  void read(const QuestionsTask& task, TellBatch& answers);
  void answer(ConnectionId to, const std::string& id, const std::optional<std::string>& result,
              TellBatch& answers);
  void read(const MyDataTask& task, TellBatch& answers);
  void read(const EraseTask& task, TellBatch& answers);
  void read(const FeedTask& task, TellBatch& answers);
  const Events& page(const FeedTask& task);
  Events read_page(const FeedTask& task) const;

  const store::Log& log_;
  Audience& audience_;
  Metrics& metrics_;
  Order order_;
  BoundedQueue<Waiting> queue_;
  Decoder decoder_;
  // Held while pages are told, and while a redaction is announced: so a page is told before the
  // deletion or read after it.
  std::mutex telling_;
  std::uint64_t redactions_ = 0;       // guarded by telling_
  std::uint64_t redactions_seen_ = 0;  // when the pages at hand were read
  std::map<PageKey, SharedPage> pages_;
  std::list<PageKey> used_;    // latest first
  std::uint64_t read_ns_ = 0;  // when it had something to read the last time
};

}  // namespace xinqiao
