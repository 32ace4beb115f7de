#include "protocol/resume.hpp"

#include "protocol/limits.hpp"

namespace xinqiao {

namespace {

ResumePlan plan_in_sight(const std::vector<Interval>& have, Seq top) {
  constexpr Seq most = limits::resume_events;
  if (have.empty()) return {top < most ? 1 : top - most + 1, top, true, false};
  if (have.back().last > top) {
    ResumePlan plan = plan_in_sight({}, top);
    plan.rolled_back = true;
    return plan;
  }
  // Walk the holes from the live end downwards, as long as there is room for their events.
  ResumePlan plan{top + 1, top, true, false};
  Seq left = most;
  Seq end = top + 1;  // one past the hole in hand
  for (auto interval = have.rbegin(); interval != have.rend(); ++interval) {
    const Seq begin = interval->last + 1;
    const Seq missing = end - begin;
    if (missing > left) {
      if (left > 0) plan.first = end - left;
      plan.complete = false;
      return plan;
    }
    if (missing > 0) plan.first = begin;
    left -= missing;
    end = interval->first;
  }
  return plan;
}

}  // namespace

ResumePlan plan_resume(const std::vector<Interval>& have, Seq top, Seq bottom) {
  ResumePlan plan = plan_in_sight(have, top);
  if (plan.first >= bottom) return plan;
  // What is missing below the bottom is not sent. It is a hole all the same to one who holds words
  // from before: it was away in between.
  plan.first = bottom;
  if (!have.empty() && !plan.rolled_back) plan.complete = have.front().first >= bottom;
  return plan;
}

}  // namespace xinqiao
