// Who hears what on one I/O thread: connections, the rooms they are attached to, the feeds that
// bring them up to date, and their outboxes. A session drains its outbox and tells the hub when it
// has; the simulator does the same without a network. While nothing waits for a socket, what is
// told live goes to it at once (Put): the one who is told next is one step further in a list.
//
// A connection's way to a room: Attach -> feeding [first, top] page by page while its outbox has
// room -> when the next seq to feed is beyond what this hub has been told of the room, it joins the
// room's live list, in the same call. Since tells and page arrivals are handled on one thread in
// order, there is no gap and no double. While the last page is on its way, what is told meanwhile
// is held beside it, so that a busy room is caught up with too.
//
// What one batch tells a room is gathered: those who hear it live get it as one piece, made once.
// Who is answered or told something of their own between two of them gets the first ones before it,
// so that everybody hears each room in its order, and all else in its place.
//
// Bounds: live tells wait up to limits::outbox_bytes, answers up to limits::answer_bytes, alerts up
// to limits::alert_reserve_bytes of their own; beyond any the connection is cut as `slow`. A feed
// asks for its next page below limits::feed_below_bytes, one page a connection at a time.
// Threading: one I/O thread owns a hub; nothing here may be called from another.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/frame.hpp"
#include "protocol/limits.hpp"
#include "server/audience.hpp"
#include "server/by_member.hpp"
#include "server/lent.hpp"
#include "server/metrics.hpp"
#include "server/outbox.hpp"
#include "server/present.hpp"
#include "server/written_alerts.hpp"

namespace xinqiao {

class Hub {
 public:
  // Puts bytes on a socket without waiting; how many it took, 0 also when the socket is dead. It is
  // called with the `puts` that it was given with.
  using Put = std::size_t (*)(void* puts, int socket, std::string_view bytes);
  static constexpr int no_socket = -1;

  // present: who counts the members on its lines, if anybody does.
  Hub(std::uint32_t thread, Metrics& metrics, std::size_t outbox_bytes = limits::outbox_bytes,
      Present* present = nullptr, Put put = nullptr, void* puts = nullptr);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // --- Sessions ---
  ConnectionId open();
  void close(ConnectionId connection);  // frees the slot and everything attached to it
  // Who has the slot now, if anybody does.
  std::optional<ConnectionId> at_slot(std::uint32_t slot) const;
  // What waits for it; null when the connection is gone. Good until the next call of the hub.
  const Outbox* outbox(ConnectionId connection) const;
  // The same to be written from; null when nothing waits.
  Outbox* to_write(ConnectionId connection);
  // So many frames of the outbox were handed to the network, whole: they leave, and feeds may go
  // on.
  void wrote(ConnectionId connection, std::size_t frames = 1);
  // A part of it was.
  void drained(ConnectionId connection);
  // From now on what is told live may be put on this socket while the outbox is empty; no_socket:
  // no more. What it does not take whole waits in the outbox, its beginning sent. Nothing is put on
  // the socket of a line that was cut, but it is still known: it may be all that is kept of it.
  void reach_at_once(ConnectionId connection, int socket);
  int socket_reached_at_once(ConnectionId connection) const;
  // permessage-deflate was agreed on: what it is told goes packed where that is smaller.
  void deflate_for(ConnectionId connection);
  bool deflates_for(ConnectionId connection) const;
  // Whether something was put on it since this was asked last.
  bool take_was_reached(ConnectionId connection);
  std::size_t take_bytes_put() { return std::exchange(bytes_put_, 0); }
  // A frame for one connection alone (an error found before the pipeline, a beat).
  void push(ConnectionId connection, Frame frame);
  // The same without bounds, for one who stops to read before they matter, and writes by itself.
  void push_unbounded(ConnectionId connection, Frame frame);
  // The session wants to end the line itself: as if the pipeline had cut it.
  void end(ConnectionId connection, CloseCode code);
  // A call goes to the pipeline; false when limits::calls_in_flight wait for their answer already.
  [[nodiscard]] bool begin_call(ConnectionId connection);
  void call_not_taken(
      ConnectionId connection);  // the pipeline did not take it: no answer will come
  std::size_t calls_in_flight(ConnectionId connection) const;
  // Of the last Answer (for the status of an HTTP exchange); Reason::none when it was accepted.
  Reason answered_reason(ConnectionId connection) const;
  // The member on the line says she is typing: to all attached to the room but her own connections;
  // nothing if the connection is not attached, or the room has more than
  // limits::typing_room_connections here. Other threads' hubs get it by typing_elsewhere.
  std::optional<Frame> typing(ConnectionId from, RoomId room);
  void typing_elsewhere(RoomId room, MemberId by, const Frame& frame);
  std::optional<MemberId> member(ConnectionId connection) const;
  SessionId session(ConnectionId connection) const;  // of the member on the line; 0 = none

  // --- Pipeline ---
  void tell(const TellBatch& batch);

