// Raising an alert, what follows it, and the answers to it: README.md has the tables.
#include "server/domain/alert/rules_alert.hpp"

#include "protocol/limits.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/text.hpp"

#include <algorithm>
#include <set>
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

const AlertMark* own_mark(const Scene& scene, const Alert& alert) {
  const auto found = alert.people.find(scene.caller.member);
  return found == alert.people.end() ? nullptr : &found->second;
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

std::vector<AlertMark> audience_of(const World& world, const std::vector<UnitId>& units) {
  std::vector<AlertMark> people;
  const Organisation& tree = world.organisation();
  const auto is_for = [&](const StandingRow& standing) {
    if (!standing.active || standing.welcome == Welcome::erased) return false;
    const UnitId home = standing.home == UnitId{} ? root_unit : standing.home;
    return std::ranges::any_of(units, [&](UnitId unit) { return tree.covers(unit, home); });
  };
  for (const auto& [id, member] : world.members()) {
    if (member.row.member != id || !is_for(member.standing)) continue;
    AlertMark mark;
    mark.member = id;
    mark.unit = member.standing.home;
    people.push_back(mark);
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
  if (alert.people.contains(caller.member)) return true;
  return std::ranges::any_of(
      alert.by_unit, [&](const auto& one) { return answers_for_people(world, caller, one.first); });
}

Verdict rule(const Scene& scene, const RaiseAlert& command) {
  if (auto refusal = check_units(scene.world, scene.caller, command.units)) return *refusal;
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  if (auto refusal = check_text(command.text)) return *refusal;
  if (auto refusal = check_options(command.options)) return *refusal;
  if (scene.world.alerts().open() >= limits::open_alerts) {
    return Refusal{Reason::limit_reached, "open_alerts"};
  }
  std::vector<AlertMark> people = audience_of(scene.world, command.units);
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
  for (AlertMark& mark : people) {
    mark.room = room;
    decision.marks.push_back(mark);
  }
  decision.outcome = Receipt{.at = scene.context.at, .room = room, .seq = post.seq, .n = post.n};
  return decision;
}

Verdict rule(const Scene& scene, const MoveAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertRow& row = found.alert->row;
  const bool may_move = std::ranges::all_of(
      row.units, [&](UnitId unit) { return may_organise(scene.world, scene.caller, unit); });
  if (!may_move) return Refusal{Reason::not_organiser};
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
  std::set<std::pair<RoomId, MemberId>> seen;
  Decision decision;
  for (const AlertWritten& one : command.written) {
    const AlertMark* mark = scene.world.alerts().mark(one.room, one.member);
    if (mark == nullptr || mark->reach >= Reach::written) continue;
    if (!seen.insert({one.room, one.member}).second) continue;
    AlertMark after = *mark;
    after.reach = Reach::written;
    decision.marks.push_back(after);
  }
  decision.outcome = Receipt{.at = scene.context.at};
  return decision;
}

// It only rises, and an alert that is over is still followed: so is its false-alarm notice.
Verdict rule(const Scene& scene, const ReachAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertMark* mark = own_mark(scene, *found.alert);
  if (mark == nullptr) return Refusal{Reason::not_member, "room"};
  AlertMark after = *mark;
  after.reach = std::max(mark->reach, command.reach);
  return mark_it(scene, *mark, after);
}

Verdict rule(const Scene& scene, const AnswerAlert& command) {
  const Found found = find_alert(scene, command.room);
  if (found.refusal) return *found.refusal;
  const AlertMark* mark = own_mark(scene, *found.alert);
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
  const auto of = found.alert->people.find(command.member);
  if (of == found.alert->people.end()) return Refusal{Reason::member_unknown, "member"};
  if (!answers_for_people(scene.world, scene.caller, of->second.unit)) {
    return Refusal{Reason::not_organiser};
  }
  if (is_over(found.alert->row)) return Refusal{Reason::alert_over, "room"};
  AlertMark after = of->second;
  if ((after.ticked_by != MemberId{}) != command.on) {
    after.ticked_by = command.on ? scene.caller.member : MemberId{};
  }
  return mark_it(scene, of->second, after);
}

std::optional<Refusal> check_not_alert(const Room& room) {
  if (room.rules.rules.type != RoomType::alert) return std::nullopt;
  return Refusal{Reason::alert_room, "room"};
}

std::size_t alerts_of(const World& world, MemberId member) {
  return static_cast<std::size_t>(std::ranges::count_if(
      world.alerts().all(), [&](const auto& one) { return one.second.people.contains(member); }));
}

void forget_in_alerts(const World& world, MemberId member, std::vector<Mark>& marks) {
  for (const auto& [room, alert] : world.alerts().all()) {
    const auto found = alert.people.find(member);
    if (found == alert.people.end()) continue;
    AlertMark gone = found->second;
    gone.gone = true;
    marks.push_back(gone);
  }
}

}  // namespace xinqiao::domain
