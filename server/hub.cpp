#include "server/hub.hpp"

#include <algorithm>

#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {

// --- Outbox ---

// The front may be half written: nothing comes before it.
void Outbox::push(Frame frame, Lane lane, RoomId alert) {
  bytes_[static_cast<std::size_t>(lane)] += frame.bytes();
  const std::size_t place = lane == Lane::alert ? 1 + urgent() : waiting_.size();
  const std::size_t at = std::min(place, waiting_.size());
  waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(at),
                  {std::move(frame), lane, alert});
}

RoomId Outbox::pop() {
  if (waiting_.empty()) return {};
  const Waiting& front = waiting_.front();
  const RoomId alert = front.alert;
  bytes_[static_cast<std::size_t>(front.lane)] -= front.frame.bytes();
  waiting_.pop_front();
  return alert;
}

std::size_t Outbox::urgent() const {
  std::size_t count = 0;
  while (1 + count < waiting_.size() && waiting_[1 + count].lane == Lane::alert) ++count;
  return count;
}

void Outbox::keep_front_only() {
  while (waiting_.size() > 1) {
    const Waiting& last = waiting_.back();
    bytes_[static_cast<std::size_t>(last.lane)] -= last.frame.bytes();
    waiting_.pop_back();
  }
}

Hub::Hub(std::uint32_t thread, Metrics& metrics, std::size_t outbox_bytes, Present* present)
    : thread_(thread), metrics_(metrics), outbox_bytes_(outbox_bytes), present_(present) {}

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

void Hub::wrote(ConnectionId connection) {
  Connection* found = find(connection);
  if (!found) return;
  const RoomId alert = found->outbox.pop();
  if (alert != RoomId{} && found->member) written_.push_back({alert, *found->member});
  advance(*found);
}

void Hub::drained(ConnectionId connection) {
  if (Connection* found = find(connection)) advance(*found);
}

void Hub::push(ConnectionId connection, Frame frame) {
  if (Connection* found = find(connection)) deliver(*found, frame, Lane::asked);
  cut_the_slow();
}

void Hub::end(ConnectionId connection, CloseCode code) {
  if (Connection* found = find(connection)) cut(*found, code);
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
    visit([this](const auto& one) { take(one); }, instruction);
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
  if (present_ != nullptr) present_->come(opened.member);
  deliver(*to, opened.hello, Lane::asked);
}

void Hub::take(const Refused& refused) {
  if (Connection* found = find(refused.connection)) cut(*found, refused.code);
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

void Hub::take(const TellRoom& tell) {
  const auto here = rooms_.find(tell.room);
  if (here == rooms_.end()) return;
  for (const auto* list : {&here->second.live, &here->second.feeding}) {
    for (const Room::Place& place : *list) {
      deliver(*connections_[place.slot], tell.frame, Lane::told);
    }
  }
}

void Hub::take(const TellMember& tell) {
  const auto here = by_member_.find(tell.member);
  if (here == by_member_.end()) return;
  for (const std::uint32_t slot : here->second) {
    deliver(*connections_[slot], tell.frame, tell.alert == RoomId{} ? Lane::told : Lane::alert,
            tell.alert);
  }
}

void Hub::take(const TellMembers& tell) {
  const Lane lane = tell.alert == RoomId{} ? Lane::told : Lane::alert;
  for (const MemberId member : *tell.members) {
    const auto here = by_member_.find(member);
    if (here == by_member_.end()) continue;
    for (const std::uint32_t slot : here->second) {
      deliver(*connections_[slot], tell.frame, lane, tell.alert);
    }
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

// --- Outboxes and cuts ---

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
  if (present_ != nullptr) present_->go(*connection.member);
  connection.member.reset();
}

// Never cuts at once: callers walk the lists that a cut changes.
void Hub::deliver(Connection& to, const Frame& frame, Lane lane, RoomId alert) {
  if (to.cut || to.slow) return;
  to.outbox.push(frame, lane, alert);
  if (!to.dirty) {
    to.dirty = true;
    dirty_.push_back(to.id);
  }
  const bool is_too_much = lane == Lane::told    ? to.outbox.bytes(lane) > outbox_bytes_
                           : lane == Lane::asked ? to.outbox.bytes(lane) > limits::answer_bytes
                           : lane == Lane::alert
                               ? to.outbox.bytes(lane) > limits::alert_reserve_bytes
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
