// One seed: a server, its store, its clock, its members and their devices, some acts of trouble,
// and after each act a rest in which everything must come right. Threading: a run belongs to one
// thread and shares nothing.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "tests/simulation/device.hpp"
#include "tests/simulation/follower.hpp"
#include "tests/simulation/office.hpp"

namespace xinqiao::simulation {

struct Outcome {
  std::optional<Violation> violation;
  std::vector<std::string> last_lines;
  std::uint64_t hash{};
  std::size_t events{};
};

class Run {
 public:
  Run(std::uint64_t seed, Plant plant, bool aloud);
  Outcome go();
  // What is left when it is over.
  const store::Log& log() const { return log_; }

 private:
  // What may happen in a step; each seed draws how often.
  enum Happening {
    decide,
    write,
    sync,
    read,
    hub_0,
    hub_1,
    receive,
    drain,
    deliver,
    act,
    operate,
    tick,
    jump,
    lose,
    half_open,
    notice,
    fail_sync,
    crash_now,
    space,
    happenings
  };

  void found();  // the first members and their devices
  void trouble(std::size_t steps);
  void happen(Happening what);
  void happen_outside(Happening what);
  void jump_in_time();
  void rest();
  bool rest_round();
  bool is_at_rest() const;
  void compare_all();
  void crash();
  void while_syncing();

  LinePtr some_line();
  bool deliver_one(Line& line);
  void notice_ends(Line& line);
  Device* owner_of(const Line& line);
  void operate_office();

  Story story_;
  Random random_;
  SimulatedClock clock_;
  SimulatedLog log_;
  Ledger ledger_;
  Follower follower_;
  Ground ground_;
  Office office_;
  std::unique_ptr<House> house_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::array<std::size_t, happenings> weights_{};
  std::size_t weight_ = 0;
};

}  // namespace xinqiao::simulation
