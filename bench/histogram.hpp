// Counts durations in buckets of 1/1024 of their size, from 1 us to about 19 hours: three digits,
// as HdrHistogram keeps. Own, because a record must cost a shift and an add (Boost.Histogram's
// logarithmic axis takes a logarithm each), the maximum must be exact, and two histograms must
// merge by adding. Threading: belongs to one thread; merge afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "bench/clock.hpp"

namespace xinqiao::bench {

class Histogram {
 public:
  Histogram() : counts_(buckets) {}

  void record(Nanos duration);  // below zero counts as zero
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // The smallest recorded size such that `share` (0 to 1) of all are not greater, in milliseconds;
  // 0 when empty.
  double quantile_ms(double share) const;
  double max_ms() const { return static_cast<double>(max_) / 1e6; }
  double mean_ms() const;
  double deviation_ms() const;
  void clear();

  // What it holds, to be carried to another machine; buckets that are none of ours are left out.
  struct Packed {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> filled;  // bucket and count
    Nanos max = 0;
    double sum_ms = 0;
    double sum_of_squares = 0;
  };
  Packed packed() const;
  static Histogram unpacked(const Packed& packed);

  static constexpr int sub_bits = 10;
  static constexpr int octaves = 26;

 private:
  static constexpr std::size_t buckets = std::size_t{octaves + 2} << sub_bits;
  static std::size_t bucket_of(std::uint64_t micros);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  Nanos max_ = 0;
  double sum_ms_ = 0;
  double sum_of_squares_ = 0;
};

}  // namespace xinqiao::bench
