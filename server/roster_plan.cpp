#include "server/roster_plan.hpp"

#include "protocol/json_writer.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/text.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace xinqiao {
namespace {

std::string word_of(Reason reason) {
  return std::string(row(reason).name);
}

class Planner {
 public:
  Planner(const domain::World& world, const domain::Caller& caller, const ImportRoster& command)
      : world_(world), caller_(caller), command_(command) {
    for (const auto& [id, unit] : world.organisation().units()) {
      if (!unit.closed) children_[{unit.parent, unit.name}] = id;
    }
    for (const auto& [id, member] : world.members()) {
      if (!is_erased(member)) people_[{member.standing.home, member.name}] = id;
    }
  }

  RosterPlan plan() {
    const auto& units = world_.organisation().units();
    const bool may_any = std::ranges::any_of(
        units, [&](const auto& entry) { return may_organise(world_, caller_, entry.first); });
    if (!may_any) {
      plan_.refusal = Refusal{Reason::not_organiser};
      return std::move(plan_);
    }
    plan_.problems = command_.roster.problems;
    for (const RosterRow& row : command_.roster.rows) plan_row(row);
    std::ranges::sort(plan_.problems, {}, &RosterProblem::line);
    return std::move(plan_);
  }

 private:
  void plan_row(const RosterRow& row) {
    PlannedRow planned{.row = row, .unit = root_unit};
    find_unit(planned);
    if (const auto found = problem_of(planned)) {
      plan_.problems.push_back({row.line, found->first, found->second});
      return;
    }
    for (std::size_t i = planned.units_there; i < row.unit.size(); ++i) {
      const std::string path = path_text(row.unit, i + 1);
      if (new_units_.insert(path).second) plan_.new_units.push_back(path);
    }
    plan_.rows.push_back(std::move(planned));
  }

  // As far as the path is there. It may begin with the root's own name.
  void find_unit(PlannedRow& planned) const {
    const auto& path = planned.row.unit;
    const std::string& root = world_.organisation().unit(root_unit)->name;
    if (!path.empty() && !root.empty() && path.front() == root) planned.units_there = 1;
    while (planned.units_there < path.size()) {
      const auto child = children_.find({planned.unit, path[planned.units_there]});
      if (child == children_.end()) return;
      planned.unit = child->second;
      ++planned.units_there;
    }
  }

  using Found = std::optional<std::pair<std::string, std::string>>;

  Found problem_of(PlannedRow& planned) {
    const RosterRow& row = planned.row;
    if (domain::check_title(row.name, limits::name_bytes, "name")) {
      return {{word_of(Reason::title_invalid), "name"}};
    }
    if (auto found = problem_of_unit(planned)) return found;
    const bool is_all_there = planned.units_there == row.unit.size();
    const UnitId home = row.unit.empty() ? UnitId{} : planned.unit;
    const auto same = people_.find({home, row.name});
    if (row.login.empty()) {
      planned.is_there = is_all_there && same != people_.end();
      if (planned.is_there) planned.member = same->second;
      return std::nullopt;
    }
    if (!domain::is_login(row.login)) return {{word_of(Reason::login_invalid), "login"}};
    const domain::Member* holder = world_.member_of_login(row.login);
    if (holder == nullptr) return std::nullopt;
    if (holder->name != row.name) return {{word_of(Reason::login_taken), "login"}};
    planned.is_there = true;
    planned.member = holder->row.member;
    return std::nullopt;
  }

  Found problem_of_unit(const PlannedRow& planned) const {
    const RosterRow& row = planned.row;
    if (row.unit.empty()) {
      const UnitId reception = world_.organisation().reception();
      const UnitId newcomers = reception == UnitId{} || row.duty ? root_unit : reception;
      if (may_organise(world_, caller_, newcomers)) return std::nullopt;
      return {{word_of(Reason::not_organiser), "unit"}};
    }
    if (!may_organise(world_, caller_, planned.unit)) {
      return {{word_of(Reason::not_organiser), "unit"}};
    }
    const std::size_t missing = row.unit.size() - planned.units_there;
    if (missing == 0) return std::nullopt;
    if (!command_.create_units) return {{word_of(Reason::unit_unknown), "unit"}};
    if (world_.organisation().depth(planned.unit) + missing > limits::unit_depth) {
      return {{word_of(Reason::limit_reached), "unit"}};
    }
    const bool is_bad =
        std::any_of(row.unit.begin() + static_cast<std::ptrdiff_t>(planned.units_there),
                    row.unit.end(), [](const std::string& name) {
                      return domain::check_title(name, limits::name_bytes, "name").has_value();
                    });
    if (is_bad) return {{word_of(Reason::title_invalid), "unit"}};
    return std::nullopt;
  }

  const domain::World& world_;
  const domain::Caller& caller_;
  const ImportRoster& command_;
  std::map<std::pair<UnitId, std::string>, UnitId> children_;
  std::map<std::pair<UnitId, std::string>, MemberId> people_;
  std::set<std::string> new_units_;
  RosterPlan plan_;
};

void write_problems(JsonWriter& json, const std::vector<RosterProblem>& problems) {
  json.key("problems_found").integer(static_cast<std::int64_t>(problems.size()));
  json.key("problems").begin_array();
  for (std::size_t i = 0; i < std::min(problems.size(), limits::roster_problems); ++i) {
    json.begin_object().key("line").integer(static_cast<std::int64_t>(problems[i].line));
    json.key("what").string(problems[i].what);
    if (!problems[i].field.empty()) json.key("field").string(problems[i].field);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string path_text(const std::vector<std::string>& path, std::size_t end) {
  std::string text;
  for (std::size_t i = 0; i < end; ++i) text += (i == 0 ? "" : "/") + path[i];
  return text;
}

std::optional<RosterProblem> RosterJob::problem_of(const RosterRow& of,
                                                   const variant<Receipt, Refusal>& outcome,
                                                   const char* field) const {
  const auto* refusal = get_if<Refusal>(&outcome);
  if (refusal == nullptr) return std::nullopt;
  return RosterProblem{of.line, word_of(refusal->reason), field};
}

RosterPlan plan_roster(const domain::World& world, const domain::Caller& caller,
                       const ImportRoster& command) {
  return Planner(world, caller, command).plan();
}

std::string encode_roster(const RosterPlan& plan, bool made) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("made").boolean(made);
  write_problems(json, plan.problems);
  json.key("units").begin_array();
  for (const std::string& path : plan.new_units) json.string(path);
  json.end_array().key("members").begin_array();
  for (const PlannedRow& planned : plan.rows) {
    json.begin_object().key("line").integer(static_cast<std::int64_t>(planned.row.line));
    json.key("name").string(planned.row.name);
    if (planned.member != MemberId{}) {
      json.key("member").integer(static_cast<std::int64_t>(planned.member.value));
    }
    if (planned.is_there) json.key("already").boolean(true);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

}  // namespace xinqiao
