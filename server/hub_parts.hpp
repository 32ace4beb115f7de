// What a hub keeps of a connection, of a room on it, and of a room: shared by hub.cpp (who is told
// what) and hub_feed.cpp (how a connection is brought up to date), and by nobody else. Threading:
// as hub.hpp.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "server/attachments.hpp"
#include "server/hub.hpp"
#include "server/short_id.hpp"

namespace xinqiao {

struct Hub::Feed {
  std::uint64_t id{};
  Seq next{};                  // the next seq this connection lacks
  std::vector<Interval> have;  // from `next` on, ascending
  std::size_t skipped = 0;     // intervals of `have` that lie behind
  bool is_fetching = false;    // its page is on its way
  // While the page up to the edge is on its way: what was told since, in order.
  bool at_edge = false;
  Seq asked_through{};
  std::vector<Frame> held;
  std::size_t held_bytes = 0;

  void hold_none() {
    at_edge = false;
    held.clear();
    held_bytes = 0;
  }

  bool lacks_all(Seq from, Seq through) const {
    return next == from && (skipped == have.size() || have[skipped].first > through);
  }
  void skip_what_is_had() {
    while (skipped < have.size() && have[skipped].first <= next) {
      next = std::max(next, have[skipped].last + 1);
      ++skipped;
    }
  }
};

// The feeds of a connection that has some.
struct Hub::Feeds {
  std::unordered_map<RoomId, Feed> by_room;
  std::deque<RoomId> waiting;  // first come, first fed; may name rooms that are no longer fed
  std::size_t fetching = 0;    // rooms whose page is on its way
};

// The tells of a room in the batch at hand.
struct Hub::Gathered {
  RoomId room;
  std::vector<const Tell*> tells;
  std::size_t bytes = 0;
  // Connections that got the first so many by themselves, by slot.
  std::vector<std::pair<std::uint32_t, std::size_t>> ahead;

  std::size_t given(std::uint32_t slot) const {
    const auto found = std::ranges::find(ahead, slot, [](const auto& one) { return one.first; });
    return found == ahead.end() ? 0 : found->second;
  }
  void note(std::uint32_t slot) {
    const auto found = std::ranges::find(ahead, slot, [](const auto& one) { return one.first; });
    if (found != ahead.end()) {
      found->second = tells.size();
    } else {
      ahead.emplace_back(slot, tells.size());
    }
  }
  Frame all() const {
    if (tells.size() == 1) return tells.front()->frame;
    std::vector<Frame> frames;
    frames.reserve(tells.size());
    for (const Tell* tell : tells) frames.push_back(tell->frame);
    return Frame::joined(frames);
  }
};

// What a connection has only while something waits for it, or it is fed.
struct Hub::Busy {
  Outbox outbox;
  std::unique_ptr<Feeds> feeds;  // while there are any
  bool is_over() const { return outbox.empty() && !feeds; }
};

// Most say nothing for hours, so it is small. What telling many looks at stands first, in sixteen
// bytes that lie in one cache line wherever the connection is.
struct alignas(16) Hub::Connection {
  static constexpr std::uint32_t none = UINT32_MAX;
  std::uint32_t generation{};  // 0 = the slot is free
  int socket = no_socket;      // while it may be reached at once
  std::uint32_t busy = Lent<Busy>::none;
  bool was_reached : 1 = false;
  bool ahead : 1 = false;  // in some Gathered::ahead
  bool dirty : 1 = false;
  bool cut : 1 = false;
  bool slow : 1 = false;
  bool deflates : 1 = false;  // it is told packed frames
  Reason answered = Reason::none;
  std::uint8_t calls = 0;
  static_assert(limits::calls_in_flight <= UINT8_MAX);
  Attachments rooms;
  ShortId<MemberId> member;  // 0 = not known yet, or no more
  ShortId<SessionId> session;
  std::uint32_t next_of_member = none;  // another connection of the member: its slot

  Attachment* find(RoomId room) { return rooms.find(room); }
};

struct Hub::Room {
  static constexpr std::size_t nothing = SIZE_MAX;
  Seq told{};                      // the last seq this hub was told
  std::size_t gathered = nothing;  // its place in Hub::gathered_
  Slots live;
  Slots feeding;
  std::size_t attached() const { return live.size() + feeding.size(); }
};

}  // namespace xinqiao
