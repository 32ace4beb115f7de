// Somebody who has no right to be here and tries sign-in links: made up, or used by others before.
// No try may open the door, and of those from one place only so many a minute may be looked at.
// Threading: belongs to its run.
#pragma once

#include <cstdint>

#include "tests/simulation/house.hpp"

namespace xinqiao::simulation {

class Stranger {
 public:
  explicit Stranger(Ground& ground) : ground_(ground) {}

  void act(House& house);
  void hear(const Letter& letter);
  const LinePtr& exchange() const { return exchange_; }
  void exchange_over() { exchange_.reset(); }
  // The server starts anew: what it knew of guesses it has forgotten.
  void begin_anew() { looked_at_ = 0; }

 private:
  Ground& ground_;
  LinePtr exchange_;
  std::size_t looked_at_ = 0;
  std::int64_t begun_ms_ = 0;  // of the clock's way forward, at the first of them
};

}  // namespace xinqiao::simulation
