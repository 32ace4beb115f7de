// What a scenario expects of its own report: figures by their place in the JSON, each at most or at
// least so much. So a run ends with a verdict and not only with numbers. Threading: pure functions.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xinqiao::bench {

struct Expectation {
  std::string figure;  // a JSON pointer into the report: "/heard_by_all_ms/p99"
  std::optional<double> at_most;
  std::optional<double> at_least;
};

struct Judgement {
  Expectation expectation;
  std::optional<double> value;  // none: there is no such number in the report
  bool is_met = false;
};

// What is wrong with it as it is written; empty = nothing.
std::string problem_of(const Expectation& expectation);

std::vector<Judgement> judge(const boost::json::object& report,
                             const std::vector<Expectation>& expectations);
bool are_met(const std::vector<Judgement>& judgements);
boost::json::array to_array(const std::vector<Judgement>& judgements);
// One line each: "NOT MET /lost: 3, at most 0".
std::string to_lines(const std::vector<Judgement>& judgements);

}  // namespace xinqiao::bench
