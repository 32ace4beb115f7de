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
#include "tests/simulation/stranger.hpp"

namespace xinqiao::simulation {

struct Outcome {
  std::optional<Violation> violation;
  std::vector<std::string> last_lines;
  std::uint64_t hash{};
  std::size_t events{};
  std::size_t lines{};      // of the whole story
  std::size_t put_whole{};  // on sockets, by the hubs themselves,
  std::size_t put_in_part{};
  Hits hits;
};

// A run of a seed with less in it: another run, but from the same numbers. To find a shorter story
// of the same breach (shrink.hpp).
struct Narrow {
  std::size_t steps_most = SIZE_MAX;  // of one stretch of trouble
  std::uint32_t without = 0;          // happenings that do not come, a bit for each
};

class Run {
 public:
  Run(std::uint64_t seed, Plant plant, bool aloud, Narrow narrow = {});
  Outcome go();
  // What is left when it is over.
  const store::Log& log() const { return log_; }

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
    die_now,
    die_inside,
    fill_disk,
    space,
    slow_down,
    back_up,
    restore,
    scrub,
    guess,
    happenings
  };
  // Those that a run can do without.
  static constexpr std::array<std::pair<std::string_view, Happening>, 13> faults = {{
      {"jump", jump},
      {"lose", lose},
      {"half_open", half_open},
      {"fail_sync", fail_sync},
      {"die_now", die_now},
      {"die_inside", die_inside},
      {"fill_disk", fill_disk},
      {"space", space},
      {"slow_down", slow_down},
      {"back_up", back_up},
      {"restore", restore},
      {"scrub", scrub},
      {"guess", guess},
  }};

 private:
  void found();  // the first members and their devices
  void trouble(std::size_t steps);
  void happen(Happening what);
  void happen_outside(Happening what);
  void happen_to_disk(Happening what);
  void lose_line(Line& line);
  void rest();
  bool rest_round();
  bool is_at_rest() const;
  void compare_all();
  void keeps(const store::Batch& batch);

  // Faults (run_faults.cpp).
  void jump_in_time();
  void jump_decades();
  void others_turn();
  void await_death();
  void die(Fault how);
  void stop_in_order();
  void start_again(const std::vector<LinePtr>& orphans);
  void load_again();
  void restore_from_backup();
  void end_exchange(const LinePtr& line);

  LinePtr some_line();
  bool deliver_one(Line& line);
  void notice_ends(Line& line);
  Device* owner_of(const Line& line);
  void operate_office();

  Story story_;
  Random random_;
  SimulatedClock clock_;
  Doom doom_;
  SimulatedLog log_;
  // Made anew in their places when a backup is restored.
  std::optional<Ledger> ledger_;
  std::optional<Follower> follower_;
  std::vector<store::Batch> kept_;  // all that became durable
  Ground ground_;
  Office office_;
  Stranger stranger_;
  struct Backup {
    SimulatedLog::Image image;
    std::size_t batches;
  };
  std::optional<Backup> backup_;
  Narrow narrow_;
  bool is_disk_slow_ = false;
  bool is_about_years_ = false;  // its clock may be wrong by ten
  bool has_restores_ = false;
  std::unique_ptr<House> house_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::array<std::size_t, happenings> weights_{};  // how often each comes
  std::size_t weight_ = 0;
};

}  // namespace xinqiao::simulation
