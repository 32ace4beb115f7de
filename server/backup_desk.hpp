// Backups that an owner asks for in the page. Each is `xinqiao backup` as a process of its own, as
// on the machine (docs/decisions/0013), one at a time, into a folder that the operator chose.
// Bounds: limits::backups_listed are told of. Threading: any thread; the process is waited for by a
// thread of its own. Errors: what the process said last stands in the report.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "protocol/ids.hpp"
#include "server/metrics.hpp"

namespace xinqiao {

class BackupDesk {
 public:
  struct Options {
    std::string data;    // folder of the store
    std::string folder;  // where backups go; empty = the operator chose none
    std::string program = "/proc/self/exe";
    Metrics* metrics = nullptr;  // outlives it
  };
  explicit BackupDesk(Options options);
  ~BackupDesk();
  BackupDesk(const BackupDesk&) = delete;
  BackupDesk& operator=(const BackupDesk&) = delete;

  // Begins one, unless one is being made or there is no folder for it.
  void start(Instant now);
  // What there is, as JSON: {set_up, running, failed?, backups: [{name, made, bytes}]}, latest
  // first.
  std::string report() const;
  // Ends one that is being made (what it left is no backup and is not listed) and begins no other.
  void stop();

 private:
  struct Made {
    std::string name;
    std::string when;  // "2026-11-26T17:46:00Z"
    std::uint64_t bytes{};
  };
  void run(const std::string& name);
  int end_of(int process);
  std::vector<Made> found() const;

  const Options options_;
  mutable std::mutex mutex_;
  bool is_running_ = false;
  bool is_stopped_ = false;
  std::string failed_;
  std::vector<Made> made_;
  int process_ = 0;  // of the one being made
  std::thread thread_;
};

}  // namespace xinqiao
