#include "server/outward/searcher.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "protocol/limits.hpp"
#include "server/outward/said.hpp"

namespace xinqiao::outward {
namespace {

// The index cannot be read just now: it is being replaced, or the disk has failed.
constexpr std::int64_t unreadable_retry_ms = 1'000;
// A few more than are wanted, for those that do not hold the query after all.
constexpr std::size_t spare_candidates = 14;

std::uint64_t now_ns() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

// Where the caller may read, among the rooms of the permit.
const SearchRoom* room_of(const SearchTask& task, RoomId room) {
  const auto found =
      std::lower_bound(task.rooms.begin(), task.rooms.end(), room,
                       [](const SearchRoom& one, RoomId wanted) { return one.room < wanted; });
  return found != task.rooms.end() && found->room == room ? &*found : nullptr;
}

}  // namespace

Searcher::Searcher(const store::Log& log, const std::string& folder, Indexer& indexer,
                   Audience& audience, Metrics& metrics)
    : log_(log),
      indexer_(indexer),
      audience_(audience),
      metrics_(metrics),
      queue_(limits::search_items),
      index_(folder) {}

bool Searcher::put(SearchTask task) {
  task.asked_ns = now_ns();
  const bool taken = queue_.put(std::move(task));
  if (!taken) metrics_.searches_refused.fetch_add(1, std::memory_order_relaxed);
  return taken;
}

void Searcher::note_redactions() {
  const std::lock_guard lock(telling_);
  ++redactions_;
}

bool Searcher::step() {
  std::vector<SearchTask> tasks;
  queue_.take(tasks, 1);
  metrics_.search_items.store(queue_.size(), std::memory_order_relaxed);
  if (tasks.empty()) return false;
  const std::uint64_t begun = now_ns();
  metrics_.search_wait.note(begun - tasks.front().asked_ns);
  std::uint64_t seen = 0;
  Found found;
  do {
    {
      const std::lock_guard lock(telling_);
      seen = redactions_;
    }
    found = find(tasks.front());
  } while (!tell_if_current(tasks.front(), found, seen));
  metrics_.searches.fetch_add(1, std::memory_order_relaxed);
  metrics_.search_ns.fetch_add(now_ns() - begun, std::memory_order_relaxed);
  return true;
}

bool Searcher::tell_if_current(const SearchTask& task, const Found& found, std::uint64_t seen) {
  Answer answer{task.to, {}};
  if (const auto* refusal = get_if<Refusal>(&found)) {
    answer.accepted = false;
    answer.reason = refusal->reason;
    answer.frame = Frame(encode_error(task.id, *refusal));
  } else {
    const std::string page = encode_search(get<SearchPage>(found));
    answer.frame = Frame(encode_result(task.id, page), Words::of_many);
  }
  auto batch = std::make_shared<TellBatch>();
  batch->push_back(std::move(answer));
  const std::lock_guard lock(telling_);
  if (redactions_ != seen) return false;
  if (const auto* refusal = get_if<Refusal>(&found)) metrics_.note_refusal(refusal->reason);
  audience_.tell(std::move(batch));
  return true;
}

Searcher::Found Searcher::find(const SearchTask& task) {
  auto parsed = parse_query(task.search.query);
  if (const auto* refusal = get_if<Refusal>(&parsed)) return *refusal;
  const Query& query = get<Query>(parsed);
  SearchPage page;
  page.is_behind = indexer_.is_behind();
  std::optional<SearchPlace> before = task.search.before;
  std::vector<SearchPlace> candidates;
  std::size_t bytes = 0;
  std::size_t looks = 0;
  for (std::size_t most = task.search.limit + spare_candidates;; most *= 4) {
    switch (index_.find({query, task.rooms, before, most}, candidates)) {
      case IndexReader::Outcome::found:
        break;
      case IndexReader::Outcome::too_many_prefixes:
        return Refusal{Reason::query_invalid, "search_prefixes"};
      case IndexReader::Outcome::damaged:
        indexer_.tell_damaged();
        [[fallthrough]];
      case IndexReader::Outcome::unreadable:
        // Before there is one, at the very start.
        if (page.is_behind && !indexer_.is_stuck()) return page;
        return overloaded(unreadable_retry_ms);
    }
    for (const SearchPlace& place : candidates) {
      // More is known to be there only now, so that no page ends with a promise of nothing.
      if (page.hits.size() == task.search.limit || looks == limits::search_looks ||
          !look(task, query, place, page, bytes)) {
        page.next = before;
        return page;
      }
      ++looks;
      before = place;
    }
    if (candidates.size() < most) return page;
  }
}

// False: it would be too much for this page. What is gone or reads differently now is passed over.
bool Searcher::look(const SearchTask& task, const Query& query, const SearchPlace& place,
                    SearchPage& page, std::size_t& bytes) {
  const SearchRoom* room = room_of(task, place.room);
  if (room == nullptr || place.seq < room->first || place.seq > room->top) return true;
  auto message = read_message(log_, decoder_, place.room, place.seq, room->top);
  if (!message) return true;
  SearchHit hit{place, message->by, {}, message->is_edited, {}};
  if (!holds(the_fold()(message->text), query, hit.found)) return true;
  // The first always fits, or a page could stay empty for ever.
  if (!page.hits.empty() && bytes + message->text.size() > limits::search_answer_bytes) {
    return false;
  }
  bytes += message->text.size();
  hit.text = std::move(message->text);
  page.hits.push_back(std::move(hit));
  return true;
}

}  // namespace xinqiao::outward
