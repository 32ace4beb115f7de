// Order in rooms: who is silent, where arrangers alone speak, what was reported; and who lets
// others see when it is here.
#include "server/domain/due.hpp"
#include "server/domain/world.hpp"

#include <algorithm>

namespace xinqiao::domain {

// --- Rooms ---

void World::change(const Event& event, const Muted& body) {
  auto& mutes = rooms_[event.room].mutes;
  std::erase_if(mutes, [&](const auto& one) { return one.second <= event.at; });
  mutes[body.member] = body.until;
}

void World::change(const Event& event, const Unmuted& body) {
  rooms_[event.room].mutes.erase(body.member);
}

void World::change(const Event& event, const ReadOnlySet& body) {
  rooms_[event.room].read_only = body.on;
}

void World::change(const Event& event, const ReleaseMoved& body) {
  auto& release = rooms_[event.room].release;
  switch (body.move) {
    case ReleaseMove::proposed:
      release = ReleaseRow{event.room, body.move, event.by, MemberId{}, event.at};
      break;
    case ReleaseMove::agreed:
      if (!release) return;  // of nothing: the rule refuses it
      release->state = body.move;
      release->with = event.by;
      release->at = event.at;
      break;
    case ReleaseMove::withdrawn:
      release.reset();
      break;
  }
}

void World::load(const OrderRow& row) {
  Room& room = rooms_[row.room];
  room.read_only = row.read_only;
  for (const Mute& mute : row.mutes) room.mutes[mute.member] = mute.until;
}

std::optional<OrderRow> World::order_row(RoomId id) const {
  const Room* one = room(id);
  if (one == nullptr || (!one->read_only && one->mutes.empty())) return std::nullopt;
  OrderRow row{id, one->read_only, {}};
  for (const auto& [member, until] : one->mutes) row.mutes.push_back({member, until});
  return row;
}

// --- Reports ---

const Report* World::report(std::uint64_t id) const {
  const auto found = reports_.find(id);
  return found == reports_.end() ? nullptr : &found->second;
}

std::vector<const Report*> World::reports_by(MemberId reporter) const {
  std::vector<const Report*> all;
  auto at = reported_.lower_bound({reporter, PostRef{}});
  for (; at != reported_.end() && at->first.first == reporter; ++at) {
    all.push_back(report(at->second));
  }
  return all;
}

const Report* World::report_of(MemberId reporter, const PostRef& post) const {
  const auto found = reported_.find({reporter, post});
  return found == reported_.end() ? nullptr : report(found->second);
}

std::size_t World::open_reports(UnitId unit) const {
  const auto found = open_reports_.find(unit);
  return found == open_reports_.end() ? 0 : found->second;
}

std::uint64_t World::next_report(Instant now) const {
  return std::max(last_report_ + 1, static_cast<std::uint64_t>(now.ms));
}

// Its place in what is looked up and what falls due.
void World::count_report(const Report& report, int sign) {
  const std::pair key{report.reporter, PostRef{report.room, report.seq}};
  const auto due = std::pair{report_deadline(report.settled_at), due_of_report(report.report)};
  if (sign > 0) {
    reported_[key] = report.report;
    if (report.outcome) dues_.insert(due);
  } else {
    reported_.erase(key);
    dues_.erase(due);
  }
  if (report.outcome) return;
  std::size_t& open = open_reports_[report.unit];
  open += static_cast<std::size_t>(sign);  // by one, up or down
  if (open == 0) open_reports_.erase(report.unit);
}

void World::set(const Report& mark, Position) {
  last_report_ = std::max(last_report_, mark.report);
  const auto found = reports_.find(mark.report);
  if (found != reports_.end()) {
    count_report(found->second, -1);
    reports_.erase(found);
  }
  if (mark.gone) return;
  reports_[mark.report] = mark;
  count_report(mark, +1);
}

void World::set(const PresenceMark& mark, Position) {
  members_[mark.member].presence = !mark.gone;
}

}  // namespace xinqiao::domain
