#include "bench/audit.hpp"

#include "bench/wire.hpp"
#include "protocol/limits.hpp"

#include <algorithm>
#include <functional>

namespace xinqiao::bench {
namespace {

std::uint64_t hash_of(std::string_view bytes) {
  return std::hash<std::string_view>{}(bytes);
}

}  // namespace

PostIndex Audit::sent(MemberId by, RoomId room, std::string_view text, Nanos due,
                      bool is_measured) {
  const auto post = static_cast<PostIndex>(posts_.size());
  posts_.push_back({.by = by,
                    .room = room,
                    .text_hash = hash_of(text),
                    .due = due,
                    .acknowledged_seq = 0,
                    .heard_seq = 0,
                    .is_measured = is_measured,
                    .is_refused = false});
  waiting_[{room, by}].push_back(post);
  measured_open_ += is_measured ? 1 : 0;
  return post;
}

void Audit::acknowledged(PostIndex post, Seq seq, Nanos at) {
  const Sent& sent = posts_[post];
  if (sent.acknowledged_seq == 0 && sent.is_measured) {
    acknowledgement_.record(at - sent.due);
  }
  stands_at(post, seq);
}

void Audit::stands_at(PostIndex post, Seq seq) {
  Sent& sent = posts_[post];
  if (sent.acknowledged_seq != 0) {
    altered_ += sent.acknowledged_seq != seq ? 1 : 0;  // a repeat must get the first answer
    return;
  }
  sent.acknowledged_seq = seq;
  Room& room = rooms_[sent.room];
  room.top = std::max(room.top, seq);
}

void Audit::refused(PostIndex post) {
  Sent& sent = posts_[post];
  sent.is_refused = true;
  std::erase(waiting_[{sent.room, sent.by}], post);
  measured_open_ -= sent.is_measured ? 1 : 0;
}

void Audit::attached(Listener listener, RoomId id, Seq first, Seq top) {
  if (ears_.size() <= listener) {
    ears_.resize(listener + 1);
  }
  Room& room = rooms_[id];
  room.top = std::max(room.top, top);
  const auto [ear, is_new] = ears_[listener].try_emplace(id);
  if (is_new) {
    ear->second.first = first;
    ear->second.next = first;
    ++room.listeners;
    room.timed += is_apart(listener) ? 0 : 1;
    room.run_from = room.run_from == 0 ? first : std::min(room.run_from, first);
  }
}

std::vector<Interval> Audit::begin_feed(Listener listener, RoomId id, Seq first) {
  Ear& ear = ears_[listener].at(id);
  if (first > ear.next) {
    ear.holes.push_back({ear.next, first - 1, true});
    ear.next = first;
  }
  std::vector<Interval> below;
  for (Hole& hole : ear.holes) {
    hole.is_asked = true;
    if (hole.first < first) {
      below.push_back({hole.first, std::min(hole.last, first - 1)});
    }
  }
  return below;
}

Audit::Ear* Audit::ear_of(Listener listener, RoomId id) {
  if (listener >= ears_.size()) {
    return nullptr;
  }
  const auto ear = ears_[listener].find(id);
  return ear == ears_[listener].end() ? nullptr : &ear->second;
}

Audit::Said& Audit::said_at(Room& room, Seq seq) {
  if (room.said.empty()) {
    room.base = seq;
  }
  while (seq < room.base) {
    room.said.emplace_front();
    --room.base;
  }
  while (seq - room.base >= room.said.size()) {
    room.said.emplace_back();
  }
  return room.said[seq - room.base];
}

// Whether this is the first time; counts what is not in order.
bool Audit::take(Ear& ear, Seq seq) {
  if (seq >= ear.next) {
    if (seq > ear.next) {
      ear.holes.push_back({ear.next, seq - 1, false});
    }
    ear.next = seq + 1;
    return true;
  }
  const auto hole = std::find_if(ear.holes.begin(), ear.holes.end(),
                                 [seq](const Hole& h) { return h.first <= seq && seq <= h.last; });
  if (hole == ear.holes.end()) {
    ++duplicated_;
    return false;
  }
  reordered_ += hole->is_asked ? 0 : 1;
  const Hole above{seq + 1, hole->last, hole->is_asked};
  hole->last = seq - 1;
  const bool has_below = hole->first <= hole->last;
  if (above.first <= above.last) {
    if (has_below) {
      ear.holes.insert(hole + 1, above);
    } else {
      *hole = above;
    }
  } else if (!has_below) {
    ear.holes.erase(hole);
  }
  return true;
}

// Which post of ours this is, if any.
void Audit::recognise(RoomId id, Said& said, Seq seq, std::string_view bytes) {
  said.bytes_hash = hash_of(bytes);
  const auto event = read_event(bytes);
  if (!event || event->room != id || event->seq != seq) {
    ++altered_;
    return;
  }
  const auto waiting = event->is_post ? waiting_.find({id, event->by}) : waiting_.end();
  if (waiting == waiting_.end()) {
    return;  // not a post, or by somebody who is not ours
  }
  std::deque<PostIndex>& queue = waiting->second;
  const std::uint64_t text_hash = hash_of(event->text);
  const auto fits = [&](Seq answered) {
    return std::find_if(queue.begin(), queue.end(), [&](PostIndex index) {
      return posts_[index].text_hash == text_hash && posts_[index].acknowledged_seq == answered;
    });
  };
  // The one whose answer named this seq; else the oldest that waits for its answer.
  auto post = fits(seq);
  if (post == queue.end()) post = fits(0);
  if (post == queue.end()) {
    post = std::find_if(queue.begin(), queue.end(),
                        [&](PostIndex index) { return posts_[index].text_hash == text_hash; });
  }
  if (post == queue.end()) {
    // Nothing of the kind is under way: it stands in the log twice, or it was changed.
    ++(queue.empty() ? duplicated_ : altered_);
    return;
  }
  said.post = *post;
  posts_[*post].heard_seq = seq;
  queue.erase(post);
}

bool Audit::count_ear(const Room& room, Said& said, bool is_timed) const {
  ++said.ears;
  said.timed += is_timed ? 1 : 0;
  return room.timed == 0 ? said.ears == 1 : is_timed && said.timed == room.timed;
}

void Audit::measure(const Said& said, Nanos at, bool is_timed, bool is_last) {
  Sent& sent = posts_[said.post];
  if (!sent.is_measured) {
    return;
  }
  if (is_timed) {
    latency_.record(at - sent.due);
  }
  if (is_last) {
    heard_by_all_.record(at - sent.due);
    recent_.record(at - sent.due);
    sent.heard_after = std::max<Nanos>(at - sent.due, 0);
    --measured_open_;
  }
}

void Audit::set_apart(Listener listener) {
  if (apart_.size() <= listener) {
    apart_.resize(listener + 1);
  }
  apart_[listener] = true;
}

void Audit::begin_figures() {
  latency_.clear();
  heard_by_all_.clear();
  acknowledgement_.clear();
  recent_.clear();
}

Seq Audit::heard_up_to(Listener listener, RoomId room) const {
  if (listener >= ears_.size()) {
    return 0;
  }
  const auto ear = ears_[listener].find(room);
  if (ear == ears_[listener].end()) {
    return 0;
  }
  const auto& holes = ear->second.holes;
  return (holes.empty() ? ear->second.next : holes.front().first) - 1;
}

void Audit::heard(Listener listener, RoomId id, Seq seq, std::string_view bytes, Nanos at) {
  ++heard_frames_;
  Ear* ear = ear_of(listener, id);
  if (ear == nullptr) {
    ++altered_;  // told of a room that was not asked for
    return;
  }
  if (!take(*ear, seq)) {
    return;
  }
  Room& room = rooms_[id];
  Said& said = said_at(room, seq);
  room.top = std::max(room.top, seq);
  if (said.bytes_hash == 0) {
    recognise(id, said, seq, bytes);
  } else if (said.bytes_hash != hash_of(bytes)) {
    ++altered_;
  }
  const bool is_timed = !is_apart(listener);
  const bool is_last = count_ear(room, said, is_timed);
  if (said.post != no_post) {
    ++deliveries_;
    measure(said, at, is_timed, is_last);
    if (is_last && on_heard_by_all) on_heard_by_all(said.post);
  }
}

std::vector<Interval> Audit::has(Listener listener, RoomId id) const {
  std::vector<Interval> intervals;
  if (listener >= ears_.size() || !ears_[listener].contains(id)) {
    if (const Seq known = top(id); known > 0) {
      intervals.push_back({1, known});
    }
    return intervals;
  }
  const Ear& ear = ears_[listener].at(id);
  Seq from = 1;
  for (const Hole& hole : ear.holes) {
    if (hole.first > from) {
      intervals.push_back({from, hole.first - 1});
    }
    from = hole.last + 1;
    if (intervals.size() + 1 == limits::resume_intervals) {
      return intervals;  // the rest comes again, and is counted: it does not happen with a sound
                         // server
    }
  }
  if (ear.next > from) {
    intervals.push_back({from, ear.next - 1});
  }
  return intervals;
}

bool Audit::is_complete() const {
  return std::all_of(ears_.begin(), ears_.end(), [this](const auto& rooms) {
    return std::all_of(rooms.begin(), rooms.end(), [this](const auto& entry) {
      const auto& [room, ear] = entry;
      return ear.holes.empty() && ear.next > rooms_.at(room).top;
    });
  });
}

void Audit::kept(RoomId id, Seq seq, std::string_view bytes) {
  Room& room = rooms_[id];
  Said& said = said_at(room, seq);
  room.top = std::max(room.top, seq);
  if (said.bytes_hash == 0) {
    recognise(id, said, seq, bytes);
  } else if (said.bytes_hash != hash_of(bytes)) {
    ++altered_;
  }
  duplicated_ += said.is_kept ? 1 : 0;
  said.is_kept = true;
}

// Posts that stand in their room's log before an earlier one of their author.
std::uint64_t Audit::authors_out_of_order() const {
  std::uint64_t count = 0;
  for (const auto& [id, room] : rooms_) {
    std::map<MemberId, PostIndex> last;
    for (const Said& said : room.said) {
      if (said.post == no_post) continue;
      const auto [before, is_first] = last.try_emplace(posts_[said.post].by, said.post);
      count += !is_first && said.post < before->second ? 1 : 0;
      before->second = said.post;
    }
  }
  return count;
}

Verdict Audit::verdict() const {
  Verdict verdict;
  verdict.deliveries = deliveries_;
  verdict.duplicated = duplicated_;
  verdict.reordered = reordered_;
  verdict.altered = altered_;
  for (const Sent& sent : posts_) {
    if (sent.is_foreign) continue;
    ++verdict.sent;
    verdict.refused += sent.is_refused ? 1 : 0;
    if (sent.acknowledged_seq == 0) {
      verdict.unanswered += sent.is_refused ? 0 : 1;
      continue;
    }
    ++verdict.acknowledged;
    const Room& room = rooms_.at(sent.room);
    verdict.expected_deliveries += room.listeners;
    const Seq seq = sent.acknowledged_seq;
    const bool is_known =
        !room.said.empty() && seq >= room.base && seq - room.base < room.said.size();
    verdict.lost += is_known && room.said[seq - room.base].is_kept ? 0 : 1;
    verdict.altered += sent.heard_seq != 0 && sent.heard_seq != seq ? 1 : 0;
  }
  verdict.reordered += authors_out_of_order();
  for (const auto& rooms : ears_) {
    for (const auto& [id, ear] : rooms) {
      for (const Hole& hole : ear.holes) {
        verdict.lost += hole.last - hole.first + 1;
      }
      const Seq top = rooms_.at(id).top;
      verdict.lost += top >= ear.next ? top - ear.next + 1 : 0;
    }
  }
  return verdict;
}

bool Audit::is_post(PostIndex post, MemberId by, std::string_view text) const {
  return posts_[post].by == by && posts_[post].text_hash == hash_of(text);
}

std::vector<PostIndex> Audit::in_log_order(RoomId id) const {
  std::vector<PostIndex> posts;
  const auto room = rooms_.find(id);
  if (room != rooms_.end()) {
    for (const Said& said : room->second.said) {
      if (said.post != no_post && said.is_kept) {
        posts.push_back(said.post);
      }
    }
  }
  return posts;
}

Seq Audit::top(RoomId id) const {
  const auto room = rooms_.find(id);
  return room == rooms_.end() ? 0 : room->second.top;
}

Seq Audit::first_of_run(RoomId id) const {
  const auto room = rooms_.find(id);
  return room == rooms_.end() ? 0 : room->second.run_from;
}

}  // namespace xinqiao::bench
