#include "server/domain/world.hpp"

#include "server/domain/due.hpp"
#include "server/domain/find_in.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

template <class IdType>
IdType later(IdType next, IdType used) {
  return std::max(next, IdType{used.value + 1});
}

// A link's deadline names so much of it as a string holds by itself: 14 bytes, of which no two
// links have the same.
std::string short_due(const TokenHash& link) {
  return due_of_link(link).substr(0, 15);
}

// The least that a link so named can be.
TokenHash begun(const std::string& what) {
  TokenHash hash{};
  std::copy(what.begin() + 1, what.end(), hash.begin());
  return hash;
}

}  // namespace

const Member* World::member(MemberId id) const {
  return members_.find(id);
}
const Room* World::room(RoomId id) const {
  return find_in(rooms_, id);
}
const Session* World::session(MemberId member_id, SessionId id) const {
  const Member* const holder = member(member_id);
  if (holder == nullptr) return nullptr;
  const auto* const held = find_in(holder->sessions, id);
  return held == nullptr ? nullptr : held->get();
}
const Link* World::link(const TokenHash& hash) const {
  const auto found = links_.find(hash);
  return found == links_.end() ? nullptr : &*found;
}

std::size_t World::rooms_held(const Member& member) const {
  const std::size_t talks = talks_.seats(member.standing.member);
  return member.rooms.size() - std::min(talks, member.rooms.size());
}

const Session* World::session(const TokenHash& token) const {
  const auto found = tokens_.find(token);
  return found == tokens_.end() ? nullptr : *found;
}

std::optional<Instant> World::next_due() const {
  const std::optional<Instant> asked = questions_.next_due();
  if (dues_.empty()) return asked;
  const Instant own = dues_.begin()->first;
  return asked ? std::min(own, *asked) : own;
}

std::vector<std::string> World::due(Instant now, std::size_t most) const {
  std::vector<std::string> all;
  for (const auto& [at, what] : dues_) {
    if (at > now || all.size() == most) break;
    all.push_back(what.front() == 'l' ? due_of_link(links_.lower_bound(begun(what))->link) : what);
  }
  return all;
}

// --- Events ---

void World::apply(const Event& event) {
  Room& room = rooms_[event.room];
  room.rules.room = event.room;
  RoomRow& row = room.row;
  row.room = event.room;
  row.last_seq = event.seq;
  row.last_n = event.n;
  row.last_at = event.at;
  visit([&](const auto& body) { change(event, body); }, event.body);
}

void World::change(const Event& event, const RoomCreated& body) {
  RoomRow& row = rooms_[event.room].row;
  row.title = body.title;
  row.created_by = event.by;
  next_room_ = later(next_room_, event.room);
}

void World::come(const Event& event, MemberId member) {
  Room& room = rooms_[event.room];
  weigh(room, member, -1);
  room.members.put(member, {event.seq, event.n, event.seq, event.n, 0});
  weigh(room, member, +1);
  members_[member].rooms.insert(event.room);
}

void World::go(RoomId id, MemberId member) {
  Room& room = rooms_[id];
  weigh(room, member, -1);
  room.members.erase(member);
  members_[member].rooms.erase(id);
}

void World::change(const Event& event, const Joined&) {
  come(event, event.by);
}

void World::change(const Event& event, const Left&) {
  go(event.room, event.by);
}

void World::change(const Event& event, const Added& body) {
  come(event, body.member);
}

void World::change(const Event& event, const Removed& body) {
  go(event.room, body.member);
}

void World::change(const Event& event, const RoomRules& body) {
  Room& room = rooms_[event.room];
  room.rules.rules = body;
  if (body.access == Access::open) room.release.reset();
}

void World::change(const Event& event, const RoomRenamed& body) {
  rooms_[event.room].row.title = body.title;
}

void World::change(const Event& event, const RoomArchived&) {
  rooms_[event.room].rules.archived = true;
}

void World::change(const Event& event, const RoomReopened&) {
  rooms_[event.room].rules.archived = false;
}

void World::change(const Event& event, const MemberAdded& body) {
  members_[body.member].row = {body.member, body.organiser, event.at};
  next_member_ = later(next_member_, body.member);
  const StandingRow first = first_standing(body.member, body.organiser, event.at);
  members_[body.member].standing = first;
  count(first, +1);
  set_welcome_due(members_[body.member]);
}

// --- Marks ---

void World::apply(const Mark& mark, Position position) {
  visit([&](const auto& kind) { set(kind, position); }, mark);
}

void World::set(const Profile& mark, Position) {
  members_[mark.member].name = mark.gone ? std::string() : mark.name;
}

void World::set(const Link& mark, Position) {
  if (mark.gone) {
    const auto found = links_.find(mark.link);
    if (found == links_.end()) return;
    dues_.erase({found->expires, short_due(mark.link)});
    members_[found->member].links.erase(&*found);
    members_[found->member].resets.erase(mark.link);
    links_.erase(found);
    return;
  }
  const auto found = links_.find(mark.link);
  if (found == links_.end()) {
    members_[mark.member].links.insert(&*links_.insert(mark).first);
  } else {  // used: its node stays, which the member's own list points to
    dues_.erase({found->expires, short_due(mark.link)});
    auto node = links_.extract(found);
    node.value() = mark;
    links_.insert(std::move(node));
  }
  dues_.insert({mark.expires, short_due(mark.link)});
}

