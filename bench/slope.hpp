// Whether something grows with time: the slope of a straight line through what was seen, by least
// squares, and how the second half stands to the first, in the middle and at the highest: what
// fills and is emptied again goes up between, and its peaks stay. Threading: pure functions.
#pragma once

#include <utility>
#include <vector>

namespace xinqiao::bench {

using Seen = std::vector<std::pair<double, double>>;  // seconds, value

// A unit of the value an hour; 0 of fewer than two moments.
double slope_per_hour(const Seen& seen);
// The median of the second half through that of the first; 1 where there is nothing to compare.
double drift(const Seen& seen);
// The highest of the second half through that of the first.
double peak_drift(const Seen& seen);

}  // namespace xinqiao::bench
