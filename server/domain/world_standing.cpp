// Where members stand in the organisation, as events change it and rows load it.
#include "server/domain/due.hpp"
#include "server/domain/world.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

std::size_t at(const std::map<UnitId, std::size_t>& counts, UnitId unit) {
  const auto found = counts.find(unit);
  return found == counts.end() ? 0 : found->second;
}

void add(std::map<UnitId, std::size_t>& counts, UnitId unit, int sign) {
  std::size_t& count = counts[unit];
  count += static_cast<std::size_t>(sign);  // by one, up or down
  if (count == 0) counts.erase(unit);
}

}  // namespace

std::size_t World::at_home_in(UnitId unit) const {
  return at(homes_, unit);
}

std::size_t World::duties_in(UnitId unit) const {
  return at(duties_, unit);
}

void World::count(const StandingRow& standing, int sign) {
  if (standing.welcome == Welcome::erased) return;
  add(homes_, standing.home, sign);
  for (const HeldDuty& held : standing.duties) add(duties_, held.unit, sign);
  if (standing.active && is_owner(standing)) owners_ += static_cast<std::size_t>(sign);
  if (!is_listener(standing)) return;
  if (sign > 0) {
    listeners_.insert(standing.member);
  } else {
    listeners_.erase(standing.member);
  }
}

template <class Change>
void World::stand(MemberId id, Change change) {
  Member& member = members_[id];
  StandingRow changed = member.standing;
  change(changed);
  const bool weighs_anew = changed.active != member.standing.active;
  if (weighs_anew) weigh_everywhere(member, -1);
  count(member.standing, -1);
  member.standing = std::move(changed);
  count(member.standing, +1);
  if (weighs_anew) weigh_everywhere(member, +1);
  set_welcome_due(member);
}

void World::weigh_everywhere(const Member& member, int sign) {
  for (const RoomId room : member.rooms) weigh(rooms_[room], member.standing.member, sign);
}

void World::set_welcome_due(Member& member) {
  const StandingRow& standing = member.standing;
  const std::string what = due_of_welcome(standing.member);
  if (member.welcome_due) dues_.erase({*member.welcome_due, what});
  member.welcome_due.reset();
  const UnitRow* reception = organisation_.unit(organisation_.reception());
  const bool waits = reception != nullptr && standing.active && standing.home == UnitId{} &&
                     standing.welcome == Welcome::waiting;
  if (!waits) return;
  member.welcome_due = welcome_deadline(standing.waiting_since, reception->reception_since);
  dues_.insert({*member.welcome_due, what});
}

void World::change(const Event& event, const ReceptionSet& body) {
  organisation_.apply(event, body);
  for (auto [id, member] : members_) set_welcome_due(member);
}

void World::change(const Event& event, const HomeSet& body) {
  stand(body.member, [&](StandingRow& standing) {
    standing.home = body.unit;
    standing.welcome = Welcome::waiting;
    standing.waiting_since = event.at;
  });
}

void World::change(const Event&, const Welcomed& body) {
  stand(body.member, [](StandingRow& standing) { standing.welcome = Welcome::welcomed; });
}

void World::change(const Event&, const WelcomeOverdue& body) {
  stand(body.member, [](StandingRow& standing) { standing.welcome = Welcome::overdue; });
}

void World::change(const Event& event, const DutyGiven& body) {
  organisation_.duties_changed(event, body.unit);
  stand(body.member, [&](StandingRow& standing) {
    const HeldDuty held{body.unit, body.duty};
    auto& duties = standing.duties;
    const auto place = std::ranges::lower_bound(duties, held);
    if (place == duties.end() || *place != held) duties.insert(place, held);
  });
}

void World::change(const Event& event, const DutyTaken& body) {
  organisation_.duties_changed(event, body.unit);
  stand(body.member, [&](StandingRow& standing) {
    std::erase(standing.duties, HeldDuty{body.unit, body.duty});
  });
}

void World::change(const Event&, const Deactivated& body) {
  stand(body.member, [](StandingRow& standing) { standing.active = false; });
}

void World::change(const Event&, const Reactivated& body) {
  stand(body.member, [](StandingRow& standing) { standing.active = true; });
}

// The rule has taken its duties and its seats in rooms first.
void World::change(const Event&, const MemberErased& body) {
  stand(body.member, [](StandingRow& standing) {
    standing.home = UnitId{};
    standing.active = false;
    standing.welcome = Welcome::erased;
  });
  talks_.forget_all_of(body.member);
}

void World::set(const ListeningMark& mark, Position) {
  members_[mark.member].listening = !mark.gone;
}

// One of the two was erased, and the server stopped before it had forgotten the talk.
void World::load(const TalkRow& row) {
  talks_.load(row);
  const auto is_gone = [&](MemberId id) {
    const Member* one = member(id);
    return one != nullptr && is_erased(*one);
  };
  const bool is_left = is_gone(row.asker) || (row.accepted && is_gone(row.listener));
  if (is_left && row.state != TalkState::forgotten) talks_.forget_soon(row.room);
}

void World::load(const UnitRow& row) {
  organisation_.load(row);
  if (row.reception_since == Instant{}) return;
  for (auto [id, member] : members_) set_welcome_due(member);
}

void World::load(const StandingRow& row) {
  stand(row.member, [&](StandingRow& standing) { standing = row; });
}

std::optional<StandingRow> World::standing_row(MemberId id) const {
  const Member* one = member(id);
  if (one == nullptr) return std::nullopt;
  const MemberRow& row = one->row;
  if (one->standing == first_standing(row.member, row.organiser, row.added)) return std::nullopt;
  return one->standing;
}

}  // namespace xinqiao::domain
