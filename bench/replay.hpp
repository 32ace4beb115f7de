// A kept conversation as a load: the lines of a JSON-lines file {"room", "at", "from", "text"}, in
// the file's order, with the moments at which they are due. `at` is to the minute there, so the
// lines of a minute are spread evenly over it. Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/clock.hpp"
#include "bench/scenario.hpp"
#include "protocol/variant.hpp"

namespace xinqiao::bench {

struct ReplayLine {
  std::size_t room = 0;  // index of Replay::titles
  std::size_t from = 0;  // index of a member
  Nanos due = 0;         // after the start
  std::string text;
};

struct Replay {
  std::vector<std::string> titles;  // of the rooms, in order of appearance
  std::vector<ReplayLine> lines;
  std::size_t speakers = 0;  // different names in the file
};

// Names are given to members in order of appearance, around and around. Or what is wrong with the
// file.
variant<Replay, std::string> read_replay(const Scenario& scenario, std::size_t members);

// Seconds since 1970 of "YYYY-MM-DDTHH:MM:SSZ"; false when it is none.
bool read_instant(const std::string& text, std::int64_t& seconds);

}  // namespace xinqiao::bench
