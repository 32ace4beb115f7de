#include "bench/expect.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

std::optional<double> number_at(const json::object& report, const std::string& pointer) {
  boost::system::error_code failed;
  const json::value whole(report);
  const json::value* found = whole.find_pointer(pointer, failed);
  if (found == nullptr || failed) return std::nullopt;
  if (found->is_bool()) return found->get_bool() ? 1 : 0;
  if (!found->is_number()) return std::nullopt;
  return found->to_number<double>();
}

json::value if_wanted(const std::optional<double>& bound) {
  return bound ? json::value(*bound) : json::value(nullptr);
}

}  // namespace

std::string problem_of(const Expectation& expectation) {
  if (!expectation.figure.starts_with('/')) {
    return "expect.figure must be a place in the report, as \"/heard_by_all_ms/p99\"";
  }
  if (!expectation.at_most && !expectation.at_least) {
    return "expect " + expectation.figure + " needs at_most or at_least";
  }
  return {};
}

std::vector<Judgement> judge(const json::object& report,
                             const std::vector<Expectation>& expectations) {
  std::vector<Judgement> judgements;
  for (const Expectation& one : expectations) {
    Judgement judgement{one, number_at(report, one.figure), false};
    judgement.is_met = judgement.value.has_value() &&
                       (!one.at_most || *judgement.value <= *one.at_most) &&
                       (!one.at_least || *judgement.value >= *one.at_least);
    judgements.push_back(std::move(judgement));
  }
  return judgements;
}

bool are_met(const std::vector<Judgement>& judgements) {
  return std::all_of(judgements.begin(), judgements.end(),
                     [](const Judgement& one) { return one.is_met; });
}

json::array to_array(const std::vector<Judgement>& judgements) {
  json::array all;
  for (const auto& [expectation, value, is_met] : judgements) {
    all.push_back(json::object{{"figure", expectation.figure},
                               {"at_most", if_wanted(expectation.at_most)},
                               {"at_least", if_wanted(expectation.at_least)},
                               {"value", if_wanted(value)},
                               {"met", is_met}});
  }
  return all;
}

std::string to_lines(const std::vector<Judgement>& judgements) {
  std::ostringstream out;
  for (const auto& [expectation, value, is_met] : judgements) {
    out << "  " << (is_met ? "met     " : "NOT MET ") << expectation.figure << ": ";
    if (value) {
      out << *value;
    } else {
      out << "not in the report";
    }
    if (expectation.at_most) out << ", at most " << *expectation.at_most;
    if (expectation.at_least) out << ", at least " << *expectation.at_least;
    out << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
