// From a list of people to what would be made of it, and then, row by row, to the ordinary commands
// that make it. A list taken in again makes nothing twice: whoever has the row's login, or its name
// in its unit, is there already. Threading: decider thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocol/limits.hpp"
#include "protocol/variant.hpp"
#include "server/audience.hpp"
#include "server/domain/decide.hpp"

namespace xinqiao {

struct PlannedRow {
  RosterRow row;
  UnitId unit;                // the last one of its path that is there
  std::size_t units_there{};  // how many names of its path are
  bool is_there = false;      // the member is
  MemberId member;            // that is there, or was made
};
struct RosterPlan {
  std::vector<PlannedRow> rows;
  std::vector<std::string> new_units;  // paths
  std::vector<RosterProblem> problems;
  std::optional<Refusal> refusal;  // of all of it: the caller may add nobody
};

RosterPlan plan_roster(const domain::World& world, const domain::Caller& caller,
                       const ImportRoster& command);
// `made`: it was carried out.
std::string encode_roster(const RosterPlan& plan, bool made);

// A plan on its way.
struct RosterJob {
  ConnectionId to;
  std::string id;
  domain::Caller caller;
  RosterPlan plan;
  std::size_t next = 0;
  std::map<std::string, UnitId> units{};  // made by it, by path

  bool is_done() const { return next == plan.rows.size(); }
  // The next row. run(command) decides it and gives its outcome.
  template <class Run>
  void step(Run run);

 private:
  std::optional<RosterProblem> problem_of(const RosterRow& row,
                                          const variant<Receipt, Refusal>& outcome,
                                          const char* field) const;
};

// The names of a path up to and without `end`.
std::string path_text(const std::vector<std::string>& path, std::size_t end);

template <class Run>
void RosterJob::step(Run run) {
  PlannedRow& planned = plan.rows[next++];
  if (planned.is_there) return;
  const RosterRow& row = planned.row;
  UnitId unit = planned.unit;
  for (std::size_t i = planned.units_there; i < row.unit.size(); ++i) {
    const std::string path = path_text(row.unit, i + 1);
    UnitId& made = units[path];
    if (made == UnitId{}) {
      const auto outcome = run(CreateUnit{unit, row.unit[i]});
      if (auto problem = problem_of(row, outcome, "unit")) {
        units.erase(path);
        return plan.problems.push_back(std::move(*problem));
      }
      made = UnitId{get<Receipt>(outcome).n};
    }
    unit = made;
  }
  const UnitId home = row.unit.empty() ? UnitId{} : unit;
  const auto added = run(AddMember{row.name, false, home, row.login});
  if (auto problem = problem_of(row, added, "name")) {
    return plan.problems.push_back(std::move(*problem));
  }
  planned.member = get<Receipt>(added).member;
  if (!row.duty) return;
  const UnitId where = row.unit.empty() ? root_unit : unit;
  const auto given = run(SetDuty{planned.member, where, *row.duty, true});
  if (auto problem = problem_of(row, given, "duty")) plan.problems.push_back(std::move(*problem));
}

}  // namespace xinqiao
