// The seam through which the pipeline reaches sessions: one stream of instructions in the order of
// the log. The pipeline tells nothing before it is kept. net implements Audience over hubs; tests
// and the simulator record. Threading: tell is called by the keeper's threads, one at a time, by
// the reader thread and by those that check passwords; a TellBatch is immutable and shared by all
// I/O threads. The keeper's tells
// arrive in order, whichever of its threads told them, and so do the reader's.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/frame.hpp"
#include "protocol/ids.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

// A connection (socket, or one HTTP exchange) for life: the I/O thread that owns it, its slot
// there, and a generation, so that an answer to a connection that is gone can never reach its
// successor.
struct ConnectionId {
  std::uint32_t thread{};
  std::uint32_t slot{};
  std::uint64_t generation{};
  auto operator<=>(const ConnectionId&) const = default;
};

// The answer to one call: a whole JSON-RPC text. `accepted` is false for an error.
struct Answer {
  ConnectionId to;
  Frame frame;
  bool accepted = true;
  Reason reason = Reason::none;  // of an error, for HTTP status and metrics
};
// A socket is known: it belongs to this member and session; `hello` is the first thing it is told.
struct Opened {
  ConnectionId connection;
  MemberId member;
  SessionId session;
  Frame hello;
};
// A socket is not known: close it.
struct Refused {
  ConnectionId connection;
  CloseCode code = CloseCode::login;
};
// The connection may hear the room. It is fed what it lacks in [first, top], then joins live
// telling. Replaces an earlier Attach of the same room.
struct Attach {
  ConnectionId connection;
  RoomId room;
  Seq first{};
  Seq top{};                   // the room's last seq at this place of the stream
  std::vector<Interval> have;  // not to be sent again
};
// All connections of the member stop hearing the room, fed or live.
struct Detach {
  MemberId member;
  RoomId room;
};
// An event of a room, for every connection attached to it.
struct Tell {
  RoomId room;
  Seq seq{};
  Frame frame;
};
// What is not ordered with a room's events and never kept, such as totals: for every connection
// attached to the room, live or fed.
struct TellRoom {
  RoomId room;
  Frame frame;
};
struct TellMember {
  MemberId member;
  Frame frame;
};
// The same to many: one list, shared by all threads that tell it.
struct TellMembers {
  std::shared_ptr<const std::vector<MemberId>> members;
  Frame frame;
  RoomId alert{};  // of an alert: it passes what waits, and the hub says when it was written
};
struct TellEveryone {
  Frame frame;
};
// All sockets of the session are closed.
struct Cut {
  SessionId session;
  CloseCode code = CloseCode::login;
};
// Events of a room that follow each other, each a whole `event` frame: one page for all whom the
// same is missing. Threading: any.
class FedEvents {
 public:
  using Event = std::pair<Seq, Frame>;

  explicit FedEvents(std::vector<Event> events);

  const std::vector<Event>& each() const { return each_; }
  const Frame& all() const { return all_; }  // in one piece
  // The same packed (RFC 7692); `pack` makes a frame's twin, and is asked the first time.
  template <class Pack>
  const Frame& all_packed(Pack pack) const {
    std::call_once(is_packed_, [&] { all_packed_ = joined(pack); });
    return all_packed_;
  }

 private:
  template <class Change>
  Frame joined(Change change) const {
    std::vector<Frame> frames;
    frames.reserve(each_.size());
    for (const Event& event : each_) frames.push_back(change(event.second));
    return Frame::joined(frames);
  }

  std::vector<Event> each_;
  Frame all_;
  mutable std::once_flag is_packed_;
  mutable Frame all_packed_;
};
inline FedEvents::FedEvents(std::vector<Event> events)
    : each_(std::move(events)), all_(joined([](const Frame& frame) { return frame; })) {}

// A page that a feed asked for (see FeedTask): the events of [from, through], which may end before
// what was asked for.
struct FeedPage {
  ConnectionId connection;
  RoomId room;
  std::uint64_t feed{};  // which feed of the connection asked
  Seq from{};
  Seq through{};
  std::shared_ptr<const FedEvents> events;
};

using Instruction = variant<Answer, Opened, Refused, Attach, Detach, Tell, TellMember, TellEveryone,
                            Cut, FeedPage, TellRoom, TellMembers>;
using TellBatch = std::vector<Instruction>;

class Audience {
 public:
  virtual ~Audience() = default;
  virtual void tell(std::shared_ptr<const TellBatch> batch) = 0;
};

// What a feed needs next: the events of [from, through], at most limits::feed_page_events. It may
// get fewer, the first of them.
// Its answer is a FeedPage with the same connection, room and feed.
struct FeedTask {
  ConnectionId connection;
  RoomId room;
  std::uint64_t feed{};
  Seq from{};
  Seq through{};
};

// What a request said and no command may hold: for PasswordDesk, which wipes them.
struct Passwords {
  std::string given;
  std::string fresh;
};

// A request on its way in.
struct Heard {
  ConnectionId from;
  TokenHash caller{};   // hash of the session token; all zero = no credentials
  MemberId member{};    // or, of a line that is open, whose it is
  SessionId session{};  // and the session it was opened with
  std::string address;  // of the peer, for guess limits; never logged with a member
  Request request;
  std::string disclose;       // token or link secret to say in the answer if it is accepted
  std::uint64_t heard_ns{};   // on the steady clock, for the metrics alone
  std::uint64_t queued_ns{};  // likewise: when it came into the inbox, the last time
  Passwords passwords{};
};

}  // namespace xinqiao
