// Whose totals have changed and are not told yet: a room hears of them at most once in
// limits::totals_ms, however much happens, and at most limits::totals_posts posts at once. Order:
// what has waited longest goes first. Threading: belongs to the decider.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "protocol/ids.hpp"

namespace xinqiao {

class Totals {
 public:
  void changed(RoomId room, Seq target);

  struct Due {
    RoomId room;
    std::vector<Seq> targets;  // ascending
  };
  // What is to be told now: each room that has not been told for a while, once.
  std::vector<Due> take(Instant now);
  std::size_t waiting() const { return rooms_.size(); }  // or told a moment ago

 private:
  struct Waiting {
    Instant told{};
    bool was_told = false;
    std::deque<Seq> order;
    std::set<Seq> targets;  // the same ones
  };
  std::map<RoomId, Waiting> rooms_;  // those that wait, or were told a moment ago
};

}  // namespace xinqiao
