// Questions about reports, asked by those who settle them and by those who made them.
#include "protocol/limits.hpp"
#include "server/domain/rights.hpp"
#include "server/queries.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

std::size_t reports_wanted(std::size_t limit) {
  return limit == 0 ? limits::report_rows : std::min(limit, limits::report_rows);
}

}  // namespace

std::uint64_t open_reports(const domain::World& world, const domain::Caller& caller) {
  const domain::Member* member = world.member(caller.member);
  const bool may_have = member != nullptr && domain::has_duty(member->standing);
  if (!may_have || !world.has_open_reports()) return 0;
  return static_cast<std::uint64_t>(std::ranges::count_if(world.reports(), [&](const auto& one) {
    return !one.second.outcome && may_settle(world, caller, one.second);
  }));
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListReports& query) {
  const domain::Member* member = world.member(caller.member);
  const bool holds_duty =
      caller.is_server || (member != nullptr && domain::has_duty(member->standing));
  if (!holds_duty) return Refusal{Reason::not_organiser};
  std::vector<const Report*> page;
  std::optional<std::uint64_t> next;
  const auto& all = world.reports();
  for (auto at = all.upper_bound(query.after); at != all.end(); ++at) {
    const Report& report = at->second;
    const bool is_wanted =
        report.outcome.has_value() == query.settled && may_settle(world, caller, report);
    if (!is_wanted) continue;
    if (page.size() == reports_wanted(query.limit)) {
      next = page.back()->report;
      break;
    }
    page.push_back(&report);
  }
  return encode_reports(page, next);
}

Reply answer(const domain::World& world, const domain::Caller& caller, const Moment&,
             const ListOwnReports& query) {
  std::vector<const Report*> own = world.reports_by(caller.member);  // limits::reports_per_member
  std::ranges::sort(own, {}, &Report::report);
  std::vector<const Report*> page;
  std::optional<std::uint64_t> next;
  for (const Report* report : own) {
    if (report->report <= query.after) continue;
    if (page.size() == reports_wanted(query.limit)) {
      next = page.back()->report;
      break;
    }
    page.push_back(report);
  }
  return encode_own_reports(page, next);
}

}  // namespace xinqiao
