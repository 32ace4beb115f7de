// Raising an alert, what follows it, and the answers to it: README.md has the tables.
#include "server/domain/alert/rules_alert.hpp"

#include "protocol/limits.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

namespace xinqiao::domain {
namespace {

std::optional<Refusal> check_options(const std::vector<std::string>& options) {
  if (options.empty() || options.size() > limits::alert_options) {
    return Refusal{Reason::limit_reached, "alert_options"};
  }
  std::set<std::string> seen;
  for (const std::string& option : options) {
    if (auto refusal = check_title(option, limits::alert_option_bytes, "options")) return refusal;
    if (!seen.insert(option).second) return Refusal{Reason::invalid_params, "options"};
  }
  return std::nullopt;
}

// The alert that a call is about, if the caller may follow it: one that it may not is as unknown as
// one that is not there.
struct Found {
  const Alert* alert = nullptr;
  std::optional<Refusal> refusal;
};
Found find_alert(const Scene& scene, RoomId room) {
  const Alert* alert = scene.world.alerts().find(room);
  if (alert == nullptr || !may_follow(scene.world, scene.caller, *alert)) {
    return {nullptr, Refusal{Reason::room_unknown, "room"}};
  }
  return {alert, std::nullopt};
}

// To few of its people: a mark each. To many: one row of everybody, which is less to keep.
void note_written(const Alert& alert, std::span<const AlertWritten> written,
                  std::vector<Mark>& marks) {
  std::vector<std::size_t> fresh;  // places among its people
  fresh.reserve(written.size());
  auto at = alert.people.begin();
  for (const AlertWritten& one : written) {  // both ascend
    at = std::ranges::lower_bound(at, alert.people.end(), one.member, {}, &AlertMark::member);
    if (at == alert.people.end()) break;
    if (at->member != one.member || at->reach >= Reach::written) continue;
    fresh.push_back(static_cast<std::size_t>(at - alert.people.begin()));
  }
  if (fresh.size() > 1 && fresh.size() * limits::alert_row_share >= alert.people.size()) {
    AlertAudience all = alert.audience();
    for (const std::size_t place : fresh) all.people[place].written = true;
    marks.push_back(std::move(all));
    return;
  }
  for (const std::size_t place : fresh) {
    AlertMark after = alert.people[place];
    after.reach = Reach::written;
    marks.push_back(after);
  }
}

bool organises_all(const Scene& scene, const AlertRow& row) {
  return std::ranges::all_of(
      row.units, [&](UnitId unit) { return may_organise(scene.world, scene.caller, unit); });
}

Decision mark_it(const Scene& scene, const AlertMark& before, const AlertMark& after) {
  Decision decision;
  const bool same = before.reach == after.reach && before.option == after.option &&
                    before.ticked_by == after.ticked_by;
  decision.outcome =
      Receipt{.at = scene.context.at, .room = after.room, .member = after.member, .already = same};
  if (!same) decision.marks.push_back(after);
  return decision;
}

}  // namespace

std::vector<AlertPerson> audience_of(const World& world, const std::vector<UnitId>& units) {
  std::vector<AlertPerson> people;
  const Organisation& tree = world.organisation();
  std::map<UnitId, bool> is_below;  // homes are few, people are many
  const auto is_for = [&](const StandingRow& standing) {
    if (!standing.active || standing.welcome == Welcome::erased) return false;
    const UnitId home = standing.home == UnitId{} ? root_unit : standing.home;
    const auto [known, is_new] = is_below.try_emplace(home);
    if (is_new) {
      known->second =
          std::ranges::any_of(units, [&](UnitId unit) { return tree.covers(unit, home); });
    }
    return known->second;
  };
  for (const auto& [id, member] : world.members()) {
    if (member.row.member != id || !is_for(member.standing)) continue;
    people.push_back({id, member.standing.home});
  }
  return people;
}

std::optional<Refusal> check_units(const World& world, const Caller& caller,
                                   const std::vector<UnitId>& units) {
  if (units.empty() || units.size() > limits::alert_units) {
    return Refusal{Reason::limit_reached, "alert_units"};
  }
  for (const UnitId unit : units) {
    if (world.organisation().open_unit(unit) == nullptr) {
      return Refusal{Reason::unit_unknown, "units"};
    }
    if (!may_organise(world, caller, unit)) return Refusal{Reason::not_organiser};
  }
  return std::nullopt;
}

bool answers_for_people(const World& world, const Caller& caller, UnitId unit) {
  return may_organise(world, caller, unit == UnitId{} ? root_unit : unit);
}

bool may_follow(const World& world, const Caller& caller, const Alert& alert) {
  if (alert.is_for(caller.member)) return true;
  return std::ranges::any_of(
      alert.by_unit, [&](const auto& one) { return answers_for_people(world, caller, one.first); });
}

std::vector<MemberId> followers_of(const World& world, const Alert& alert) {
  const Organisation& tree = world.organisation();
  std::set<UnitId> above;  // some of its people lie below each of these
  for (const auto& [unit, figures] : alert.by_unit) {
    const UnitRow* at = tree.unit(unit == UnitId{} ? root_unit : unit);
    while (at != nullptr && above.insert(at->unit).second) at = tree.unit(at->parent);
  }
  const auto answers = [&](const HeldDuty& held) {
    return (held.duty == Duty::owner && !above.empty()) ||
           (held.duty == Duty::organiser && above.contains(held.unit));
  };
  std::vector<MemberId> followers;
  for (const auto& [id, member] : world.members()) {
    if (!member.standing.active || std::ranges::none_of(member.standing.duties, answers)) continue;
    if (!alert.is_for(id)) followers.push_back(id);
  }
  return followers;
}

Verdict rule(const Scene& scene, const RaiseAlert& command) {
  if (auto refusal = check_units(scene.world, scene.caller, command.units)) return *refusal;
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  if (auto refusal = check_text(command.text)) return *refusal;
  if (auto refusal = check_options(command.options)) return *refusal;
  if (scene.world.alerts().open() >= limits::open_alerts) {
    return Refusal{Reason::limit_reached, "open_alerts"};
  }
  std::vector<AlertPerson> people = audience_of(scene.world, command.units);
  if (people.empty()) return Refusal{Reason::alert_to_nobody, "units"};
  const RoomId room = scene.world.next_room();
  const MemberId by = scene.caller.member;
  OrganisationLog log(scene);
  log.say_in(room, by, RoomCreated{command.title});
  log.say_in(room, by,
             RoomRules{command.units.front(), RoomType::alert, Access::closed, Past::shown});
  log.say_in(room, by, Joined{});
  const Event post = log.say_in(room, by, Posted{command.text, std::nullopt});
  AlertMoved raised;
  raised.target = post.seq;
  raised.drill = command.drill;
  raised.units = command.units;
  raised.options = command.options;
  raised.targeted = people.size();
  log.say_in(room, by, std::move(raised));
  Decision decision = log.take();
  decision.marks.push_back(AlertAudience{room, std::move(people)});
  decision.outcome = Receipt{.at = scene.context.at, .room = room, .seq = post.seq, .n = post.n};
  return decision;
}

Verdict rule(const Scene& scene, const MoveAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertRow& row = found.alert->row;
  if (!organises_all(scene, row)) return Refusal{Reason::not_organiser};
  if (is_over(row)) return Refusal{Reason::alert_over, "room"};
  if (auto refusal = check_text(command.text)) return *refusal;
  OrganisationLog log(scene);
  const MemberId by = scene.caller.member;
  const Event post = log.say_in(command.room, by, Posted{command.text, std::nullopt});
  AlertMoved step;
  step.target = post.seq;
  step.move = command.move;
  log.say_in(command.room, by, std::move(step));
  Decision decision = log.take();
  decision.outcome =
      Receipt{.at = scene.context.at, .room = command.room, .seq = post.seq, .n = post.n};
  return decision;
}

// Each once, however many devices it was written to.
Verdict rule(const Scene& scene, const NoteWritten& command) {
  if (!scene.caller.is_server) return Refusal{Reason::not_organiser};
  std::vector<AlertWritten> written = command.written;
  std::ranges::sort(written);
  const auto doubles = std::ranges::unique(written);
  written.erase(doubles.begin(), doubles.end());
  Decision decision;
  for (auto begin = written.begin(); begin != written.end();) {
    const auto end =
        std::ranges::upper_bound(begin, written.end(), begin->room, {}, &AlertWritten::room);
    if (const Alert* alert = scene.world.alerts().find(begin->room)) {
      note_written(*alert, {begin, end}, decision.marks);
    }
    begin = end;
  }
  decision.outcome = Receipt{.at = scene.context.at};
  return decision;
}

// It only rises, and an alert that is over is still followed: so is its false-alarm notice.
Verdict rule(const Scene& scene, const ReachAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertMark* mark = found.alert->find(scene.caller.member);
  if (mark == nullptr) return Refusal{Reason::not_member, "room"};
  AlertMark after = *mark;
  after.reach = std::max(mark->reach, command.reach);
  return mark_it(scene, *mark, after);
}

Verdict rule(const Scene& scene, const AnswerAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertMark* mark = found.alert->find(scene.caller.member);
  if (mark == nullptr) return Refusal{Reason::not_member, "room"};
  if (is_over(found.alert->row)) return Refusal{Reason::alert_over, "room"};
  if (command.option > found.alert->row.options.size()) {
    return Refusal{Reason::invalid_params, "option"};
  }
  AlertMark after = *mark;
  if (mark->option != command.option) {
    if (mark->option != 0) ++after.revisions;
    after.option = command.option;
    after.answered_at = scene.context.at;
    after.reach = Reach::answered;
  }
  return mark_it(scene, *mark, after);
}

Verdict rule(const Scene& scene, const TickAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertMark* of = found.alert->find(command.member);
  if (of == nullptr) return Refusal{Reason::member_unknown, "member"};
  if (!answers_for_people(scene.world, scene.caller, of->unit)) {
    return Refusal{Reason::not_organiser};
  }
  if (is_over(found.alert->row)) return Refusal{Reason::alert_over, "room"};
  AlertMark after = *of;
  if ((after.ticked_by != MemberId{}) != command.on) {
    after.ticked_by = command.on ? scene.caller.member : MemberId{};
  }
  return mark_it(scene, *of, after);
}

std::optional<Refusal> check_not_alert(const Room& room) {
  if (room.rules.rules.type != RoomType::alert) return std::nullopt;
  return Refusal{Reason::alert_room, "room"};
}

// The room stands in the first of its units, and is no more that one's than the others'.
std::optional<Refusal> check_organises_all(const Scene& scene, const Room& room) {
  const Alert* alert = scene.world.alerts().find(room.row.room);
  if (alert == nullptr || organises_all(scene, alert->row)) return std::nullopt;
  return Refusal{Reason::not_organiser};
}

std::size_t alerts_of(const World& world, MemberId member) {
  return static_cast<std::size_t>(std::ranges::count_if(
      world.alerts().all(), [&](const auto& one) { return one.second.is_for(member); }));
}

void forget_in_alerts(const World& world, MemberId member, std::vector<Mark>& marks) {
  for (const auto& [room, alert] : world.alerts().all()) {
    const AlertMark* found = alert.find(member);
    if (found == nullptr) continue;
    AlertMark gone = *found;
    gone.gone = true;
    marks.push_back(gone);
  }
}

}  // namespace xinqiao::domain
