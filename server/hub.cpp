#include "server/hub.hpp"

#include <algorithm>

#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {
namespace {

const Outbox nothing_waits;

// What comes after it in a batch may be told to others than what came before.
bool changes_who_hears(const Instruction& instruction) {
  return holds_alternative<Attach>(instruction) || holds_alternative<Detach>(instruction) ||
         holds_alternative<Cut>(instruction) || holds_alternative<Refused>(instruction) ||
         holds_alternative<FeedPage>(instruction) || holds_alternative<TellRoom>(instruction) ||
         holds_alternative<TellEveryone>(instruction);
}

}  // namespace

Hub::Hub(std::uint32_t thread, Metrics& metrics, std::size_t outbox_bytes, Present* present,
         Put put, void* puts)
    : thread_(thread),
      metrics_(metrics),
      outbox_bytes_(outbox_bytes),
      present_(present),
      put_(put),
      puts_(puts) {
  static_assert(sizeof(Connection) == 48);
  connections_.reserve(limits::connections);
}

Hub::~Hub() = default;

const Hub::Connection* Hub::find(ConnectionId connection) const {
  if (connection.thread != thread_ || connection.slot >= connections_.size()) return nullptr;
  if (connection.generation == 0) return nullptr;  // nobody, such as the server itself
  const Connection& found = connections_[connection.slot];
  return found.generation == connection.generation ? &found : nullptr;
}

Hub::Connection* Hub::find(ConnectionId connection) {
  return const_cast<Connection*>(std::as_const(*this).find(connection));
}

std::uint32_t Hub::slot_of(const Connection& connection) const {
  return static_cast<std::uint32_t>(&connection - connections_.data());
}

ConnectionId Hub::id_of(const Connection& connection) const {
  return {.thread = thread_, .slot = slot_of(connection), .generation = connection.generation};
}

std::uint32_t Hub::first_of(MemberId member) const {
  static_assert(Connection::none + 1 == 0);
  return by_member_.at(member) - 1;
}

Hub::Busy& Hub::busy(Connection& connection) {
  if (connection.busy == busy_.none) connection.busy = busy_.lend();
  return busy_.at(connection.busy);
}

void Hub::rest(Connection& connection) {
  if (connection.busy == busy_.none || !busy_.at(connection.busy).is_over()) return;
  busy_.give_back(std::exchange(connection.busy, busy_.none));
}

const Outbox& Hub::outbox_of(const Connection& connection) const {
  return connection.busy == busy_.none ? nothing_waits : busy_.at(connection.busy).outbox;
}

Hub::Feeds* Hub::feeds_of(const Connection& connection) {
  return connection.busy == busy_.none ? nullptr : busy_.at(connection.busy).feeds.get();
}

Hub::Feed* Hub::feed_of(const Connection& connection, RoomId room) {
  Feeds* const feeds = feeds_of(connection);
  if (feeds == nullptr) return nullptr;
  const auto here = feeds->by_room.find(room);
  return here == feeds->by_room.end() ? nullptr : &here->second;
}

template <class Act>
void Hub::each_of(MemberId member, Act act) {
  for (std::uint32_t slot = first_of(member); slot != Connection::none;) {
    Connection& connection = connections_[slot];
    slot = connection.next_of_member;
    act(connection);
  }
}

// --- Pipeline ---

void Hub::tell(const TellBatch& batch) {
  for (const Instruction& instruction : batch) {
    if (changes_who_hears(instruction)) tell_gathered();
    visit([this](const auto& one) { take(one); }, instruction);
    cut_the_slow();
  }
  tell_gathered();
  cut_the_slow();
}

void Hub::take(const Answer& answer) {
  Connection* to = find(answer.to);
  if (!to) return;
  if (to->calls > 0) --to->calls;
  to->answered = answer.accepted ? Reason::none : answer.reason;
  give_gathered(*to);
  deliver(*to, answer.frame, Lane::asked);
}

