// The highest rate that holds, by steps: each is a factor above the last until one fails, then the
// space between the last that held and the first that failed is halved until it is narrow. A step
// that fails is tried once more before it counts: a neighbour's second of work is not the server's
// bound. Where the generator was the bottleneck nothing is known of the server: the result is open.
// Threading: plain values.
#pragma once

#include <cstdint>
#include <string>

namespace xinqiao::bench {

enum class StepResult : std::uint8_t { held, failed, unclear };

class RateSearch {
 public:
  struct Options {
    double start = 100;
    double factor = 1.5;
    double narrow = 0.05;  // stop when the failed rate is less than this above the held one
    double least = 1;
    double most = 1e6;
  };
  explicit RateSearch(Options options) : options_(options), rate_(options.start) {}

  bool is_done() const { return is_done_; }
  double rate() const { return rate_; }  // of the next step
  void told(StepResult result);

  double best() const { return held_; }  // 0 = nothing held
  // Whether what lies above was bounded by the generator, or never tried.
  bool is_open() const { return is_done_ && (failed_ == 0 || is_unclear_); }
  std::string why() const;  // in words

 private:
  void move();

  const Options options_;
  double rate_;
  double held_ = 0;
  double failed_ = 0;  // 0 = none yet
  bool is_unclear_ = false;
  bool is_second_try_ = false;
  bool is_done_ = false;
};

}  // namespace xinqiao::bench