void World::set(const Session& mark, Position) {
  next_session_ = later(next_session_, mark.session);
  if (mark.gone) {  // it says whose it was, too
    Member* const holder = members_.find(mark.member);
    if (holder == nullptr) return;
    const auto found = holder->sessions.find(mark.session);
    if (found == holder->sessions.end()) return;
    tokens_.erase(found->second.get());
    holder->sessions.erase(found);
    return;
  }
  std::unique_ptr<const Session>& held = members_[mark.member].sessions[mark.session];
  if (held) tokens_.erase(held.get());
  held = std::make_unique<const Session>(mark);
  tokens_.insert(held.get());
}

// A watermark only rises; one kept from before the member left and came back says nothing.
void World::set(const ReadMark& mark, Position position) {
  Room* room = find_in(rooms_, mark.room);
  if (room == nullptr) return;
  const auto seat = room->members.find(mark.member);
  if (seat == room->members.end() || mark.gone || mark.seq <= seat->second.read_seq) return;
  for (const Seq seq : counted_by(mark)) ++room->notices.at(seq).read;
  Membership read = seat->second;
  read.read_seq = mark.seq;
  read.read_n = mark.n;
  read.read_position = position;
  room->members.put(mark.member, read);
}

const Receipt& OutboxMemory::receipt(std::uint64_t n) const {
  static const Receipt none;
  const std::uint64_t slot = n % limits::outbox_window;
  return slot < receipts.size() ? receipts[slot] : none;
}

void OutboxMemory::keep(std::uint64_t n, const Receipt& receipt) {
  const std::uint64_t slot = n % limits::outbox_window;
  if (slot >= receipts.size()) receipts.resize(slot + 1);
  receipts[slot] = receipt;
}

void World::set(const OutboxReceipt& mark, Position) {
  const auto [entry, is_new] = members_[mark.member].outboxes.change().try_emplace(mark.outbox);
  OutboxMemory& memory = entry->second;
  const Instant was = outbox_deadline(memory.last_used);
  memory.last = std::max(memory.last, mark.n);
  memory.last_used = std::max(memory.last_used, mark.receipt.at);
  memory.keep(mark.n, mark.receipt);
  const Instant is = outbox_deadline(memory.last_used);
  if (!is_new && was == is) return;
  const std::string what = due_of_outbox(mark.member, mark.outbox);
  if (!is_new) dues_.erase({was, what});
  dues_.insert({is, what});
}

void World::set(const OutboxForgotten& mark, Position) {
  auto& outboxes = members_[mark.member].outboxes;
  const auto found = outboxes.find(mark.outbox);
  if (found == outboxes.end()) return;
  dues_.erase({outbox_deadline(found->second.last_used), due_of_outbox(mark.member, mark.outbox)});
  outboxes.erase(mark.outbox);
}

void World::set(const KeyReceipt& mark, Position) {
  auto& keys = members_[mark.member].keys;
  const std::string what = due_of_key(mark.member, mark.key);
  if (mark.gone) {
    const auto found = keys.find(mark.key);
    if (found == keys.end()) return;
    dues_.erase({Instant{found->second.at.ms + limits::key_memory_ms}, what});
    keys.erase(mark.key);
    return;
  }
  keys.change()[mark.key] = mark.receipt;
  dues_.insert({Instant{mark.receipt.at.ms + limits::key_memory_ms}, what});
}

// The mark is the seat in the alert's room, too: there it has been since the beginning, and has
// read nothing yet.
void World::set(const AlertMark& mark, Position) {
  alerts_.set(mark);
  if (!mark.gone) return take_seat(mark.room, mark.member);
  if (rooms_[mark.room].members.contains(mark.member)) go(mark.room, mark.member);
}

void World::set(const AlertAudience& mark, Position) {
  if (alerts_.set(mark) == 0) return;
  for (const AlertPerson& one : mark.people) take_seat(mark.room, one.member);
}

// They come in their order, into a room that is newer than all of theirs: each at the end. There is
// no notice in it that they would count for.
void World::take_seat(RoomId id, MemberId member) {
  Room& room = rooms_[id];
  if (room.members.contains(member)) return;
  room.members.put(member, {1, 0, 0, 0, 0});
  Member& who = members_[member];
  if (who.standing.active) ++room.active;
  who.rooms.insert(id);
}

// --- Rows ---

void World::load(const RoomRow& row) {
  rooms_[row.room].row = row;
  rooms_[row.room].rules.room = row.room;
}

void World::load(const RulesRow& row) {
  rooms_[row.room].rules = row;
}

void World::load(const MembershipRow& row) {
  Room& room = rooms_[row.room];
  room.members.put(row.member, {row.joined_seq, row.joined_n, row.joined_seq, row.joined_n, 0});
  weigh(room, row.member, +1);
  members_[row.member].rooms.insert(row.room);
}

void World::load(const MemberRow& row) {
  Member& member = members_[row.member];
  member.row = row;
  member.standing = first_standing(row.member, row.organiser, row.added);
  count(member.standing, +1);
  set_welcome_due(member);
}

void World::load_counters(MemberId next_member, RoomId next_room, SessionId next_session) {
  next_member_ = std::max(next_member_, next_member);
  next_room_ = std::max(next_room_, next_room);
  next_session_ = std::max(next_session_, next_session);
}

std::optional<RulesRow> World::rules_row(RoomId id) const {
  const Room* one = room(id);
  if (one == nullptr || one->rules == RulesRow{.room = id, .rules = {}}) return std::nullopt;
  return one->rules;
}

std::optional<MembershipRow> World::membership_row(RoomId room_id, MemberId member_id) const {
  const Room* in = room(room_id);
  if (in == nullptr) return std::nullopt;
  const auto seat = in->members.find(member_id);
  if (seat == in->members.end()) return std::nullopt;
  return MembershipRow{room_id, member_id, seat->second.joined_seq, seat->second.joined_n};
}

}  // namespace xinqiao::domain
