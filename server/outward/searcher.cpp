#include "server/outward/searcher.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <queue>
#include <utility>

#include "protocol/limits.hpp"
#include "server/outward/said.hpp"

namespace xinqiao::outward {
namespace {

// The index cannot be read just now: it is being replaced, or the disk has failed.
constexpr std::int64_t unreadable_retry_ms = 1'000;
// A few more than are wanted, for those that do not hold the query after all.
constexpr std::size_t spare_stretches = 14;
// A search that the index changed under begins again, so often.
constexpr int walks = 4;

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

// One search. Stretches are opened by their upper ends, newest first, so that whatever is found and
// lies above the next upper end is the next to be shown.
struct Searcher::Walk {
  const SearchTask& task;
  const Query& query;
  SearchPage page;
  std::optional<SearchPlace> before;  // where it goes on: all from there upwards has been shown
  std::priority_queue<SearchPlace> found;
  std::size_t bytes = 0;
  std::size_t looks = 0;
};

Searcher::Found Searcher::find(const SearchTask& task) {
  auto parsed = parse_query(task.search.query);
  if (const auto* refusal = get_if<Refusal>(&parsed)) return *refusal;
  const Query& query = get<Query>(parsed);
  for (int i = 0; i < walks; ++i) {
    Walk walk{task, query, {}, task.search.before, {}};
    walk.page.is_behind = indexer_.is_behind();
    switch (go(walk)) {
      case IndexReader::Outcome::found:
        return std::move(walk.page);
      case IndexReader::Outcome::too_many_prefixes:
        return Refusal{Reason::query_invalid, "search_prefixes"};
      case IndexReader::Outcome::changed:
        continue;
      case IndexReader::Outcome::damaged:
        indexer_.tell_damaged();
        [[fallthrough]];
      case IndexReader::Outcome::unreadable:
        // Before there is one, at the very start.
        if (walk.page.is_behind && walk.page.hits.empty() && !indexer_.is_stuck()) {
          return std::move(walk.page);
        }
        return overloaded(unreadable_retry_ms);
    }
  }
  return overloaded(unreadable_retry_ms);
}

IndexReader::Outcome Searcher::go(Walk& walk) {
  using Outcome = IndexReader::Outcome;
  IndexReader::Wish wish{walk.query, walk.task.rooms, walk.task.search.before, {}, {}};
  std::vector<Stretch> stretches;
  for (wish.most = walk.task.search.limit + spare_stretches;; wish.most *= 4) {
    const Outcome outcome = index_.find(wish, stretches);
    if (outcome != Outcome::found) return outcome;
    for (const Stretch& stretch : stretches) {
      const SearchPlace upper = stretch.upper();
      if (!show(upper, walk)) return Outcome::found;
      const SearchPlace above{upper.at, upper.room, upper.seq + 1};
      if (walk.looks >= limits::search_looks && (!walk.before || above < *walk.before)) {
        walk.page.next = above;
        return Outcome::found;
      }
      if (!open(stretch, walk).is_ok()) return Outcome::unreadable;
      wish.below = upper;
    }
    if (stretches.size() < wish.most) break;
  }
  show({}, walk);
  return Outcome::found;
}

// Finds what a stretch holds. The messages of a page before, and what is no longer, are passed
// over.
store::Status Searcher::open(const Stretch& stretch, Walk& walk) {
  const SearchRoom* room = room_of(walk.task, stretch.room);
  if (room == nullptr) return store::Status::ok();
  const Seq first = std::max(stretch.first, room->first);
  const Seq last = std::min(stretch.last, room->top);
  std::vector<Message> messages;
  store::Status status =
      read_messages(log_, decoder_, room->room, first, last, room->top, messages);
  for (const Message& message : messages) {
    const SearchPlace place{message.at, room->room, message.seq};
    if (walk.task.search.before && !(place < *walk.task.search.before)) continue;
    ++walk.looks;
    Places marks;
    if (holds(the_fold()(message.text), walk.query, marks)) walk.found.push(place);
  }
  return status;
}

// Shows what was found above a place. False: the page is full, and where it goes on is said; more
// is known to be there only now, so that no page ends with a promise of nothing.
bool Searcher::show(const SearchPlace& down_to, Walk& walk) {
  while (!walk.found.empty() && down_to < walk.found.top()) {
    const SearchPlace place = walk.found.top();
    if (walk.page.hits.size() == walk.task.search.limit || !look(place, walk)) {
      walk.page.next = walk.before;
      return false;
    }
    walk.found.pop();
    walk.before = place;
  }
  return true;
}

// False: it would be too much for this page. What is gone or reads differently now is passed over.
bool Searcher::look(const SearchPlace& place, Walk& walk) {
  const SearchRoom* room = room_of(walk.task, place.room);
  if (room == nullptr) return true;
  auto message = read_message(log_, decoder_, place.room, place.seq, room->top);
  if (!message) return true;
  SearchHit hit{place, message->by, {}, message->is_edited, {}};
  if (!holds(the_fold()(message->text), walk.query, hit.found)) return true;
  // The first always fits, or a page could stay empty for ever.
  auto& hits = walk.page.hits;
  if (!hits.empty() && walk.bytes + message->text.size() > limits::search_answer_bytes) {
    return false;
  }
  walk.bytes += message->text.size();
  hit.text = std::move(message->text);
  hits.push_back(std::move(hit));
  return true;
}

}  // namespace xinqiao::outward
