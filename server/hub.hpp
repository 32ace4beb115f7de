// Who hears what on one I/O thread: connections, the rooms they are attached to, the feeds that
// bring them up to date, and their outboxes. No sockets here: a session drains its outbox and tells
// the hub when it has; the simulator does the same without a network.
//
// A connection's way to a room: Attach -> feeding [first, top] page by page while its outbox has
// room -> when the next seq to feed is beyond what this hub has been told of the room, it joins the
// room's live list, in the same call. Since tells and page arrivals are handled on one thread in
// order, there is no gap and no double.
//
// Bounds: an outbox holds at most limits::outbox_bytes; live tells beyond that close the connection
// `slow`. Threading: one I/O thread owns a hub; nothing here may be called from another.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "protocol/frame.hpp"
#include "protocol/limits.hpp"
#include "server/audience.hpp"
#include "server/metrics.hpp"

namespace xinqiao {

// Frames that wait for one socket, oldest first, counted in bytes.
class Outbox {
 public:
  void push(Frame frame);
  bool empty() const { return frames_.empty(); }
  std::size_t bytes() const { return bytes_; }
  const Frame& front() const { return frames_.front(); }
  void pop();
  std::size_t frames() const { return frames_.size(); }

 private:
  std::deque<Frame> frames_;
  std::size_t bytes_ = 0;
};

class Hub {
 public:
  Hub(std::uint32_t thread, Metrics& metrics, std::size_t outbox_bytes = limits::outbox_bytes);

  // --- Sessions ---
  ConnectionId open();
  void close(ConnectionId connection);  // frees the slot and everything attached to it
  Outbox* outbox(ConnectionId connection);
  // The session wrote something out: feeds may go on.
  void drained(ConnectionId connection);
  // A frame for one connection alone (an error found before the pipeline, a beat).
  void push(ConnectionId connection, Frame frame);
  // The member on the line says she is typing: to all attached to the room but her own connections;
  // nothing if the connection is not attached, or the room has more than
  // limits::typing_room_connections here. Other threads' hubs get it by typing_elsewhere.
  std::optional<Frame> typing(ConnectionId from, RoomId room);
  void typing_elsewhere(RoomId room, MemberId by, const Frame& frame);
  std::optional<MemberId> member(ConnectionId connection) const;

  // --- Pipeline ---
  void tell(const TellBatch& batch);

  // --- What the owner must do after any of the above ---
  // Connections whose outbox got its first frame since the last take: start writing.
  std::vector<ConnectionId> take_dirty();
  // Connections to close, with the code; already detached from everything.
  std::vector<std::pair<ConnectionId, CloseCode>> take_cuts();
  // Pages the feeds want; pass each to Pipeline::want, and give back those it did not take.
  std::vector<FeedTask> take_wishes();
  void give_back(const FeedTask& task);

  std::size_t connections() const;

 private:
  struct Connection;
  struct Room;
  // The author of hub.cpp fills this in.
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace xinqiao
