#include "server/hub.hpp"

#include <algorithm>
#include <variant>

#include "protocol/encode.hpp"

namespace xinqiao {

// --- Outbox ---

void Outbox::push(Frame frame, Lane lane) {
  bytes_[static_cast<std::size_t>(lane)] += frame.bytes();
  waiting_.push_back({std::move(frame), lane});
}

void Outbox::pop() {
  if (waiting_.empty()) return;
  const Waiting& front = waiting_.front();
  bytes_[static_cast<std::size_t>(front.lane)] -= front.frame.bytes();
  waiting_.pop_front();
}

void Outbox::keep_front_only() {
  while (waiting_.size() > 1) {
    const Waiting& last = waiting_.back();
    bytes_[static_cast<std::size_t>(last.lane)] -= last.frame.bytes();
    waiting_.pop_back();
  }
}

// --- What a hub knows ---

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
  Seq told{};  // the last seq this hub was told
  struct Place {
    std::uint32_t slot{};
    Attachment* attachment{};
  };
  std::vector<Place> live;
  std::vector<Place> feeding;
  std::size_t attached() const { return live.size() + feeding.size(); }
};

Hub::Hub(std::uint32_t thread, Metrics& metrics, std::size_t outbox_bytes)
    : thread_(thread), metrics_(metrics), outbox_bytes_(outbox_bytes) {}

Hub::~Hub() = default;

Hub::Connection* Hub::find(ConnectionId connection) const {
  if (connection.thread != thread_ || connection.slot >= connections_.size()) return nullptr;
  Connection* found = connections_[connection.slot].get();
  return found && found->id.generation == connection.generation ? found : nullptr;
}

// --- Sessions ---

ConnectionId Hub::open() {
  std::uint32_t slot{};
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(connections_.size());
    connections_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  connections_[slot] = std::make_unique<Connection>();
  connections_[slot]->id = {.thread = thread_, .slot = slot, .generation = ++last_generation_};
  ++open_;
  return connections_[slot]->id;
}

void Hub::close(ConnectionId connection) {
  Connection* gone = find(connection);
  if (!gone) return;
  forget(*gone);
  connections_[connection.slot].reset();
  free_.push_back(connection.slot);
  --open_;
}

Outbox* Hub::outbox(ConnectionId connection) {
  Connection* found = find(connection);
  return found ? &found->outbox : nullptr;
}

void Hub::drained(ConnectionId connection) {
  if (Connection* found = find(connection)) advance(*found);
}

void Hub::push(ConnectionId connection, Frame frame) {
  if (Connection* found = find(connection)) deliver(*found, frame, Lane::asked);
  cut_the_slow();
}

bool Hub::begin_call(ConnectionId connection) {
  Connection* found = find(connection);
  if (!found || found->calls >= limits::calls_in_flight) return false;
  ++found->calls;
  return true;
}

void Hub::call_not_taken(ConnectionId connection) {
  Connection* found = find(connection);
  if (found && found->calls > 0) --found->calls;
}

std::size_t Hub::calls_in_flight(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? found->calls : 0;
}

Reason Hub::answered_reason(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? found->answered : Reason::none;
}

std::optional<MemberId> Hub::member(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? found->member : std::nullopt;
}

std::optional<Frame> Hub::typing(ConnectionId from, RoomId room) {
  const Connection* found = find(from);
  if (!found || !found->member || !found->rooms.contains(room)) return std::nullopt;
  Room& here = rooms_.at(room);
  if (here.attached() > limits::typing_room_connections) return std::nullopt;
  Frame frame = encode_notification("typing", encode_typing(room, *found->member));
  signal(here, *found->member, frame);
  return frame;
}

void Hub::typing_elsewhere(RoomId room, MemberId by, const Frame& frame) {
  const auto here = rooms_.find(room);
  if (here == rooms_.end() || here->second.attached() > limits::typing_room_connections) return;
  signal(here->second, by, frame);
}

// A signal is not worth a full outbox: who is behind goes without.
void Hub::signal(Room& room, MemberId by, const Frame& frame) {
  for (const auto* list : {&room.live, &room.feeding}) {
    for (const Room::Place& place : *list) {
      Connection& to = *connections_[place.slot];
      if (to.member != by && to.outbox.bytes() < limits::feed_below_bytes) {
        deliver(to, frame, Lane::told);
      }
    }
  }
  cut_the_slow();
}

// --- Pipeline ---

void Hub::tell(const TellBatch& batch) {
  for (const Instruction& instruction : batch) {
    std::visit([this](const auto& one) { take(one); }, instruction);
    cut_the_slow();
  }
}

void Hub::take(const Answer& answer) {
  Connection* to = find(answer.to);
  if (!to) return;
  if (to->calls > 0) --to->calls;
  to->answered = answer.accepted ? Reason::none : answer.reason;
  deliver(*to, answer.frame, Lane::asked);
}

