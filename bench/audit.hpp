// Start here. The bookkeeping that finds every loss, double, disorder and change: what was sent,
// what was acknowledged, and what each listener heard, by room and seq.
//
// Every listener of a room must hear every seq from its first one on, once, ascending. The first to
// hear an event has it read; all others must hear the same bytes (by a 64-bit hash). A post is
// recognised by room, author and text, the oldest that fits first; its acknowledgement must name
// the seq at which it was heard. Threading: one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bench/clock.hpp"
#include "bench/histogram.hpp"
#include "protocol/command.hpp"
#include "protocol/ids.hpp"

namespace xinqiao::bench {

using PostIndex = std::uint32_t;
using Listener = std::uint32_t;

// What the audit found. All but `deliveries` and `acknowledged` must be zero.
struct Verdict {
  std::uint64_t sent = 0;
  std::uint64_t acknowledged = 0;
  std::uint64_t refused = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t deliveries = 0;           // of posts of this run, each once a listener
  std::uint64_t expected_deliveries = 0;  // acknowledged posts x listeners of their rooms
  std::uint64_t lost = 0;  // a seq a listener did not hear; an acknowledged post not in the log
  std::uint64_t duplicated = 0;  // a seq heard twice; a post that stands in the log twice
  std::uint64_t reordered = 0;   // heard after a later one; posts of one author out of order
  std::uint64_t altered =
      0;  // other bytes than another listener heard; an answer naming another event
  bool clean() const { return lost + duplicated + reordered + altered + unanswered == 0; }
};

class Audit {
 public:
  // --- Posts ---
  PostIndex sent(MemberId by, RoomId room, std::string_view text, Nanos due, bool is_measured);
  // The last is another generator's to say: it is heard and timed here, and answered there.
  void is_foreign(PostIndex post) { posts_[post].is_foreign = true; }
  void acknowledged(PostIndex post, Seq seq, Nanos at);
  // The same, when nobody said so at a moment.
  void stands_at(PostIndex post, Seq seq);
  void refused(PostIndex post);
  Seq acknowledged_seq(PostIndex post) const { return posts_[post].acknowledged_seq; }

  // --- Hearing ---
  // The listener is checked like all, but its times are not counted, and nobody waits for it. Said
  // before it is attached.
  void set_apart(Listener listener);
  // The listener hears the room from `first` on, which stands at `top`. After a reconnect `first`
  // is ignored.
  void attached(Listener listener, RoomId room, Seq first, Seq top);
  // The server is about to feed what lacks from `first` on; returns what lacks below, to be asked
  // for by history. Both may come late, after live events, without being counted as disorder.
  std::vector<Interval> begin_feed(Listener listener, RoomId room, Seq first);
  void heard(Listener listener, RoomId room, Seq seq, std::string_view bytes, Nanos at);
  // What a listener may say it has of a room: disjoint ascending intervals. What stood there before
  // it came counts as had; a listener that is new to the room has all that is known of it.
  std::vector<Interval> has(Listener listener, RoomId room) const;
  // Whether every listener has heard all that is known of each room.
  bool is_complete() const;

  // --- Afterwards ---
  // An event as the log has it, in ascending order, for every room.
  void kept(RoomId room, Seq seq, std::string_view bytes);
  Verdict verdict() const;
  bool is_post(PostIndex post, MemberId by, std::string_view text) const;
  // The posts of a room in the order of the log.
  std::vector<PostIndex> in_log_order(RoomId room) const;

  // Called when the last listener of its room heard a post.
  std::function<void(PostIndex)> on_heard_by_all;

