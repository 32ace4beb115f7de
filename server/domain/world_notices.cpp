// Notices: how many have read or confirmed them, kept as marks and memberships change, and those
// that wait for their time. Pins and mentions stand here too.
#include "server/domain/due.hpp"
#include "server/domain/world.hpp"

#include <algorithm>
#include <iterator>

namespace xinqiao::domain {

const Notice* World::notice(RoomId id, Seq seq) const {
  const Room* in = room(id);
  if (in == nullptr) return nullptr;
  const auto found = in->notices.find(seq);
  return found == in->notices.end() ? nullptr : &found->second;
}

std::optional<NoticeRow> World::notice_row(RoomId id, Seq seq) const {
  const Notice* one = notice(id, seq);
  return one == nullptr ? std::nullopt : std::optional(one->row);
}

std::uint64_t World::next_scheduled(Instant now) const {
  return std::max(last_scheduled_ + 1, static_cast<std::uint64_t>(now.ms));
}

// A mark counts for what lies at or before it. One who has set none has proved nothing, wherever
// the watermark of a newcomer stands.
std::vector<Seq> World::counted_by(const ReadMark& mark) const {
  std::vector<Seq> counted;
  const Room* in = room(mark.room);
  const Member* reader = member(mark.member);
  if (in == nullptr || reader == nullptr || !reader->standing.active) return counted;
  const auto found = in->members.find(mark.member);
  if (found == in->members.end() || mark.seq <= found->second.read_seq) return counted;
  const Membership& membership = found->second;
  const Seq before = membership.read_position == 0 ? 0 : membership.read_seq;
  const auto end = in->notices.upper_bound(mark.seq);
  for (auto at = in->notices.upper_bound(before); at != end; ++at) {
    if (at->second.row.of == NoticeClass::counted) counted.push_back(at->first);
  }
  return counted;
}

void World::weigh(Room& room, MemberId id, int sign) {
  const auto found = room.members.find(id);
  const Member* one = member(id);
  if (found == room.members.end() || one == nullptr || !one->standing.active) return;
  const Membership& membership = found->second;
  const auto step = static_cast<std::uint64_t>(sign);  // by one, up or down
  room.active += step;
  for (auto& [seq, notice] : room.notices) {
    const bool has_read = membership.read_position != 0 && membership.read_seq >= seq;
    if (notice.row.of == NoticeClass::counted && has_read) notice.read += step;
    if (notice.confirmers.contains(id)) notice.confirmed += step;
  }
}

void World::change(const Event& event, const Noticed& body) {
  if (body.of == NoticeClass::plain) return;
  load(NoticeRow{.room = event.room, .seq = event.seq, .of = body.of, .at = event.at});
}

void World::load(const NoticeRow& row) {
  rooms_[row.room].notices[row.seq].row = row;
  if (row.of != NoticeClass::must_confirm || row.closed) return;
  dues_.insert({confirmation_deadline(row.at), due_of_confirmations(row.room, row.seq)});
}

void World::end_notice(Room& room, Seq seq) {
  const auto found = room.notices.find(seq);
  if (found == room.notices.end()) return;
  const NoticeRow& row = found->second.row;
  dues_.erase({confirmation_deadline(row.at), due_of_confirmations(row.room, row.seq)});
}

void World::change(const Event& event, const NoticeClosed& body) {
  Room& room = rooms_[event.room];
  end_notice(room, body.target);
  const auto found = room.notices.find(body.target);
  if (found == room.notices.end()) return;
  NoticeRow& row = found->second.row;
  row.closed = true;
  row.confirmed = body.confirmed;
  row.members = body.members;
}

void World::take_away(RoomId id, Seq target) {
  Room& room = rooms_[id];
  end_notice(room, target);
  room.notices.erase(target);
  std::erase(room.pins, target);
}

// --- Pins and mentions ---

void World::change(const Event& event, const Pinned& body) {
  rooms_[event.room].pins.push_back(body.target);
}

void World::change(const Event& event, const Unpinned& body) {
  std::erase(rooms_[event.room].pins, body.target);
}

void World::load(const PinsRow& row) {
  rooms_[row.room].pins = row.pins;
}

std::optional<PinsRow> World::pins_row(RoomId id) const {
  const Room* one = room(id);
  if (one == nullptr || one->pins.empty()) return std::nullopt;
  return PinsRow{id, one->pins};
}

void World::set(const Mention& mark, Position) {
  auto& mentions = members_[mark.member].mentions;
  if (mark.gone) {
    mentions.erase(std::pair(mark.room, mark.seq));
  } else {
    mentions.change()[{mark.room, mark.seq}] = {mark.at, mark.by};
  }
}

std::uint64_t World::unread_mentions(MemberId id, RoomId room_id) const {
  const Room* in = room(room_id);
  const Member* one = member(id);
  if (in == nullptr || one == nullptr) return 0;
  const auto membership = in->members.find(id);
  if (membership == in->members.end()) return 0;
  const auto from = one->mentions.upper_bound(std::pair(room_id, membership->second.read_seq));
  const auto to = one->mentions.lower_bound(std::pair(RoomId{room_id.value + 1}, Seq{0}));
  return static_cast<std::uint64_t>(std::distance(from, to));
}

// --- Marks of notices ---

void World::set(const Confirmation& mark, Position) {
  const auto in = rooms_.find(mark.room);
  if (in == rooms_.end()) return;
  const auto found = in->second.notices.find(mark.seq);
  if (found == in->second.notices.end()) return;
  Notice& notice = found->second;
  const bool changes = mark.gone ? notice.confirmers.erase(mark.member) > 0
                                 : notice.confirmers.insert(mark.member).second;
  const Member* one = member(mark.member);
  const bool counts = in->second.members.contains(mark.member) && one->standing.active;
  if (changes && counts) notice.confirmed += mark.gone ? ~std::uint64_t{0} : 1;
}

void World::set(const ScheduledNotice& mark, Position) {
  last_scheduled_ = std::max(last_scheduled_, mark.notice);
  if (mark.gone) {
    const auto found = scheduled_.find(mark.notice);
    if (found == scheduled_.end()) return;
    dues_.erase({found->second.at, due_of_scheduled(mark.notice)});
    --rooms_[found->second.room].scheduled;
    scheduled_.erase(found);
    return;
  }
  scheduled_[mark.notice] = mark;
  ++rooms_[mark.room].scheduled;
  dues_.insert({mark.at, due_of_scheduled(mark.notice)});
}

}  // namespace xinqiao::domain
