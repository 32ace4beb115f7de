#include "bench/rate_search.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace xinqiao::bench {

void RateSearch::told(StepResult result) {
  if (result != StepResult::held && !is_second_try_) {
    is_second_try_ = true;
    return;
  }
  is_second_try_ = false;
  if (result == StepResult::held) {
    held_ = rate_;
  } else {
    failed_ = rate_;
    is_unclear_ = result == StepResult::unclear;
  }
  move();
}

void RateSearch::move() {
  if (held_ > 0 && failed_ > 0) {
    rate_ = std::sqrt(held_ * failed_);
    is_done_ = failed_ <= held_ * (1 + options_.narrow);
  } else if (held_ > 0) {
    is_done_ = held_ >= options_.most;
    rate_ = std::min(held_ * options_.factor, options_.most);
  } else {
    is_done_ = failed_ <= options_.least;
    rate_ = std::max(failed_ / options_.factor, options_.least);
  }
}

std::string RateSearch::why() const {
  std::ostringstream words;
  words << std::fixed << std::setprecision(1);
  if (held_ == 0) {
    words << "not even " << failed_ << " a second held";
  } else if (failed_ == 0) {
    words << held_ << " a second held, and no more was tried";
  } else if (is_unclear_) {
    words << held_ << " a second held; at " << failed_ << " the generator was the bottleneck";
  } else {
    words << held_ << " a second held, " << failed_ << " did not";
  }
  return words.str();
}

}  // namespace xinqiao::bench
