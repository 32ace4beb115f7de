// What sessions ask of their hub (hub.hpp): lines that open and end, what has left, and what typing
// shows.
#include "server/hub.hpp"

#include <utility>

#include "protocol/encode.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {

ConnectionId Hub::open() {
  auto slot = static_cast<std::uint32_t>(connections_.size());
  if (free_.empty()) {
    connections_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  // No answer is on its way for as long as it takes to count around.
  if (++last_generation_ == 0) ++last_generation_;
  Connection& opened = connections_[slot];
  opened.generation = last_generation_;
  ++open_;
  return id_of(opened);
}

void Hub::close(ConnectionId connection) {
  Connection* gone = find(connection);
  if (!gone) return;
  forget(*gone);
  forget_deflating(*gone);
  if (gone->busy != busy_.none) busy_.give_back(gone->busy);
  *gone = {};
  free_.push_back(connection.slot);
  --open_;
}

std::optional<ConnectionId> Hub::at_slot(std::uint32_t slot) const {
  if (slot >= connections_.size() || connections_[slot].generation == 0) return std::nullopt;
  return id_of(connections_[slot]);
}

const Outbox* Hub::outbox(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? &outbox_of(*found) : nullptr;
}

Outbox* Hub::to_write(ConnectionId connection) {
  Connection* found = find(connection);
  return found && !outbox_of(*found).empty() ? &busy(*found).outbox : nullptr;
}

void Hub::wrote(ConnectionId connection, std::size_t frames) {
  Connection* found = find(connection);
  if (!found) return;
  for (; frames > 0 && found->busy != busy_.none; --frames) {
    const RoomId alert = busy(*found).outbox.pop();
    if (alert != RoomId{} && found->member != MemberId{}) {
      written_.push_back({alert, found->member});
    }
  }
  advance(*found);
}

void Hub::drained(ConnectionId connection) {
  if (Connection* found = find(connection)) advance(*found);
}

void Hub::reach_at_once(ConnectionId connection, int socket) {
  Connection* found = find(connection);
  if (found && !found->cut) found->socket = socket;
}

int Hub::socket_reached_at_once(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? found->socket : no_socket;
}

bool Hub::take_was_reached(ConnectionId connection) {
  Connection* found = find(connection);
  if (!found || !found->was_reached) return false;
  found->was_reached = false;
  return true;
}

void Hub::push(ConnectionId connection, Frame frame) {
  Connection* found = find(connection);
  if (found && !found->cut) reach(*found, frame, Lane::asked);
  cut_the_slow();
}

void Hub::push_unbounded(ConnectionId connection, Frame frame) {
  Connection* found = find(connection);
  if (found && !found->cut) busy(*found).outbox.push(std::move(frame), Lane::asked);
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
  if (!found || found->member == MemberId{}) return std::nullopt;
  return found->member;
}

SessionId Hub::session(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found ? SessionId(found->session) : SessionId{};
}

std::optional<Frame> Hub::typing(ConnectionId from, RoomId room) {
  Connection* found = find(from);
  if (!found || found->member == MemberId{} || found->find(room) == nullptr) return std::nullopt;
  Room& here = rooms_.at(room);
  if (here.attached() > limits::typing_room_connections) return std::nullopt;
  Frame frame = encode_notification("typing", encode_typing(room, found->member));
  signal(here, found->member, frame);
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
    for (const std::uint32_t slot : *list) {
      Connection& to = connections_[slot];
      if (to.member != by && outbox_of(to).bytes() < limits::feed_below_bytes) {
        deliver(to, frame, Lane::told);
      }
    }
  }
  cut_the_slow();
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

}  // namespace xinqiao
