// How far a run has come, for who waits for it: a bar on a terminal, a line every few seconds where
// there is none, nothing if that is asked for. Threading: the thread of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "bench/clock.hpp"

namespace xinqiao::bench {

struct Standing {
  std::string_view doing;       // "connecting"
  std::optional<double> share;  // 0 to 1; none = nobody knows
  std::uint64_t posts = 0;
  std::uint64_t heard = 0;
  double p99_ms = 0;  // heard by all; 0 = not yet
};

class Progress {
 public:
  enum class Shown : std::uint8_t { nothing, lines, bar };
  // What suits the error output: a bar on a terminal, lines elsewhere.
  static Shown fitting(bool is_quiet);

  Progress(Shown shown, std::string name, std::ostream& out);
  // Whether it is time to say something; costs a comparison.
  bool is_due(Nanos now) const { return shown_ != Shown::nothing && now >= next_; }
  void tell(const Standing& standing, Nanos now);
  // The bar goes, so that what follows stands on a line of its own.
  void end();

 private:
  const Shown shown_;
  const std::string name_;
  std::ostream& out_;
  Nanos began_ = now_nanos();
  Nanos next_ = 0;
  std::size_t columns_ = 0;  // of the bar that stands there
};

// "town: posting [########        ] 41 % 12 s, 1234 posts, 123400 heard, p99 8.1 ms"
std::string line_of(std::string_view name, const Standing& standing, double seconds, bool has_bar);

}  // namespace xinqiao::bench
