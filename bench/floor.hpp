// Start here. What telling many costs, against what this machine needs for it at the least: a
// server of ours and a bare server tell the same bytes to as many sockets, in turn, in one run. The
// servers stay on one core and the generator on another. Both sides' CPU is the kernel's own count
// in nanoseconds. Rounds alternate, so that a noisy machine is noisy for all; a ratio is made of
// two rounds that stood side by side. Threading: one thread. Errors are in the report.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/process.hpp"
#include "bench/spread.hpp"

namespace xinqiao::bench {

struct FloorCase {
  std::uint64_t members = 0;
  std::uint64_t posts = 1;  // in a burst: as many frames are told at once
};

struct FloorOptions {
  std::string spawn;  // the server's binary
  std::vector<FloorCase> cases;
  // Of: server, packed (the same to members who take compressed frames), tls, two_threads,
  // bare_two_threads, bare_synced (appends the bytes to a file and syncs it, then tells), bare_tls
  // (the bare server over OpenSSL), bare.
  std::vector<std::string> sides = {"server", "bare"};
  std::uint64_t rounds = 9;  // of each side
  double seconds = 0.7;      // about; of a round
  bool pinned = true;
  bool held = true;
  std::size_t text_bytes = 200;
};

// One round of a side: bursts back to back.
struct FloorRound {
  std::uint64_t bursts = 0;
  double cpu_ns = 0;      // of the server, a delivery
  double told = 0;        // deliveries in all
  double io_user_ns = 0;  // in all, of the threads that tell, outside the kernel
  double wall_ms = 0;     // of the middle burst
  double deliveries = 0;  // a second of wall time
  double sends = -1;      // a delivery; below 0 = not to be had
  double segments = 0;    // a delivery, that the sockets heard
  double syncs = -1;      // a post; likewise
  double switches = 0;    // a burst: how often its threads left the core
  // What of cpu_ns each kind of thread took, by its name.
  std::map<std::string, double> threads;
  double generator = 0;  // of a core
  Beside beside;
};
struct FloorSideReport {
  std::string side;
  std::vector<FloorRound> rounds;
  std::string cipher;  // that the generator and it agreed on; empty = no TLS
};
struct FloorCaseReport {
  FloorCase which;
  std::size_t frame_bytes = 0;
  bool at_once = true;  // all sockets were there in all rounds; else they came anew for each
  std::vector<FloorSideReport> sides;
  // Of CPU a delivery: each side's rounds through the last side's beside them.
  // without: a thread whose share is left out.
  std::vector<double> ratios(const FloorSideReport& side, const std::string& without = {}) const;
  // Of two sides' rounds beside each other; none where one of them is not there.
  std::vector<double> ratios_of(const std::string& side, const std::string& base) const;
};
struct FloorReport {
  bool pinned = true;
  bool held = true;
  std::vector<FloorCaseReport> cases;
  std::string problem;
};

// "1000:8": members and posts; false when it is none.
bool read_floor_case(const std::string& text, FloorCase& which);

FloorReport measure_floor(const FloorOptions& options);
std::string to_text(const FloorReport& report);
std::string to_json(const FloorReport& report);

}  // namespace xinqiao::bench
