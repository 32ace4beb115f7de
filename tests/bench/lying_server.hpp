// A server that speaks just enough of the wire for a run, keeps one room in memory, and lies as it
// is told to: to one listener, at every so many-th post. It says what it did, so that a test knows
// the truth. Threading: a thread of its own from the constructor until the destructor.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/clock.hpp"

namespace xinqiao::bench {

struct Lies {
  std::uint64_t drop_every = 0;     // the second listener does not hear it
  std::uint64_t double_every = 0;   // hears it twice
  std::uint64_t reorder_every = 0;  // hears it after the next
  std::uint64_t corrupt_every = 0;  // hears another text
  std::size_t corrupt_at = 0;       // from this byte of it on
  std::uint64_t rewrite_every = 0;  // stands in the log with other words than were told
  // Each post is told this much later: drawn evenly and then squared between the two.
  double delay_ms_least = 0;
  double delay_ms_most = 0;
  std::uint64_t stop_at = 0;  // with this post it does nothing at all for a time
  double stop_seconds = 0;
};

class LyingServer {
 public:
  LyingServer(std::uint64_t members, Lies lies);
  ~LyingServer();
  LyingServer(const LyingServer&) = delete;
  LyingServer& operator=(const LyingServer&) = delete;

  std::string url() const;
  std::string tokens() const;  // what the file of tokens should say
  // After the run. When each post came and when it was told to the last listener, by the number
  // with which its text begins, in that order.
  struct Moments {
    std::uint64_t number = 0;
    Nanos arrived = 0;
    Nanos told = 0;
  };
  std::vector<Moments> moments() const;
  std::uint64_t lies_told() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::bench
