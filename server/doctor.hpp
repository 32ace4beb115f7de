// `xinqiao doctor`: what is wrong around a server, and what to do about it. Facts are gathered once
// (doctor_facts.hpp); each row of one table is a pure function that judges them. A row that has
// nothing to judge by (no folder named, /proc not there) says nothing. Sizes are bytes, times as
// their names say. Threading: pure functions. Errors: none; what is wrong is a finding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/serve.hpp"

namespace xinqiao::doctor {

enum class Mark : std::uint8_t { ok, warning, problem };  // the exit code of the worst: 0, 1, 2

struct Verdict {
  Mark mark = Mark::ok;
  std::string what;    // what was seen
  std::string advice;  // what to do; empty when ok
};

struct Finding {
  std::string_view check;
  Verdict verdict;
};

struct Program {
  int pid = 0;       // 0 = in another namespace, or not to be seen by this user
  std::string name;  // empty = not to be seen
};

// The data folder, or the nearest folder above it that is there: the first start makes the rest.
struct FolderFacts {
  std::string path;
  std::string above;  // empty when the folder itself is there
  bool is_folder = true;
  bool is_writable = true;  // by whoever asks
  unsigned mode = 0700;
  std::string owner = "xinqiao";
  bool is_own = true;  // of whoever asks
  bool asked_by_root = false;
};

struct DiskFacts {
  std::uint64_t free = 0;  // for anybody but root
  std::uint64_t total = 0;
  std::uint64_t inodes = 0;  // of the file system; 0 = it does not count them
  std::uint64_t free_inodes = 0;
  std::string kind;  // "ext4"
  bool is_read_only = false;
};

struct StoreFacts {
  bool is_empty = true;                    // nothing stands in the folder
  std::optional<std::string> sign;         // what the sign on its door says
  std::optional<Program> user;             // who has it open
  std::optional<std::int64_t> written_ms;  // when it was last written to
  std::uint64_t ballast = 0;
};

// An attempt to listen where the server would.
struct DoorFacts {
  int error = 0;            // errno; 0 = it is free
  bool is_known = true;     // the host has an address
  bool is_loopback = true;  // nobody but this machine gets there
  std::optional<Program> holder;
};

// The certificate that `tls = files` names, or the one that `tls = auto` has made.
struct TlsFacts {
  std::string problem;         // a sentence that names the file and what to do; empty = it is good
  std::string last_day;        // "2027-03-01"
  std::int64_t days_left = 0;  // of its validity
  bool is_own = false;
  bool is_made = true;  // one of our own; the first start makes it
  std::string key{};    // its file
  unsigned key_mode = 0600;
};

// Where owners' backups go.
struct BackupFacts {
  std::string folder;  // empty = none is set
  bool is_there = true;
  bool is_writable = true;                // by whoever asks
  std::optional<std::int64_t> newest_ms;  // when the newest whole one was made
};

struct ClockFacts {
  std::int64_t now_ms = 0;
  std::optional<bool> is_synchronised;  // nothing where it may not be asked
};

struct MemoryFacts {
  std::uint64_t total = 0;  // of the machine, or what its control group allows
  std::uint64_t available = 0;
  std::uint64_t swap = 0;
  std::uint64_t free_swap = 0;
};

struct DescriptorFacts {
  std::uint64_t most = 0;  // the hard limit: the server raises its own to it
  bool of_server = false;  // of the one that runs; else of whoever asks
};

struct KernelFacts {
  int overcommit = 0;            // vm.overcommit_memory
  std::uint64_t maps = 65530;    // vm.max_map_count
  std::uint64_t backlog = 4096;  // net.core.somaxconn
};

struct Facts {
  std::string settings_problem;  // empty = they are right; else `options` are the defaults
  ServeOptions options;
  std::optional<FolderFacts> folder;
  std::optional<DiskFacts> disk;
  std::optional<StoreFacts> store;
  std::vector<std::int64_t> sync_us;  // how long a small write and its fdatasync took, each
  std::optional<DoorFacts> door;
  std::optional<TlsFacts> tls;
  std::optional<BackupFacts> backups;
  std::optional<ClockFacts> clock;
  std::optional<MemoryFacts> memory;
  std::optional<DescriptorFacts> descriptors;
  std::optional<KernelFacts> kernel;
  std::optional<std::string> charset;  // of the locale: "UTF-8"
};

std::vector<Finding> examine(const Facts& facts);

Mark worst(const std::vector<Finding>& findings);
std::string to_lines(const std::vector<Finding>& findings);  // for people, one line each
std::string to_json(const std::vector<Finding>& findings);

}  // namespace xinqiao::doctor