  // --- Figures ---
  // Forgets all times so far: the next step of a search begins.
  void begin_figures();
  // What was heard by all since the last call.
  Histogram take_recent() { return std::exchange(recent_, {}); }
  // Nothing doubled, out of order, altered or missing so far; the log itself is not looked at.
  bool is_sound() const { return duplicated_ + reordered_ + altered_ == 0 && is_complete(); }
  // The last seq up to which a listener has heard a room without a hole; 0 = it does not listen.
  Seq heard_up_to(Listener listener, RoomId room) const;
  std::uint64_t heard_frames() const { return heard_frames_; }
  std::uint64_t posts() const { return posts_.size(); }
  // Of a measured post whose room somebody here listens to and is waited for: when it was due, and
  // how long after that the last of them heard it; none = not all did.
  struct Heard {
    PostIndex post = 0;
    Nanos due = 0;
    std::optional<Nanos> after;
  };
  std::vector<Heard> measured_posts() const;
  // Whether anybody who is waited for listens there.
  bool is_awaited(RoomId room) const;
  std::uint64_t listeners(RoomId room) const;
  std::uint64_t acknowledged_in(RoomId room) const;
  std::uint64_t unheard_measured() const { return measured_open_; }
  const Histogram& latency() const { return latency_; }
  const Histogram& heard_by_all() const { return heard_by_all_; }
  const Histogram& acknowledgement() const { return acknowledgement_; }
  Seq top(RoomId room) const;
  Seq first_of_run(RoomId room) const;

 private:
  static constexpr PostIndex no_post = ~PostIndex{0};
  struct Sent {
    MemberId by;
    RoomId room;
    std::uint64_t text_hash;
    Nanos due;
    Seq acknowledged_seq;  // 0 = not yet
    Seq heard_seq;         // likewise
    bool is_measured;
    bool is_refused;
    bool is_foreign = false;
    Nanos heard_after = -1;  // by all; below 0 = not yet
  };
  struct Said {  // one seq of a room
    std::uint64_t bytes_hash = 0;
    PostIndex post = no_post;
    std::uint32_t ears = 0;   // listeners that heard it; 0 = nobody yet
    std::uint32_t timed = 0;  // among them, those not apart
    bool is_kept = false;
  };
  struct Room {
    Seq base = 0;  // seq of said[0]
    std::deque<Said> said;
    std::uint32_t listeners = 0;
    std::uint32_t timed = 0;  // among them, those not apart
    Seq top = 0;
    Seq run_from = 0;  // the smallest first seq of any listener
  };
  struct Hole {
    Seq first = 0;
    Seq last = 0;
    bool is_asked = false;  // for by history: filling it late is no disorder
  };
  struct Ear {  // one listener in one room
    Seq first = 0;
    Seq next = 0;
    std::vector<Hole> holes;  // ascending, below next
  };
  bool is_apart(Listener listener) const { return listener < apart_.size() && apart_[listener]; }
  std::uint64_t authors_out_of_order() const;
  Ear* ear_of(Listener listener, RoomId room);
  static Said& said_at(Room& room, Seq seq);
  bool take(Ear& ear, Seq seq);
  void recognise(RoomId id, Said& said, Seq seq, std::string_view bytes);
  // Whether that made it heard by all who are waited for; without any, the first is the last.
  bool count_ear(const Room& room, Said& said, bool is_timed) const;
  void measure(const Said& said, Nanos at, bool is_timed, bool is_last);

  std::vector<Sent> posts_;
  std::unordered_map<RoomId, Room> rooms_;
  std::vector<std::unordered_map<RoomId, Ear>> ears_;  // by listener
  // Posts not heard yet, by room and author, oldest first.
  std::map<std::pair<RoomId, MemberId>, std::deque<PostIndex>> waiting_;
  std::uint64_t heard_frames_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint64_t duplicated_ = 0;
  std::uint64_t reordered_ = 0;
  std::uint64_t altered_ = 0;
  std::uint64_t measured_open_ = 0;
  Histogram latency_;
  Histogram heard_by_all_;
  Histogram acknowledgement_;
  Histogram recent_;
  std::vector<bool> apart_;  // by listener
};

}  // namespace xinqiao::bench
