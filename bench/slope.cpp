#include "bench/slope.hpp"

#include <algorithm>
#include <cstddef>

namespace xinqiao::bench {
namespace {

constexpr double seconds_in_an_hour = 3'600;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Figure>
double late_through_early(const Seen& seen, Figure figure) {
  const std::size_t half = seen.size() / 2;
  if (half == 0) return 1;
  std::vector<double> early;
  std::vector<double> late;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    (i < half ? early : late).push_back(seen[i].second);
  }
  const double before = figure(std::move(early));
  return before > 0 ? figure(std::move(late)) / before : 1;
}

}  // namespace

double slope_per_hour(const Seen& seen) {
  if (seen.size() < 2) return 0;
  double at = 0;
  double value = 0;
  for (const auto& [x, y] : seen) {
    at += x;
    value += y;
  }
  const auto count = static_cast<double>(seen.size());
  at /= count;
  value /= count;
  double together = 0;
  double spread = 0;
  for (const auto& [x, y] : seen) {
    together += (x - at) * (y - value);
    spread += (x - at) * (x - at);
  }
  return spread > 0 ? together / spread * seconds_in_an_hour : 0;
}

double drift(const Seen& seen) {
  return late_through_early(seen, median);
}

double peak_drift(const Seen& seen) {
  return late_through_early(
      seen, [](const std::vector<double>& values) { return *std::ranges::max_element(values); });
}

}  // namespace xinqiao::bench
