// Reports: a member shows one post to those who keep order, who need not be in the room. And
// whether a member lets others see when it is here.
#include "protocol/limits.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

Receipt receipt_of(const Report& report, Instant at, bool already) {
  return Receipt{.at = at, .room = report.room, .n = report.report, .already = already};
}

std::optional<Refusal> check_how_many(const World& world, MemberId reporter, UnitId unit) {
  const auto own = world.reports_by(reporter);
  const auto is_open = [](const Report* report) { return !report->outcome; };
  if (std::ranges::count_if(own, is_open) >=
      static_cast<std::ptrdiff_t>(limits::open_reports_per_member)) {
    return Refusal{Reason::limit_reached, "open_reports_per_member"};
  }
  if (own.size() >= limits::reports_per_member) {
    return Refusal{Reason::limit_reached, "reports_per_member"};
  }
  if (world.open_reports(unit) >= limits::open_reports_per_unit) {
    return Refusal{Reason::limit_reached, "open_reports_per_unit"};
  }
  if (world.reports().size() >= limits::reports) {
    return Refusal{Reason::limit_reached, "reports"};
  }
  return std::nullopt;
}

}  // namespace

// The words are the server's own, so that nobody puts them into another's mouth.
Verdict rule(const Scene& scene, const ReportPost& command) {
  const World& world = scene.world;
  const MemberId reporter = scene.caller.member;
  const Entrance entrance = enter(world, reporter, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_reason(command.reason, "reason")) return *refusal;
  const PostRef post{command.room, command.seq};
  if (const Report* first = world.report_of(reporter, post)) {
    return Decision{.outcome = receipt_of(*first, first->at, true)};
  }
  if (auto refusal = check_visible_post(scene, entrance, command.seq, "seq")) return *refusal;
  const Target& target = scene.context.target;
  if (target.by == reporter) return Refusal{Reason::own_post, "seq"};
  if (world.is_erasing(target.by)) return Refusal{Reason::post_deleted, "seq"};
  if (target.text.empty()) return Refusal{Reason::not_a_post, "seq"};  // nobody has seen it yet
  const auto unit = settling_unit(world, *entrance.room, *world.member(target.by));
  if (!unit) return Refusal{Reason::nobody_above, "seq"};
  if (auto refusal = check_how_many(world, reporter, *unit)) return *refusal;
  Report report;
  report.report = world.next_report(scene.context.at);
  report.room = command.room;
  report.seq = command.seq;
  report.accused = target.by;
  report.reporter = reporter;
  report.unit = *unit;
  report.at = scene.context.at;
  report.text = target.text;
  report.reason = command.reason;
  Decision decision;
  decision.outcome = receipt_of(report, report.at, false);
  decision.marks.push_back(std::move(report));
  return decision;
}

// The outcome says what was done; it does nothing by itself, because who settles need not be in the
// room.
Verdict rule(const Scene& scene, const SettleReport& command) {
  const Report* report = scene.world.report(command.report);
  if (report == nullptr || !may_settle(scene.world, scene.caller, *report)) {
    return Refusal{Reason::report_unknown, "report"};
  }
  if (!command.note.empty()) {
    if (auto refusal = check_reason(command.note, "note")) return *refusal;
  }
  if (report->outcome) {
    if (report->outcome != command.outcome) return Refusal{Reason::report_settled, "report"};
    return Decision{.outcome = receipt_of(*report, report->settled_at, true)};
  }
  Report settled = *report;
  settled.outcome = command.outcome;
  settled.settled_by = scene.caller.member;
  settled.settled_at = scene.context.at;
  settled.note = command.note;
  Decision decision;
  decision.outcome = receipt_of(settled, settled.settled_at, false);
  decision.marks.push_back(std::move(settled));
  return decision;
}

void forget_reported_words(const World& world, MemberId member, Decision& decision) {
  for (const auto& [id, report] : world.reports()) {
    Report bare = report;
    if (report.accused == member) bare.text.clear();
    if (report.reporter == member) bare.reason.clear();
    if (report.settled_by == member) bare.note.clear();
    const bool changed = bare.text.size() != report.text.size() ||
                         bare.reason.size() != report.reason.size() ||
                         bare.note.size() != report.note.size();
    if (changed) decision.marks.push_back(std::move(bare));
  }
}

Verdict rule(const Scene& scene, const SetPresence& command) {
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at};
  if (scene.world.member(scene.caller.member)->presence != command.on) {
    decision.marks.push_back(PresenceMark{scene.caller.member, !command.on});
  }
  return decision;
}

}  // namespace xinqiao::domain
