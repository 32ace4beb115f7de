// A histogram as others draw it: points of a percentile plot, and the text of a .hgrm file as
// HdrHistogram writes it. Threading: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/histogram.hpp"

namespace xinqiao::bench {

struct PercentilePoint {
  double share = 0;  // 0 to 1
  double ms = 0;
};
// Five points between each half of what remains and the next, until the last sample; then share 1.
std::vector<PercentilePoint> percentile_points(const Histogram& histogram);
std::string to_hgrm(const Histogram& histogram);

}  // namespace xinqiao::bench
