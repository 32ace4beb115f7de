// How a connection is brought up to date with a room: attach, page after page, join.
#include <algorithm>

#include "server/hub.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {
namespace {

constexpr std::size_t wishes_at_once = 256;

// A list that lives as long as its room: by a quarter, where a vector would double.
void add_tightly(std::vector<std::uint32_t>& list, std::uint32_t slot) {
  constexpr std::size_t least = 4;
  if (list.size() == list.capacity()) list.reserve(list.size() + list.size() / 4 + least);
  list.push_back(slot);
}

}  // namespace

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
  to->rooms.add(attach.room, nodes_);
  place(*to, attach.room, nothing_missing);
  if (nothing_missing) return;
  std::unique_ptr<Feeds>& feeds = busy(*to).feeds;
  if (!feeds) feeds = std::make_unique<Feeds>();
  feeds->by_room[attach.room] = std::move(feed);
  feeds->waiting.push_back(attach.room);
  advance(*to);
}

// Beside a last page on its way, a bounded number of tells is held; beyond that another page is
// asked for.
void Hub::hold(Connection& feeding, const Tell& tell) {
  Feed& feed = *feed_of(feeding, tell.room);
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
  Feed* fed = feed_of(*to, page.room);
  if (fed == nullptr || fed->id != page.feed || !fed->is_fetching) return;
  Feed& feed = *fed;
  feed.is_fetching = false;
  --feeds_of(*to)->fetching;
  feeds_of(*to)->waiting.push_front(page.room);
  std::uint64_t given = feed.lacks_all(page.from, page.through) ? feed_whole(*to, *page.events)
                                                                : feed_lacking(*to, feed, page);
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

// Most lack the whole of it: one piece for all of them.
std::uint64_t Hub::feed_whole(Connection& to, const FedEvents& events) {
  deliver(to, to.deflates ? all_deflated(events) : events.all(), Lane::fed);
  return events.each().size();
}

std::uint64_t Hub::feed_lacking(Connection& to, Feed& feed, const FeedPage& page) {
  std::uint64_t given = 0;
  for (const auto& [seq, frame] : page.events->each()) {
    if (seq < feed.next || seq > page.through) continue;
    feed.next = seq;
    feed.skip_what_is_had();
    if (feed.next != seq) continue;
    deliver(to, frame, Lane::fed);
    feed.next = seq + 1;
    ++given;
  }
  return given;
}

void Hub::advance(Connection& connection) {
  feed_on(connection);
  rest(connection);
}

// Some rooms at a time, of each a page; a room with nothing left joins its live list.
void Hub::feed_on(Connection& connection) {
  while (!connection.cut && feeds_of(connection) != nullptr &&
         feeds_of(connection)->fetching < limits::feed_pages_at_once) {
    Feeds& feeds = *feeds_of(connection);
    if (feeds.waiting.empty()) {
      if (feeds.fetching == 0) busy(connection).feeds.reset();
      return;
    }
    const RoomId id = feeds.waiting.front();
    Feed* feed = feed_of(connection, id);
    if (feed == nullptr) {
      feeds.waiting.pop_front();
      continue;
    }
    const Room& room = rooms_.at(id);
    if (feed->next > room.told) {
      feeds.waiting.pop_front();
      unplace(connection, id);
      feeds.by_room.erase(id);
      place(connection, id, true);
      continue;
    }
    if (outbox_of(connection).bytes() >= limits::feed_below_bytes) return;
    feeds.waiting.pop_front();
    ++feeds.fetching;
    feed->is_fetching = true;
    feed->hold_none();
    feed->asked_through = std::min<Seq>(room.told, feed->next + limits::feed_page_events - 1);
    feed->at_edge = feed->asked_through == room.told;
    wishes_.push_back({.connection = id_of(connection),
                       .room = id,
                       .feed = feed->id,
                       .from = feed->next,
                       .through = feed->asked_through});
  }
}

bool Hub::pass_wishes(const Want& want) {
  const auto is_wanted = [this](const FeedTask& task) {
    const Connection* found = find(task.connection);
    const Feed* feed = found ? feed_of(*found, task.room) : nullptr;
    return feed != nullptr && feed->id == task.feed && feed->is_fetching;
  };
  std::vector<FeedTask> some;
  while (!wishes_.empty()) {
    some.clear();
    for (; !wishes_.empty() && some.size() < wishes_at_once; wishes_.pop_front()) {
      if (is_wanted(wishes_.front())) some.push_back(wishes_.front());
    }
    const auto taken = static_cast<std::ptrdiff_t>(want(some));
    wishes_.insert(wishes_.begin(), some.begin() + taken, some.end());
    if (some.begin() + taken != some.end()) return false;
  }
  return true;
}

Hub::Waiting Hub::waiting() const {
  Waiting all;
  for (const Connection& one : connections_) {
    const std::size_t bytes = outbox_of(one).bytes();
    all.bytes += bytes;
    all.behind += bytes > outbox_bytes_ / 2 ? 1 : 0;
  }
  return all;
}

// --- Lists ---

void Hub::place(Connection& connection, RoomId room, bool live) {
  Attachment& attachment = *connection.find(room);
  auto& list = live ? rooms_[room].live : rooms_[room].feeding;
  attachment.place(static_cast<std::uint32_t>(list.size()), !live);
  add_tightly(list, slot_of(connection));
}

// The last of the list takes its place.
void Hub::unplace(Connection& connection, RoomId room) {
  const Attachment& attachment = *connection.find(room);
  Room& here = rooms_.at(room);
  auto& list = attachment.is_fed() ? here.feeding : here.live;
  const std::uint32_t last = list.back();
  list[attachment.index()] = last;
  connections_[last].find(room)->move_to(attachment.index());
  list.pop_back();
}

void Hub::detach(Connection& connection, RoomId room) {
  if (connection.find(room) == nullptr) return;
  unplace(connection, room);
  connection.rooms.remove(room, nodes_);
  if (feeds_of(connection) != nullptr) {
    Feeds& feeds = *feeds_of(connection);
    const auto here = feeds.by_room.find(room);
    if (here != feeds.by_room.end()) {
      if (here->second.is_fetching) --feeds.fetching;
      feeds.by_room.erase(here);
    }
    std::erase(feeds.waiting, room);
  }
  if (rooms_.at(room).attached() == 0) rooms_.erase(room);
}

}  // namespace xinqiao