void Hub::take(const Opened& opened) {
  Connection* to = find(opened.connection);
  if (!to || to->member != MemberId{} || to->cut) return;
  to->member = opened.member;
  to->session = opened.session;
  to->next_of_member = first_of(opened.member);
  by_member_.set(opened.member, slot_of(*to) + 1);
  const std::size_t sockets = present_ != nullptr ? present_->come(opened.member) : 1;
  if (sockets > limits::connections_per_member) {
    metrics_.sockets_refused.fetch_add(1, std::memory_order_relaxed);
    return cut(*to, CloseCode::overloaded);
  }
  deliver(*to, opened.hello, Lane::asked);
}

void Hub::take(const Refused& refused) {
  if (Connection* found = find(refused.connection)) cut(*found, refused.code);
}

void Hub::take(const Detach& gone) {
  each_of(gone.member, [&](Connection& connection) {
    detach(connection, gone.room);
    advance(connection);
  });
}

// Given to those who hear the room live when the batch has no more of it, or something else comes
// that changes who hears it.
void Hub::take(const Tell& tell) {
  const auto here = rooms_.find(tell.room);
  if (here == rooms_.end()) return;
  Room& room = here->second;
  if (tell.seq <= room.told) return;
  room.told = tell.seq;
  for (const std::uint32_t slot : room.feeding) hold(connections_[slot], tell);
  if (room.live.empty()) return;
  // More at once than a socket takes is no gain.
  if (room.gathered != Room::nothing &&
      gathered_[room.gathered].bytes + tell.frame.bytes() > limits::socket_send_bytes) {
    tell_gathered();
  }
  if (room.gathered == Room::nothing) {
    room.gathered = gathering_++;
    if (gathered_.size() < gathering_) gathered_.emplace_back();
    gathered_[room.gathered].room = tell.room;
  }
  gathered_[room.gathered].tells.push_back(&tell);
  gathered_[room.gathered].bytes += tell.frame.bytes();
}

void Hub::give_gathered(Connection& to) {
  if (gathering_ == 0 || to.rooms.empty()) return;
  const auto give = [&](const Attachment& attachment, Gathered& gathered) {
    if (attachment.is_fed()) return;
    std::size_t next = to.ahead ? gathered.given(slot_of(to)) : 0;
    for (; next < gathered.tells.size(); ++next) {
      deliver(to, gathered.tells[next]->frame, Lane::told);
    }
    gathered.note(slot_of(to));
    to.ahead = true;
  };
  if (gathering_ < to.rooms.size()) {
    for (std::size_t i = 0; i < gathering_; ++i) {
      const Attachment* here = to.find(gathered_[i].room);
      if (here != nullptr) give(*here, gathered_[i]);
    }
    return;
  }
  for (const Attachment& attachment : to.rooms.all()) {
    const std::size_t place = rooms_.at(attachment.room()).gathered;
    if (place != Room::nothing) give(attachment, gathered_[place]);
  }
}

void Hub::tell_live(const Room& room, const Gathered& gathered) {
  const Frame all = gathered.all();
  Frame packed;  // made for the first who takes it
  for (const std::uint32_t slot : room.live) {
    Connection& to = connections_[slot];
    const std::size_t given = to.ahead ? gathered.given(slot) : 0;
    if (given == 0) {
      if (to.deflates && packed.bytes() == 0) packed = all_deflated(gathered);
      hand(to, to.deflates ? packed : all);
      continue;
    }
    for (std::size_t next = given; next < gathered.tells.size(); ++next) {
      deliver(to, gathered.tells[next]->frame, Lane::told);
    }
  }
}

void Hub::tell_gathered() {
  std::uint64_t deliveries = 0;
  const std::size_t count = std::exchange(gathering_, 0);
  for (std::size_t i = 0; i < count; ++i) {
    Gathered& gathered = gathered_[i];
    const auto here = rooms_.find(gathered.room);  // the last who heard it may have been cut
    if (here != rooms_.end()) {
      here->second.gathered = Room::nothing;
      deliveries += here->second.live.size() * gathered.tells.size();
      tell_live(here->second, gathered);
    }
    gathered.tells.clear();
    gathered.bytes = 0;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (const auto& [slot, given] : gathered_[i].ahead) connections_[slot].ahead = false;
    gathered_[i].ahead.clear();
  }
  if (deliveries > 0) metrics_.deliveries.fetch_add(deliveries, std::memory_order_relaxed);
}

