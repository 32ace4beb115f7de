// The middle of several measurements, and how far they lie apart. Threading: pure functions.
#pragma once

#include <boost/json/object.hpp>

#include <vector>

namespace xinqiao::bench {

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

Spread spread_of(std::vector<double> values);  // all zero when there are none
boost::json::object to_object(const Spread& spread);

}  // namespace xinqiao::bench
