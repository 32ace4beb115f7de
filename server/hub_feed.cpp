// How a connection is brought up to date with a room: attach, page after page, join.
#include <algorithm>

#include "server/hub.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {

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
  list.push_back({&connection, &attachment});
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

}  // namespace xinqiao
