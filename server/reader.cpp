#include "server/reader.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/history.hpp"
#include "server/own_words.hpp"
#include "server/question_board.hpp"
#include "server/read_organisation_log.hpp"
#include "server/read_reactions.hpp"
#include "server/steady.hpp"
#include "store/keys.hpp"

namespace xinqiao {
namespace {

constexpr std::size_t pages_shared = 512;
constexpr std::size_t tasks_a_step = 64;
constexpr std::uint64_t pages_kept_ns = 4'000'000'000;  // after the last task

}  // namespace

Reader::Reader(const store::Log& log, Audience& audience, Metrics& metrics, Order order)
    : log_(log),
      audience_(audience),
      metrics_(metrics),
      order_(std::move(order)),
      queue_(limits::reader_items) {}

bool Reader::put(Task task) {
  return queue_.put({std::move(task), steady_ns()});
}

std::size_t Reader::put(std::span<const FeedTask> tasks) {
  const std::uint64_t now = steady_ns();
  std::vector<Waiting> all;
  all.reserve(tasks.size());
  for (const FeedTask& task : tasks) all.push_back({task, now});
  return queue_.put_some(all);
}

bool Reader::step(std::uint64_t now_ns) {
  std::vector<Waiting> tasks;
  queue_.take(tasks, tasks_a_step);
  if (tasks.empty()) {
    if (now_ns - read_ns_ > pages_kept_ns) drop_pages();
    return false;
  }
  read_ns_ = now_ns;
  const std::uint64_t now = steady_ns();
  for (const Waiting& waiting : tasks) metrics_.read_wait.note(now - waiting.asked_ns);
  while (!tell_if_current(read_all(tasks))) {
  }
  return true;
}

std::shared_ptr<TellBatch> Reader::read_all(const std::vector<Waiting>& tasks) {
  {
    const std::lock_guard lock(telling_);
    if (redactions_ != redactions_seen_) {
      redactions_seen_ = redactions_;
      drop_pages();
    }
  }
  auto answers = std::make_shared<TellBatch>();
  for (const Waiting& waiting : tasks) {
    visit([&](const auto& one) { read(one, *answers); }, waiting.task);
  }
  return answers;
}

void Reader::drop_pages() {
  pages_.clear();
  used_.clear();
}

bool Reader::tell_if_current(std::shared_ptr<TellBatch> answers) {
  const std::lock_guard lock(telling_);
  if (redactions_ != redactions_seen_) return false;
  audience_.tell(std::move(answers));
  return true;
}

void Reader::forget_pages() {
  const std::lock_guard lock(telling_);
  ++redactions_;
}

void Reader::read(const HistoryTask& task, TellBatch& answers) {
  metrics_.history_pages.fetch_add(1, std::memory_order_relaxed);
  auto page = read_history(log_, decoder_, task.history, task.top, task.bottom);
  auto* found = get_if<HistoryPage>(&page);
  const bool is_whole = found != nullptr && read_totals(log_, decoder_, task, *found) &&
                        (!task.has_questions || add_questions(log_, decoder_, *found));
  answer(task.to, task.id, is_whole ? std::optional(encode_history(*found)) : std::nullopt,
         answers);
}

void Reader::answer(ConnectionId to, const std::string& id,
                    const std::optional<std::string>& result, TellBatch& answers) {
  if (result) {
    answers.push_back(Answer{to, Frame(encode_result(id, *result), words_of_many(*result))});
    return;
  }
  const Refusal refusal{Reason::internal};
  metrics_.note_refusal(refusal.reason);
  answers.push_back(Answer{to, Frame(encode_error(id, refusal)), false, refusal.reason});
}

void Reader::read(const OrganisationLogTask& task, TellBatch& answers) {
  metrics_.history_pages.fetch_add(1, std::memory_order_relaxed);
  answer(task.to, task.id, read_organisation_log(log_, decoder_, task), answers);
}

void Reader::read(const ReactionsTask& task, TellBatch& answers) {
  answer(task.to, task.id, read_reactions(log_, task.query), answers);
}

void Reader::read(const PinsTask& task, TellBatch& answers) {
  answer(task.to, task.id, read_pins(log_, task), answers);
}

void Reader::read(const QuestionsTask& task, TellBatch& answers) {
  answer(task.to, task.id, read_questions(log_, task), answers);
}

void Reader::read(const MyDataTask& task, TellBatch& answers) {
  metrics_.history_pages.fetch_add(1, std::memory_order_relaxed);
  answer(task.to, task.id, read_my_data(log_, decoder_, task), answers);
}

void Reader::read(const EraseTask& task, TellBatch&) {
  if (auto step = read_erasing(log_, decoder_, task)) order_(std::move(*step));
}

// A page with a hole in it would be taken for the truth: the connection comes back and asks again
// instead.
void Reader::read(const FeedTask& task, TellBatch& answers) {
  metrics_.feed_pages.fetch_add(1, std::memory_order_relaxed);
  const Events& events = page(task);
  if (!events) {
    answers.push_back(Refused{task.connection, CloseCode::overloaded});
    return;
  }
  const Seq through = events->each().back().first;
  answers.push_back(FeedPage{task.connection, task.room, task.feed, task.from, through, events});
}

const Reader::Events& Reader::page(const FeedTask& task) {
  const PageKey key{task.room, task.from, task.through};
  const auto found = pages_.find(key);
  if (found != pages_.end()) {
    used_.splice(used_.begin(), used_, found->second.use);
    return found->second.events;
  }
  if (pages_.size() >= pages_shared) {
    pages_.erase(used_.back());
    used_.pop_back();
  }
  used_.push_front(key);
  SharedPage& page = pages_[key];
  page.use = used_.begin();
  page.events = read_page(task);
  return page.events;
}

Reader::Events Reader::read_page(const FeedTask& task) const {
  std::vector<FedEvents::Event> events;
  std::size_t bytes = 0;
  bool is_dense = true;
  const auto add = [&](std::string_view key, std::string_view row) {
    const Seq seq = store::keys::number(key, 0, 1);
    is_dense = is_dense && seq == task.from + events.size();
    events.emplace_back(seq, encode_told(row));
    bytes += events.back().second.bytes();
    return is_dense && bytes < limits::feed_page_bytes;
  };
  const store::Status status =
      log_.scan(store::Family::events, store::keys::event(task.room, task.from),
                store::keys::event(task.room, task.through + 1), store::Order::ascending, add);
  const bool is_whole =
      bytes >= limits::feed_page_bytes || events.size() == task.through - task.from + 1;
  if (!status.is_ok() || !is_dense || !is_whole) return nullptr;
  return std::make_shared<const FedEvents>(std::move(events));
}

}  // namespace xinqiao