  // --- What the owner must do after any of the above ---
  // Connections whose outbox got a frame since the last take: start writing.
  std::vector<ConnectionId> take_dirty();
  // Connections to close, with the code; already detached from everything. What their outbox still
  // holds goes out first.
  std::vector<std::pair<ConnectionId, CloseCode>> take_cuts();
  // Pages the feeds want, the oldest wish first, some at a time; `want` says how many of these it
  // takes, the first ones. Fewer than all: the others come again the next time, and this is false.
  using Want = std::function<std::size_t(std::span<const FeedTask>)>;
  bool pass_wishes(const Want& want);
  // Alerts that were written since the last take, and to whom: for Pipeline::wrote, which leaves in
  // the list what it did not take. That is given back before anything else is written.
  bool has_written() const { return !written_.empty(); }
  std::vector<AlertWritten> take_written() { return written_.take(); }
  void give_back(std::vector<AlertWritten> written) { written_.give_back(std::move(written)); }

  std::size_t connections() const { return open_; }
  // What waits for all sockets together, and for how many more than half of what may. A walk over
  // all of them: seldom.
  struct Waiting {
    std::uint64_t bytes = 0;
    std::uint64_t behind = 0;
  };
  Waiting waiting() const;
  std::size_t unsaid() const { return written_.size(); }  // alerts, by has_written()

 private:
  struct Feed;
  struct Feeds;
  struct Busy;
  struct Connection;
  struct Room;
  struct Gathered;
  using Slots = std::vector<std::uint32_t>;

  std::uint32_t slot_of(const Connection& connection) const;
  ConnectionId id_of(const Connection& connection) const;
  const Connection* find(ConnectionId connection) const;
  Connection* find(ConnectionId connection);
  std::uint32_t first_of(MemberId member) const;  // of its connections; Connection::none
  Busy& busy(Connection& connection);
  const Outbox& outbox_of(const Connection& connection) const;
  Feeds* feeds_of(const Connection& connection);
  Feed* feed_of(const Connection& connection, RoomId room);
  void rest(Connection& connection);  // if nothing waits and nothing feeds it
  template <class Act>
  void each_of(MemberId member, Act act);  // act may not end a connection
  void take(const Answer& answer);
  void take(const Opened& opened);
  void take(const Refused& refused);
  void take(const Attach& attach);
  void take(const Detach& detach);
  void take(const Tell& tell);
  void take(const TellRoom& tell);
  void take(const TellMember& tell);
  void take(const TellMembers& tell);
  void take(const TellEveryone& tell);
  void take(const Cut& cut);
  void take(const FeedPage& page);

  void deliver(Connection& to, const Frame& frame, Lane lane, RoomId alert = {});
  // At once if nothing waits for its socket.
  void reach(Connection& to, const Frame& frame, Lane lane = Lane::told, RoomId alert = {});
  // The same with a frame that suits it.
  void hand(Connection& to, const Frame& suited, Lane lane = Lane::told, RoomId alert = {});
  Frame suited(const Connection& to, const Frame& frame);
  Frame deflated(const Frame& frame);
  Frame all_deflated(const Gathered& gathered);
  const Frame& all_deflated(const FedEvents& events);
  void forget_deflating(const Connection& gone);
  void cut(Connection& connection, CloseCode code);
  void cut_the_slow();
  void give_gathered(Connection& to);  // what it has not got of it yet
  void tell_gathered();
  void tell_live(const Room& room, const Gathered& gathered);
  void forget(Connection& connection);  // attachments and the member's and session's lists
  void detach(Connection& connection, RoomId room);
  void place(Connection& connection, RoomId room,
             bool live);                              // puts into the room's live or feeding list
  void unplace(Connection& connection, RoomId room);  // takes out of it
  void advance(Connection& connection);               // asks for the next page, or joins
  void feed_on(Connection& connection);
  void hold(Connection& feeding, const Tell& tell);
  // How many events it was given of a page.
  std::uint64_t feed_whole(Connection& to, const FedEvents& events);
  std::uint64_t feed_lacking(Connection& to, Feed& feed, const FeedPage& page);
  void signal(Room& room, MemberId by, const Frame& frame);

  const std::uint32_t thread_;
  Metrics& metrics_;
  const std::size_t outbox_bytes_;
  Present* const present_;
  const Put put_;
  void* const puts_;
  std::uint32_t last_generation_ = 0;
  std::uint64_t last_feed_ = 0;
  std::size_t open_ = 0;
  std::size_t bytes_put_ = 0;
  // By slot. There is room for limits::connections from the beginning, of which the kernel gives
  // what is used: so they are in one piece, and stay where they are.
  std::vector<Connection> connections_;
  Slots free_;
  std::unordered_map<RoomId, Room> rooms_;  // those with somebody attached here
  std::pmr::unsynchronized_pool_resource nodes_;
  ByMember<std::uint32_t> by_member_;  // one's slot, and one more; next_of_member leads on
  Lent<Busy> busy_;
  std::vector<ConnectionId> dirty_;
  std::vector<std::pair<ConnectionId, CloseCode>> cuts_;
  std::deque<FeedTask> wishes_;
  WrittenAlerts written_;
  std::vector<Gathered> gathered_;  // told in this batch, and not yet given to all
  std::size_t gathering_ = 0;       // of them; the others are kept for their memory
  Slots slow_;                      // overflowed in the instruction at hand; cut at its end
};

}  // namespace xinqiao
