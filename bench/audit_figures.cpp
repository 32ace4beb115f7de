// What an audit tells of a part of a load to who puts the parts together.
#include "bench/audit.hpp"

#include <algorithm>

namespace xinqiao::bench {

bool Audit::is_awaited(RoomId id) const {
  const auto room = rooms_.find(id);
  return room != rooms_.end() && room->second.timed > 0;
}

std::vector<Audit::Heard> Audit::measured_posts() const {
  std::vector<Heard> heard;
  for (PostIndex post = 0; post < posts_.size(); ++post) {
    const Sent& sent = posts_[post];
    if (!sent.is_measured || sent.is_refused || !is_awaited(sent.room)) continue;
    Heard one{.post = post, .due = sent.due, .after = {}};
    if (sent.heard_after >= 0) one.after = sent.heard_after;
    heard.push_back(one);
  }
  return heard;
}

std::uint64_t Audit::listeners(RoomId id) const {
  const auto room = rooms_.find(id);
  return room == rooms_.end() ? 0 : room->second.listeners;
}

std::uint64_t Audit::acknowledged_in(RoomId id) const {
  return static_cast<std::uint64_t>(std::count_if(
      posts_.begin(), posts_.end(),
      [id](const Sent& sent) { return sent.room == id && sent.acknowledged_seq != 0; }));
}

}  // namespace xinqiao::bench
