// Start here. One run of a scenario from the first connection to the last check:
//   connect -> make rooms (replay) -> listen -> load -> drain -> read the whole log and compare.
// A phase is a straight function that turns the event loop until what it waits for is so, or its
// time is over. Threading: one thread for everything, so that what a delivery costs the generator
// is in one figure.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <vector>

#include "bench/audit.hpp"
#include "bench/load.hpp"
#include "bench/member.hpp"
#include "bench/questions.hpp"
#include "bench/replay.hpp"
#include "bench/report.hpp"
#include "bench/scenario.hpp"
#include "bench/spawn.hpp"

namespace xinqiao::bench {

struct RunOptions {
  std::string url;  // of a server that runs, with `tokens`
  std::string tokens;
  std::string spawn;  // or a binary to spawn
};

class Run {
 public:
  Run(Scenario scenario, RunOptions options);

  Report run();

 private:
  bool prepare();  // server, credentials
  bool connect();
  bool make_rooms();  // replay
  bool listen();
  bool load();
  void measure_from_now();
  void close_measurement();
  bool drain();
  bool check_history();
  void read_room(std::size_t reader, RoomId room, Seq after);
  bool check_file_order();
  bool make_room_of_questions();
  bool check_questions();
  bool kill_and_restart();

  bool fails(std::string problem);
  template <class Done>
  bool turn_until(Done done, double seconds, const char* what);

  Scenario scenario_;
  const RunOptions options_;
  Report report_;
  boost::asio::io_context context_{1};
  Door door_;
  Audit audit_;
  Ground ground_;
  std::unique_ptr<Spawned> spawned_;
  std::vector<std::unique_ptr<Member>> members_;
  Replay replay_;
  std::vector<RoomId> rooms_;                 // all rooms of the run
  std::vector<RoomId> title_rooms_;           // replay: by title
  std::vector<std::vector<std::size_t>> in_;  // the rooms' members, by index
  std::unique_ptr<Questions> questions_;      // if the scenario has a share of them
  std::unique_ptr<Load> load_;
  Nanos window_start_ = 0;
  Nanos server_cpu_start_ = 0;
  Nanos generator_cpu_start_ = 0;
  std::uint64_t heard_start_ = 0;
};

}  // namespace xinqiao::bench
