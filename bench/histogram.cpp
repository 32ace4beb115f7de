#include "bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace xinqiao::bench {

// Bucket numbers: below 2^11 the value itself; above, an octave's number and its 10 leading bits
// after the first.
std::size_t Histogram::bucket_of(std::uint64_t micros) {
  const std::size_t width = static_cast<std::size_t>(std::bit_width(micros));
  if (width <= sub_bits + 1) {
    return static_cast<std::size_t>(micros);
  }
  const std::size_t shift = width - (sub_bits + 1);
  const std::size_t bucket = (shift << sub_bits) + static_cast<std::size_t>(micros >> shift);
  return std::min(bucket, buckets - 1);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < (std::size_t{2} << sub_bits)) {
    return bucket;
  }
  const std::size_t shift = (bucket >> sub_bits) - 1;
  const std::uint64_t leading = bucket - (shift << sub_bits);
  return ((leading + 1) << shift) - 1;
}

void Histogram::record(Nanos duration) {
  const Nanos size = std::max<Nanos>(duration, 0);
  ++counts_[bucket_of(static_cast<std::uint64_t>(size) / 1'000)];
  ++count_;
  max_ = std::max(max_, size);
  const double ms = static_cast<double>(size) / 1e6;
  sum_ms_ += ms;
  sum_of_squares_ += ms * ms;
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < buckets; ++i) {
    counts_[i] += other.counts_[i];
  }
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
  sum_ms_ += other.sum_ms_;
  sum_of_squares_ += other.sum_of_squares_;
}

void Histogram::clear() {
  *this = Histogram();
}

Histogram::Packed Histogram::packed() const {
  Packed packed{.filled = {}, .max = max_, .sum_ms = sum_ms_, .sum_of_squares = sum_of_squares_};
  for (std::size_t i = 0; i < buckets; ++i) {
    if (counts_[i] > 0) packed.filled.emplace_back(i, counts_[i]);
  }
  return packed;
}

Histogram Histogram::unpacked(const Packed& packed) {
  Histogram made;
  for (const auto& [bucket, count] : packed.filled) {
    if (bucket >= buckets) continue;
    made.counts_[bucket] += count;
    made.count_ += count;
  }
  made.max_ = packed.max;
  made.sum_ms_ = packed.sum_ms;
  made.sum_of_squares_ = packed.sum_of_squares;
  return made;
}

double Histogram::mean_ms() const {
  return count_ == 0 ? 0 : sum_ms_ / static_cast<double>(count_);
}

double Histogram::deviation_ms() const {
  if (count_ == 0) return 0;
  const double mean = mean_ms();
  return std::sqrt(std::max(0.0, sum_of_squares_ / static_cast<double>(count_) - mean * mean));
}

double Histogram::quantile_ms(double share) const {
  if (count_ == 0) {
    return 0;
  }
  const double wanted = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_));
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(wanted));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    seen += counts_[i];
    if (seen >= rank) {
      return std::min(static_cast<double>(upper_edge(i)) / 1e3, max_ms());
    }
  }
  return max_ms();
}

}  // namespace xinqiao::bench
