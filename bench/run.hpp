// Start here. One run of a scenario from the first connection to the last check:
//   connect -> make rooms -> listen -> measure (load and drain, or a search's steps) -> read the
//   whole log and compare.
// Each is a straight function that turns the event loop until what it waits for is so, or its time
// is over: run.cpp until all listen, run_measure.cpp, run_checks.cpp. Threading: one thread for
// everything, so that what a delivery costs the generator is in one figure.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/audit.hpp"
#include "bench/behaviour.hpp"
#include "bench/flood.hpp"
#include "bench/load.hpp"
#include "bench/member.hpp"
#include "bench/orders.hpp"
#include "bench/process.hpp"
#include "bench/progress.hpp"
#include "bench/questions.hpp"
#include "bench/recovery.hpp"
#include "bench/replay.hpp"
#include "bench/report.hpp"
#include "bench/scenario.hpp"
#include "bench/spawn.hpp"
#include "bench/stranger.hpp"

namespace xinqiao::bench {

struct RunOptions {
  std::string url;  // of a server that runs, with `tokens`
  std::string tokens;
  std::string spawn;  // or a binary to spawn
  int process = 0;    // the server's, if it is on this machine and not spawned: what it takes
  Progress::Shown progress = Progress::Shown::nothing;
  AgentShare share = {};  // all of it, unless an agent makes a part
};

// Counters at a moment; two of them make a difference.
struct Looks {
  Nanos at = 0;
  Nanos server_cpu = 0;
  Nanos generator_cpu = 0;
  std::uint64_t heard = 0;
};

class Run {
 public:
  Run(Scenario scenario, RunOptions options);

  Report run();

  // After it, of an agent's part: what only all agents together can judge. Times are after the
  // start.
  std::vector<Audit::Heard> heard_by_all() const;
  struct Count {
    RoomId room;
    std::uint64_t acknowledged = 0;
    std::uint64_t listeners = 0;
  };
  std::vector<Count> room_counts() const;

 private:
  // run.cpp
  bool prepare();  // server, credentials
  bool connect();
  bool make_rooms();
  bool make_room_of_questions();
  bool listen();
  const std::vector<RoomId>& rooms_of(std::size_t member) const;
  variant<std::vector<Credential>, std::string> who_comes(const std::string& tokens) const;
  bool make_calls_for_rooms(const std::vector<std::vector<std::size_t>>& in);

  // run_strangers.cpp
  void invite_stranger(Listener index, Credential credential);
  PostIndex post_by_stranger(Listener member, RoomId room, std::string text, Nanos due,
                             bool is_measured);

  // run_measure.cpp
  bool measure();
  bool load();
  bool search();
  std::optional<SearchStep> try_rate(double rate, std::uint64_t step);
  void judge(SearchStep& step) const;
  bool be_idle();
  void make_load(const Scenario& scenario);
  PostIndex post(Listener member, RoomId room, std::string text, Nanos due, bool is_measured);
  void measure_from_now();
  void close_measurement();
  void take_figures();
  bool drain();
  bool kill_and_restart();
  // run_faults.cpp
  void start_beside();  // with the load: faults, what members do beside posting, a look a second
  void stop_beside();
  void wait_for_fault();
  void happen(const Fault& fault);
  void wait_for_end(Nanos since);
  void flood(const Fault& fault);
  void crowd(const Fault& fault);
  void note_overload();
  void look();
  Looks looks_now() const;
  bool knows_server() const { return spawned_ || options_.process > 0; }
  Nanos server_cpu() const;
  std::uint64_t server_resident() const;
  std::uint64_t server_own() const;

  // run_orders.cpp
  bool is_ours(std::size_t member) const { return options_.share.is_ours(member); }
  std::size_t ours() const;
  bool wait_for_start();
  bool wait_for_check();
  void listen_to_orders();

  // run_checks.cpp
  bool check_log();
  bool check_history();
  void read_room(std::size_t reader, RoomId room, Seq after);
  bool check_file_order();
  bool check_questions();

  bool fails(std::string problem);
  bool come_to_rest();
  void rest(double seconds);
  template <class Done>
  bool turn_until(Done done, double seconds, const char* what) {
    const Nanos until = now_nanos() + static_cast<Nanos>(seconds * 1e9);
    while (!done()) {
      turn();
      tell_progress(what);
      if (!ground_.problem.empty()) {
        return fails(std::string(what) + ": " + ground_.problem);
      }
      if (now_nanos() > until) {
        return fails(std::string(what) + " took too long");
      }
    }
    return true;
  }
  void turn();
  void tell_progress(const char* what);

  Scenario scenario_;
  const RunOptions options_;
  Report report_;
  boost::asio::io_context context_{1};
  Door door_;
  Audit audit_;
  Ground ground_;
  std::unique_ptr<Spawned> spawned_;
  std::vector<std::unique_ptr<Member>> members_;  // of a server that speaks our wire
  std::unique_ptr<Dialect> dialect_;              // of another, with its
  std::unique_ptr<Ledger> ledger_;
  std::vector<std::unique_ptr<Stranger>> strangers_;
  std::vector<Participant*> people_;  // all who take part, of either kind
  Replay replay_;
  std::vector<RoomId> rooms_;                 // all rooms of the run
  std::vector<RoomId> title_rooms_;           // replay: by title
  std::vector<std::vector<std::size_t>> in_;  // the rooms' members, by index
  std::unique_ptr<Questions> questions_;      // if the scenario has a share of them
  std::unique_ptr<Load> load_;
  std::vector<std::vector<RoomId>> made_rooms_of_;  // by member; empty = those of the seed
  Scenario step_;                                   // what the load says now
  std::unique_ptr<Behaviour> behaviour_;
  std::unique_ptr<Neighbours> neighbours_;
  boost::asio::steady_timer fault_timer_{context_};
  boost::asio::steady_timer look_timer_{context_};
  boost::asio::steady_timer go_on_timer_{context_};
  std::unique_ptr<Recovery> recovery_;
  std::unique_ptr<Flood> flood_;
  std::unique_ptr<Unknowns> unknowns_;
  boost::asio::steady_timer flood_timer_{context_};
  boost::asio::steady_timer crowd_timer_{context_};
  std::map<std::string, double> counts_before_;  // the server's own, when the window began
  std::vector<Fault> faults_;                    // to come, the next at the end
  Looks before_;                                 // what had been when the window began
  Looks last_look_;
  Progress progress_;
  std::optional<Nanos> starts_at_;  // by order
  Nanos load_start_ = 0;
  bool is_short_ = false;  // the time for draining was over before everything was heard
};

}  // namespace xinqiao::bench
