// What a hub keeps of a connection, of a room on it, and of a room: shared by hub.cpp (who is told
// what) and hub_feed.cpp (how a connection is brought up to date), and by nobody else. Threading:
// as hub.hpp.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "server/hub.hpp"

namespace xinqiao {

struct Hub::Feed {
  std::uint64_t id{};
  Seq next{};                  // the next seq this connection lacks
  std::vector<Interval> have;  // from `next` on, ascending
  std::size_t skipped = 0;     // intervals of `have` that lie behind
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

  void skip_what_is_had() {
    while (skipped < have.size() && have[skipped].first <= next) {
      next = std::max(next, have[skipped].last + 1);
      ++skipped;
    }
  }
};

// A room on a connection: live, or fed until then.
struct Hub::Attachment {
  std::uint32_t index{};  // in the room's live or feeding list
  std::optional<Feed> feed;
};

// The tells of a room in the batch at hand.
struct Hub::Gathered {
  RoomId room;
  std::vector<const Tell*> tells;
  // Connections that got the first so many by themselves; few, and by slot.
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
    std::vector<const Frame*> frames;
    frames.reserve(tells.size());
    for (const Tell* tell : tells) frames.push_back(&tell->frame);
    return Frame::joined(frames);
  }
};

struct Hub::Connection {
  ConnectionId id;
  std::optional<MemberId> member;
  SessionId session;
  Outbox outbox;
  std::unordered_map<RoomId, Attachment> rooms;
  std::deque<RoomId> to_feed;      // first come, first fed; may name rooms that are no longer fed
  std::optional<RoomId> fetching;  // the room whose page is on its way
  std::size_t calls = 0;
  Reason answered = Reason::none;
  bool dirty = false;
  bool cut = false;
  bool slow = false;
};

struct Hub::Room {
  static constexpr std::size_t nothing = SIZE_MAX;
  Seq told{};                      // the last seq this hub was told
  std::size_t gathered = nothing;  // its place in Hub::gathered_
  struct Place {
    Connection* to{};
    Attachment* attachment{};
  };
  std::vector<Place> live;
  std::vector<Place> feeding;
  std::size_t attached() const { return live.size() + feeding.size(); }
};

}  // namespace xinqiao