void Hub::take(const TellRoom& tell) {
  const auto here = rooms_.find(tell.room);
  if (here == rooms_.end()) return;
  for (const auto* list : {&here->second.live, &here->second.feeding}) {
    for (const std::uint32_t slot : *list) reach(connections_[slot], tell.frame);
  }
}

void Hub::take(const TellMember& tell) {
  each_of(tell.member, [&](Connection& to) {
    give_gathered(to);
    reach(to, tell.frame);
  });
}

void Hub::take(const TellMembers& tell) {
  const Lane lane = tell.alert == RoomId{} ? Lane::told : Lane::alert;
  for (const MemberId member : *tell.members) {
    each_of(member, [&](Connection& to) {
      give_gathered(to);
      reach(to, tell.frame, lane, tell.alert);
    });
  }
}

void Hub::take(const TellEveryone& tell) {
  for (Connection& to : connections_) {
    if (to.member != MemberId{}) reach(to, tell.frame);
  }
}

// Seldom, and a walk over all is cheaper than a list by session for everybody.
void Hub::take(const Cut& gone) {
  for (Connection& connection : connections_) {
    const bool is_of_it = connection.member != MemberId{} && connection.session == gone.session;
    if (is_of_it) cut(connection, gone.code);
  }
}

// --- Outboxes and cuts ---

void Hub::forget(Connection& connection) {
  while (!connection.rooms.empty()) detach(connection, connection.rooms.last().room());
  if (connection.member == MemberId{}) return;
  const std::uint32_t slot = slot_of(connection);
  const std::uint32_t next = std::exchange(connection.next_of_member, Connection::none);
  std::uint32_t before = first_of(connection.member);
  if (before == slot) {
    by_member_.set(connection.member, next + 1);
  } else {
    while (connections_[before].next_of_member != slot) {
      before = connections_[before].next_of_member;
    }
    connections_[before].next_of_member = next;
  }
  if (present_ != nullptr) present_->go(connection.member);
  connection.member = {};
}

// Never cuts at once: callers walk the lists that a cut changes.
void Hub::deliver(Connection& to, const Frame& frame, Lane lane, RoomId alert) {
  if (to.cut || to.slow) return;
  Outbox& outbox = busy(to).outbox;
  outbox.push(suited(to, frame), lane, alert);
  if (!to.dirty) {
    to.dirty = true;
    dirty_.push_back(id_of(to));
  }
  const bool is_too_much = lane == Lane::told    ? outbox.bytes(lane) > outbox_bytes_
                           : lane == Lane::asked ? outbox.bytes(lane) > limits::answer_bytes
                           : lane == Lane::alert ? outbox.bytes(lane) > limits::alert_reserve_bytes
                                                 : false;  // a feed bounds itself
  if (is_too_much) {
    to.slow = true;
    slow_.push_back(slot_of(to));
  }
}

void Hub::reach(Connection& to, const Frame& frame, Lane lane, RoomId alert) {
  hand(to, suited(to, frame), lane, alert);
}

// What suits it suits it still when it comes to wait.
void Hub::hand(Connection& to, const Frame& frame, Lane lane, RoomId alert) {
  if (to.socket == no_socket || !outbox_of(to).empty()) return deliver(to, frame, lane, alert);
  const std::size_t took = put_(puts_, to.socket, frame.wire());
  bytes_put_ += took;
  to.was_reached = true;
  if (took < frame.bytes()) {
    deliver(to, frame, lane, alert);
    if (to.busy != busy_.none) busy(to).outbox.note_sent(took);
  } else if (alert != RoomId{}) {
    written_.push_back({alert, to.member});
  }
}

void Hub::cut_the_slow() {
  while (!slow_.empty()) {
    Connection& slow = connections_[slow_.back()];
    slow_.pop_back();
    busy(slow).outbox.keep_begun_only();
    metrics_.connections_slow.fetch_add(1, std::memory_order_relaxed);
    cut(slow, CloseCode::slow);
  }
}

void Hub::cut(Connection& connection, CloseCode code) {
  if (connection.cut) return;
  connection.cut = true;
  forget(connection);
  if (connection.busy != busy_.none) busy(connection).feeds.reset();
  cuts_.emplace_back(id_of(connection), code);
  metrics_.note_close(code);
}

}  // namespace xinqiao