void Hub::take(const Opened& opened) {
  Connection* to = find(opened.connection);
  if (!to || to->member || to->cut) return;
  to->member = opened.member;
  to->session = opened.session;
  by_member_[opened.member].push_back(opened.connection.slot);
  by_session_[opened.session].push_back(opened.connection.slot);
  deliver(*to, opened.hello, Lane::asked);
}

void Hub::take(const Refused& refused) {
  if (Connection* found = find(refused.connection)) cut(*found, refused.code);
}

void Hub::take(const Attach& attach) {
  Connection* to = find(attach.connection);
  if (!to || to->cut) return;
  detach(*to, attach.room);
  Room& room = rooms_[attach.room];
  room.told = std::max(room.told, attach.top);
  Feed feed;
  feed.id = ++last_feed_;
  feed.next = std::max<Seq>(attach.first, 1);
  feed.have = attach.have;
  // What a device claims to have beyond the top it has from another life: it is told what comes
  // there now.
  while (!feed.have.empty() && feed.have.back().first > attach.top) feed.have.pop_back();
  if (!feed.have.empty()) feed.have.back().last = std::min(feed.have.back().last, attach.top);
  feed.skip_what_is_had();
  const bool nothing_missing = feed.next > room.told;
  Attachment& attachment = to->rooms[attach.room];
  if (!nothing_missing) attachment.feed = std::move(feed);
  place(*to, attach.room, nothing_missing);
  if (nothing_missing) return;
  to->to_feed.push_back(attach.room);
  advance(*to);
}

void Hub::take(const Detach& gone) {
  const auto here = by_member_.find(gone.member);
  if (here == by_member_.end()) return;
  for (const std::uint32_t slot : here->second) {
    detach(*connections_[slot], gone.room);
    advance(*connections_[slot]);
  }
}

void Hub::take(const Tell& tell) {
  const auto here = rooms_.find(tell.room);
  if (here == rooms_.end()) return;
  Room& room = here->second;
  if (tell.seq <= room.told) return;
  room.told = tell.seq;
  for (const Room::Place& place : room.live) {
    deliver(*connections_[place.slot], tell.frame, Lane::told);
  }
  metrics_.deliveries.fetch_add(room.live.size(), std::memory_order_relaxed);
  for (const Room::Place& place : room.feeding) hold(*connections_[place.slot], tell);
}

// Beside a last page on its way, a bounded number of tells is held; beyond that another page is
// asked for.
void Hub::hold(Connection& feeding, const Tell& tell) {
  Feed& feed = *feeding.rooms.at(tell.room).feed;
  if (!feed.at_edge) return;
  feed.held.push_back(tell.frame);
  feed.held_bytes += tell.frame.bytes();
  const bool is_too_much =
      feed.held.size() > limits::feed_page_events || feed.held_bytes > limits::feed_below_bytes;
  if (is_too_much) feed.hold_none();
}

void Hub::take(const TellMember& tell) {
  const auto here = by_member_.find(tell.member);
  if (here == by_member_.end()) return;
  for (const std::uint32_t slot : here->second) {
    deliver(*connections_[slot], tell.frame, Lane::told);
  }
}

void Hub::take(const TellEveryone& tell) {
  for (const auto& connection : connections_) {
    if (connection && connection->member) deliver(*connection, tell.frame, Lane::told);
  }
}

void Hub::take(const Cut& gone) {
  const auto here = by_session_.find(gone.session);
  if (here == by_session_.end()) return;
  const Slots slots = here->second;  // cut changes the list
  for (const std::uint32_t slot : slots) cut(*connections_[slot], gone.code);
}

void Hub::take(const FeedPage& page) {
  Connection* to = find(page.connection);
  if (!to || to->cut) return;
  const auto here = to->rooms.find(page.room);
  const bool is_expected = to->fetching == page.room && here != to->rooms.end() &&
                           here->second.feed && here->second.feed->id == page.feed;
  if (!is_expected) return;
  Feed& feed = *here->second.feed;
  to->fetching.reset();
  to->to_feed.push_front(page.room);
  std::uint64_t given = 0;
  for (const auto& [seq, frame] : page.events) {
    if (seq < feed.next || seq > page.through) continue;
    feed.next = seq;
    feed.skip_what_is_had();
    if (feed.next != seq) continue;
    deliver(*to, frame, Lane::fed);
    feed.next = seq + 1;
    ++given;
  }
  feed.next = std::max(feed.next, page.through + 1);
  feed.skip_what_is_had();
  if (feed.at_edge && page.through == feed.asked_through) {
    for (const Frame& frame : feed.held) deliver(*to, frame, Lane::fed);
    given += feed.held.size();
    feed.next = rooms_.at(page.room).told + 1;
  }
  feed.hold_none();
  metrics_.deliveries.fetch_add(given, std::memory_order_relaxed);
  advance(*to);
}

// --- Feeding ---

