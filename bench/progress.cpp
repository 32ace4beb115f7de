#include "bench/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace xinqiao::bench {
namespace {

constexpr Nanos between_bars = 200 * nanos_per_millisecond;
constexpr Nanos between_lines = 5 * nanos_per_second;
constexpr std::size_t bar_columns = 24;

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

}  // namespace

std::string line_of(std::string_view name, const Standing& standing, double seconds, bool has_bar) {
  std::ostringstream line;
  line << name << ": " << standing.doing;
  if (standing.share) {
    const double share = std::clamp(*standing.share, 0.0, 1.0);
    const auto full = static_cast<std::size_t>(std::floor(share * bar_columns));
    if (has_bar) {
      line << " [" << std::string(full, '#') << std::string(bar_columns - full, ' ') << "]";
    }
    line << " " << static_cast<int>(std::floor(share * 100)) << " %";
  }
  line << ", " << static_cast<std::int64_t>(seconds) << " s";
  if (standing.posts > 0) {
    line << ", " << grouped(standing.posts) << " posts, " << grouped(standing.heard) << " heard";
  }
  if (standing.p99_ms > 0) {
    char text[32];
    std::snprintf(text, sizeof text, ", p99 %.1f ms", standing.p99_ms);
    line << text;
  }
  return line.str();
}

Progress::Shown Progress::fitting(bool is_quiet) {
  if (is_quiet) return Shown::nothing;
  return ::isatty(STDERR_FILENO) == 1 ? Shown::bar : Shown::lines;
}

// The first line comes after as long as any other: a short run says nothing.
Progress::Progress(Shown shown, std::string name, std::ostream& out)
    : shown_(shown),
      name_(std::move(name)),
      out_(out),
      next_(began_ + (shown == Shown::bar ? between_bars : between_lines)) {}

void Progress::tell(const Standing& standing, Nanos now) {
  const double seconds = static_cast<double>(now - began_) / 1e9;
  const std::string line = line_of(name_, standing, seconds, shown_ == Shown::bar);
  if (shown_ == Shown::bar) {
    const std::size_t blanks = columns_ - std::min(columns_, line.size());
    out_ << '\r' << line << std::string(blanks, ' ') << std::flush;
    columns_ = line.size();
    next_ = now + between_bars;
  } else if (shown_ == Shown::lines) {
    out_ << line << std::endl;
    next_ = now + between_lines;
  }
}

void Progress::end() {
  if (columns_ > 0) out_ << '\r' << std::string(columns_, ' ') << '\r' << std::flush;
  columns_ = 0;
}

}  // namespace xinqiao::bench
