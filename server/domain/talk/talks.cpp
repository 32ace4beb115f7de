#include "server/domain/talk/talks.hpp"

#include "server/domain/find_in.hpp"

#include <algorithm>
#include <iterator>

namespace xinqiao::domain {
namespace {

// Those whose own a talk is: one or two.
std::vector<MemberId> parties_of(const TalkRow& row) {
  std::vector<MemberId> parties{row.asker};
  if (row.accepted) parties.push_back(row.listener);
  return parties;
}

std::size_t place_in_counts(TalkState state) {
  return static_cast<std::size_t>(state) - 1;
}

}  // namespace

TalkRow after(const TalkRow& row, const Event& event, const TalkMoved& body) {
  TalkRow now = row;
  switch (body.move) {
    case TalkMove::asked:
      now = TalkRow{.room = event.room, .asker = event.by, .unit = body.unit};
      now.listener = body.listener;
      now.asked_at = event.at;
      now.package = body.bytes;
      break;
    case TalkMove::accepted:
      now.state = TalkState::talking;
      now.listener = event.by;
      now.accepted = true;
      break;
    case TalkMove::declined:
      now.state = TalkState::declined;
      break;
    case TalkMove::withdrawn:
      now.state = TalkState::withdrawn;
      break;
    case TalkMove::sealed:
      ++now.seals;
      now.sealed_bytes += body.bytes.size();
      break;
    case TalkMove::ended:
      now.state = TalkState::ended;
      break;
    case TalkMove::forgotten:
      now.state = TalkState::forgotten;
      now.sealed_bytes = 0;
      break;
  }
  if (now.state != TalkState::waiting) now.package.clear();
  now.moved = event.seq;
  return now;
}

bool can_follow(TalkState state, TalkMove move) {
  switch (move) {
    case TalkMove::accepted:
    case TalkMove::declined:
    case TalkMove::withdrawn:
      return state == TalkState::waiting;
    case TalkMove::sealed:
    case TalkMove::ended:
      return state == TalkState::talking;
    case TalkMove::forgotten:
      return state == TalkState::ended || state == TalkState::declined ||
             state == TalkState::withdrawn;
    case TalkMove::asked:
      break;
  }
  return false;
}

TalkLine line_of(const TalkRow& row) {
  if (row.unit != UnitId{}) return {row.unit, MemberId{}};
  return {UnitId{}, row.listener};
}

const TalkRow* Talks::find(RoomId room) const {
  return find_in(rows_, room);
}

std::size_t Talks::ahead(const TalkRow& row) const {
  const auto* line = find_in(lines_, line_of(row));
  if (line == nullptr) return 0;
  return static_cast<std::size_t>(std::distance(line->begin(), line->lower_bound(row.room)));
}

std::vector<RoomId> Talks::behind(const TalkLine& line, RoomId place, std::size_t most) const {
  std::vector<RoomId> rooms;
  const auto* waiting = find_in(lines_, line);
  if (waiting == nullptr) return rooms;
  for (auto at = waiting->upper_bound(place); at != waiting->end(); ++at) {
    if (rooms.size() == most) break;
    rooms.push_back(*at);
  }
  return rooms;
}

std::size_t Talks::open_of(MemberId asker) const {
  return static_cast<std::size_t>(std::ranges::count_if(of(asker), [&](RoomId room) {
    const TalkRow& row = rows_.at(room);
    return row.asker == asker && is_open(row);
  }));
}

const std::set<RoomId>& Talks::of(MemberId member) const {
  static const std::set<RoomId> none;
  const auto* own = find_in(own_, member);
  return own == nullptr ? none : *own;
}

std::size_t Talks::seats(MemberId member) const {
  const std::size_t* seats = find_in(seats_, member);
  return seats == nullptr ? 0 : *seats;
}

std::optional<RoomId> Talks::to_forget() const {
  if (to_forget_.empty()) return std::nullopt;
  return *to_forget_.begin();
}

void Talks::apply(const Event& event, const TalkMoved& body) {
  const bool begins = body.move == TalkMove::asked;
  const TalkRow* before = find(event.room);
  const bool is_known =
      begins ? before == nullptr : before != nullptr && can_follow(before->state, body.move);
  if (!is_known) return;  // a step of nothing: verify says so
  const TalkRow now = after(begins ? TalkRow{} : *before, event, body);
  if (!begins) take_out(*before);
  put(now);
}

void Talks::load(const TalkRow& row) {
  put(row);
}

void Talks::put(const TalkRow& row) {
  rows_[row.room] = row;
  ++counts_[place_in_counts(row.state)];
  for (const MemberId member : parties_of(row)) {
    ++seats_[member];
    if (row.state != TalkState::forgotten) own_[member].insert(row.room);
  }
  if (row.state == TalkState::waiting) lines_[line_of(row)].insert(row.room);
  if (row.state == TalkState::forgotten) to_forget_.erase(row.room);
}

void Talks::take_out(const TalkRow& row) {
  --counts_[place_in_counts(row.state)];
  for (const MemberId member : parties_of(row)) {
    --seats_[member];
    const auto own = own_.find(member);
    if (own == own_.end()) continue;
    own->second.erase(row.room);
    if (own->second.empty()) own_.erase(own);
  }
  const auto line = lines_.find(line_of(row));
  if (row.state != TalkState::waiting || line == lines_.end()) return;
  line->second.erase(row.room);
  if (line->second.empty()) lines_.erase(line);
}

void Talks::forget_all_of(MemberId member) {
  for (const RoomId room : of(member)) to_forget_.insert(room);
}

}  // namespace xinqiao::domain