// One page at a time a connection, room by room; a room with nothing left joins its live list.
void Hub::advance(Connection& connection) {
  while (!connection.cut && !connection.fetching && !connection.to_feed.empty()) {
    const RoomId id = connection.to_feed.front();
    const auto here = connection.rooms.find(id);
    if (here == connection.rooms.end() || !here->second.feed) {
      connection.to_feed.pop_front();
      continue;
    }
    Feed& feed = *here->second.feed;
    const Room& room = rooms_.at(id);
    if (feed.next > room.told) {
      connection.to_feed.pop_front();
      unplace(connection, id);
      here->second.feed.reset();
      place(connection, id, true);
      continue;
    }
    if (connection.outbox.bytes() >= limits::feed_below_bytes) return;
    connection.to_feed.pop_front();
    connection.fetching = id;
    feed.hold_none();
    feed.asked_through = std::min<Seq>(room.told, feed.next + limits::feed_page_events - 1);
    feed.at_edge = feed.asked_through == room.told;
    wishes_.push_back({.connection = connection.id,
                       .room = id,
                       .feed = feed.id,
                       .from = feed.next,
                       .through = feed.asked_through});
  }
}

void Hub::give_back(const FeedTask& task) {
  const Connection* found = find(task.connection);
  if (!found || found->fetching != task.room) return;
  const auto here = found->rooms.find(task.room);
  const bool is_wanted =
      here != found->rooms.end() && here->second.feed && here->second.feed->id == task.feed;
  if (is_wanted) wishes_.push_back(task);
}

// --- Lists ---

void Hub::place(Connection& connection, RoomId room, bool live) {
  Attachment& attachment = connection.rooms.at(room);
  auto& list = live ? rooms_[room].live : rooms_[room].feeding;
  attachment.index = static_cast<std::uint32_t>(list.size());
  list.push_back({connection.id.slot, &attachment});
}

void Hub::unplace(Connection& connection, RoomId room) {
  const Attachment& attachment = connection.rooms.at(room);
  Room& here = rooms_.at(room);
  auto& list = attachment.feed ? here.feeding : here.live;
  list[attachment.index] = list.back();
  list[attachment.index].attachment->index = attachment.index;
  list.pop_back();
}

void Hub::detach(Connection& connection, RoomId room) {
  const auto here = connection.rooms.find(room);
  if (here == connection.rooms.end()) return;
  unplace(connection, room);
  connection.rooms.erase(here);
  if (connection.fetching == room) connection.fetching.reset();
  std::erase(connection.to_feed, room);
  if (rooms_.at(room).attached() == 0) rooms_.erase(room);
}

void Hub::forget(Connection& connection) {
  while (!connection.rooms.empty()) detach(connection, connection.rooms.begin()->first);
  if (!connection.member) return;
  const auto leave = [&](auto& lists, auto key) {
    const auto here = lists.find(key);
    if (here == lists.end()) return;
    std::erase(here->second, connection.id.slot);
    if (here->second.empty()) lists.erase(here);
  };
  leave(by_member_, *connection.member);
  leave(by_session_, connection.session);
  connection.member.reset();
}

// --- Outboxes and cuts ---

// Never cuts at once: callers walk the lists that a cut changes.
void Hub::deliver(Connection& to, const Frame& frame, Lane lane) {
  if (to.cut || to.slow) return;
  to.outbox.push(frame, lane);
  if (!to.dirty) {
    to.dirty = true;
    dirty_.push_back(to.id);
  }
  const bool is_too_much = lane == Lane::told    ? to.outbox.bytes(lane) > outbox_bytes_
                           : lane == Lane::asked ? to.outbox.bytes(lane) > limits::answer_bytes
                                                 : false;  // a feed bounds itself
  if (is_too_much) {
    to.slow = true;
    slow_.push_back(to.id.slot);
  }
}

void Hub::cut_the_slow() {
  while (!slow_.empty()) {
    Connection& slow = *connections_[slow_.back()];
    slow_.pop_back();
    slow.outbox.keep_front_only();
    metrics_.connections_slow.fetch_add(1, std::memory_order_relaxed);
    cut(slow, CloseCode::slow);
  }
}

void Hub::cut(Connection& connection, CloseCode code) {
  if (connection.cut) return;
  connection.cut = true;
  forget(connection);
  connection.to_feed.clear();
  cuts_.emplace_back(connection.id, code);
}

// --- What the owner must do ---

std::vector<ConnectionId> Hub::take_dirty() {
  for (const ConnectionId id : dirty_) {
    if (Connection* found = find(id)) found->dirty = false;
  }
  return std::exchange(dirty_, {});
}

std::vector<std::pair<ConnectionId, CloseCode>> Hub::take_cuts() {
  return std::exchange(cuts_, {});
}

std::vector<FeedTask> Hub::take_wishes() {
  return std::exchange(wishes_, {});
}

}  // namespace xinqiao
