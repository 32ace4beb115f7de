// To whom alerts were written and the pipeline has not been told yet. Bounds:
// limits::alerts_unsaid. When as many wait, those that are there twice go first (several devices,
// several steps); what is beyond it then is not said: how far the alert has come, these pages say
// themselves. Threading: belongs to its hub.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "protocol/alert.hpp"
#include "protocol/limits.hpp"

namespace xinqiao {

class WrittenAlerts {
 public:
  explicit WrittenAlerts(std::size_t most = limits::alerts_unsaid) : most_(most) {}

  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  void push_back(AlertWritten one) {
    if (waiting_.size() >= most_ && !make_room()) return;
    waiting_.push_back(one);
  }
  std::vector<AlertWritten> take() {
    is_full_ = false;
    return std::exchange(waiting_, {});
  }
  // What was taken and not heard; before anything else comes.
  void give_back(std::vector<AlertWritten> written) { waiting_ = std::move(written); }

 private:
  // Sorting for a few places again and again would cost more than they are worth.
  bool make_room() {
    if (is_full_) return false;
    std::ranges::sort(waiting_);
    const auto doubles = std::ranges::unique(waiting_);
    waiting_.erase(doubles.begin(), doubles.end());
    is_full_ = waiting_.size() > most_ - most_ / 4;
    return waiting_.size() < most_;
  }

  std::size_t most_;
  std::vector<AlertWritten> waiting_;
  bool is_full_ = false;
};

}  // namespace xinqiao
