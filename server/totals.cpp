#include "server/totals.hpp"

#include "protocol/limits.hpp"

#include <algorithm>

namespace xinqiao {

void Totals::changed(RoomId room, Seq target) {
  Waiting& waiting = rooms_[room];
  if (waiting.targets.insert(target).second) waiting.order.push_back(target);
}

// A clock that was set back holds nothing up.
std::vector<Totals::Due> Totals::take(Instant now) {
  std::vector<Due> all;
  for (auto at = rooms_.begin(); at != rooms_.end();) {
    Waiting& waiting = at->second;
    const bool is_soon =
        waiting.was_told && now >= waiting.told && now.ms - waiting.told.ms < limits::totals_ms;
    if (is_soon) {
      ++at;
      continue;
    }
    if (waiting.order.empty()) {
      at = rooms_.erase(at);
      continue;
    }
    const std::size_t most = std::min(waiting.order.size(), limits::totals_posts);
    const auto end = waiting.order.begin() + static_cast<std::ptrdiff_t>(most);
    Due due{at->first, {waiting.order.begin(), end}};
    waiting.order.erase(waiting.order.begin(), end);
    for (const Seq target : due.targets) waiting.targets.erase(target);
    std::ranges::sort(due.targets);
    waiting.told = now;
    waiting.was_told = true;
    all.push_back(std::move(due));
    ++at;
  }
  return all;
}

}  // namespace xinqiao
