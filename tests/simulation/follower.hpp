// A second world, fed only by what was kept: events and marks, in the order of the batches.
// Whatever the leader's world holds must be a function of these, or a second machine could not
// follow, and a restart would forget. Threading: belongs to its run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/decode.hpp"
#include "server/domain/world.hpp"
#include "tests/simulation/simulated_log.hpp"

namespace xinqiao::simulation {

class Follower {
 public:
  explicit Follower(Story& story) : story_(story) {}

  void kept(const store::Batch& batch);
  // Both worlds, and the rows in the store, say the same; otherwise the invariant is broken.
  void compare(const domain::World& leader, std::string_view when);
  void compare_rows(const SimulatedLog& log);
  const domain::World& world() const { return world_; }

 private:
  void put_event(std::string_view key, std::string_view value);
  void put_mark(std::string_view key, std::string_view value);
  void erase_mark(std::string_view key);
  bool erase_way_in(std::string_view key);
  struct Sink;

  Story& story_;
  Decoder decoder_;
  domain::World world_;
  std::map<std::string, std::string> closed_;  // rows of questions that the world lets go of
};

// All that a world holds, as lines that can be compared.
std::vector<std::string> describe(const domain::World& world);

}  // namespace xinqiao::simulation
