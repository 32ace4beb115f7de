// A server of our own for one run: seeds a store in a temporary folder, serves it on a free port,
// can be killed without warning and started again on the same folder and port, and leaves nothing
// behind. Threading: one thread; starting waits, bounded. Errors are sentences in problem().
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/clock.hpp"
#include "bench/process.hpp"
#include "bench/scenario.hpp"

namespace xinqiao::bench {

// How the server is started.
struct SpawnOptions {
  Core core;  // it and all its threads stay there
  unsigned threads = 1;
  bool tls = false;               // with a certificate it makes itself
  std::uint64_t descriptors = 0;  // it may have open; 0 = as many as we
  double commands_per_second = 0;
};

class Spawned {
 public:
  explicit Spawned(std::string binary, SpawnOptions options = {});
  ~Spawned();
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  // Makes the folder and fills the store. rooms may be 0 for a replay, which makes its own.
  // rooms_each: of each member; 0 = as `xinqiao seed` would have it. where: the folder in which a
  // folder is made; empty = that of temporary files.
  bool seed(std::uint64_t members, std::uint64_t rooms, std::uint64_t rooms_each = 0,
            const std::string& where = {});
  void take_another_port() { listen_ = "127.0.0.1:0"; }  // with the next start
  // In place of seed: a folder that it made before, and that stays.
  void take_over(const std::string& folder);
  // The first time on a free port, then on the same. Returns when the server says it is ready.
  bool start();
  void kill_now();     // SIGKILL
  void ask_to_stop();  // SIGTERM: in good order
  bool has_ended();    // after that
  bool stop_now();     // SIGSTOP, and waits until it stands: it does nothing until it goes on
  void go_on();        // SIGCONT

  const std::string& url() const { return url_; }
  std::string tokens_path() const { return folder_ + "/tokens.jsonl"; }
  std::string data_path() const { return folder_ + "/data"; }
  const std::string& problem() const { return problem_; }
  // CPU time of all processes started for serving so far.
  Nanos cpu() const;
  std::uint64_t resident_kilobytes() const;
  std::uint64_t descriptors() const;  // it has open
  pid_t process() const { return server_; }

 private:
  pid_t launch(const std::vector<std::string>& arguments, int out);
  bool wait_for_ready(int in);
  std::string log_tail() const;

  const std::string binary_;
  const SpawnOptions options_;
  std::string folder_;
  bool is_borrowed_ = false;
  std::string url_;
  std::string listen_ = "127.0.0.1:0";
  std::string problem_;
  pid_t server_ = 0;
  int server_out_ = -1;
  Nanos cpu_before_ = 0;  // of servers killed
};

}  // namespace xinqiao::bench
