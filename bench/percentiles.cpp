#include "bench/percentiles.hpp"

#include <cmath>
#include <cstdio>

namespace xinqiao::bench {
namespace {

constexpr int points_a_half = 5;

}  // namespace

std::vector<PercentilePoint> percentile_points(const Histogram& histogram) {
  std::vector<PercentilePoint> points;
  if (histogram.count() == 0) return points;
  const double smallest = 1 / static_cast<double>(histogram.count());
  for (double rest = 1; rest > smallest; rest /= 2) {
    for (int i = 0; i < points_a_half; ++i) {
      const double share = 1 - rest + rest / 2 * i / points_a_half;
      points.push_back({share, histogram.quantile_ms(share)});
    }
  }
  points.push_back({1, histogram.max_ms()});
  return points;
}

std::string to_hgrm(const Histogram& histogram) {
  std::string text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n";
  char line[128];
  for (const auto& [share, ms] : percentile_points(histogram)) {
    const auto count = static_cast<unsigned long long>(
        std::llround(std::ceil(share * static_cast<double>(histogram.count()))));
    std::snprintf(line, sizeof line,
                  share < 1 ? "%12.3f %14.12f %10llu %14.2f\n" : "%12.3f %14.12f %10llu\n", ms,
                  share, count, share < 1 ? 1 / (1 - share) : 0.0);
    text += line;
  }
  std::snprintf(line, sizeof line, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
                histogram.mean_ms(), histogram.deviation_ms());
  text += line;
  std::snprintf(line, sizeof line, "#[Max     = %12.3f, Total count    = %12llu]\n",
                histogram.max_ms(), static_cast<unsigned long long>(histogram.count()));
  text += line;
  std::snprintf(line, sizeof line, "#[Buckets = %12d, SubBuckets     = %12d]\n", Histogram::octaves,
                1 << Histogram::sub_bits);
  return text + line;
}

}  // namespace xinqiao::bench
