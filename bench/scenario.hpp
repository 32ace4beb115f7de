// What is to be run: a TOML file of keys, with tables for phases, faults and a mix of members; some
// of them replaced on the command line (`--set key=value`). README.md explains every key. An
// unknown key, a wrong type or a value out of bounds is an error in words. Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/adapter.hpp"
#include "bench/expect.hpp"
#include "protocol/variant.hpp"

namespace xinqiao::bench {

// latency: posts at a given rate, whatever the server does. saturation: each poster keeps `window`
// posts unanswered. replay: the lines of a file, in its order, in its rhythm. search: the highest
// rate that holds. idle: nobody says anything.
enum class Mode : std::uint8_t { latency, saturation, replay, search, idle };
enum class Arrivals : std::uint8_t { even, poisson };
enum class Sizes : std::uint8_t { even, zipf };  // of rooms

// The shares of the members by what they do; see roles.hpp.
struct Mix {
  double writers = 1;
  double readers = 0;
  double lurkers = 0;
  double slow = 0;
  double flapping = 0;
  double deaf = 0;
};

struct Phase {
  std::string name;
  double seconds = 10;
  double posts_per_second = 20;
  std::optional<double> ramp_to;  // the rate at the phase's end
  std::optional<Mix> mix;         // none = the scenario's
};

// kill: SIGKILL and a start. restart: SIGTERM and a start. stop: SIGSTOP, and SIGCONT after
// `seconds`. cut: a share of the members lose their links at once. flood: the last member asks as
// fast as it is answered, over so many sockets. crowd: so many strangers connect and say nothing.
enum class FaultKind : std::uint8_t { kill, stop, restart, cut, flood, crowd };
struct Fault {
  double at = 0;  // seconds after the warm-up
  FaultKind what = FaultKind::kill;
  double seconds = 1;
  double share = 1;
  std::uint64_t sockets = 64;
  std::uint64_t window = 64;  // flood: calls of a socket that wait for their answer
};

struct Scenario {
  std::string name;
  std::optional<Adapter> adapter;  // none = the server speaks our wire
  Mode mode = Mode::latency;
  std::uint64_t seed = 1;

  std::uint64_t members = 100;
  std::uint64_t rooms = 1;
  std::uint64_t rooms_each = 0;  // of a member, if they are even; 0 = all of them, ten at most
  Sizes sizes = Sizes::even;
  double zipf_exponent = 1;
  std::uint64_t posters = 0;  // 0 = every member, or the mix's writers
  Mix mix;
  std::vector<Phase> phases;
  std::vector<Fault> faults;
  std::vector<Expectation> expect;  // of the report
  std::uint64_t slow_bytes_per_second = 4'000;
  // After a loss a member comes back when a time is over that doubles with each try; with jitter it
  // is drawn between nothing and that.
  std::uint64_t back_off_ms = 100;
  std::uint64_t back_off_ms_max = 1'000;
  bool jitter = true;
  double flap_seconds = 5;  // between two losses of a flapping member, in the mean
  double read_seconds = 2;  // between two marks of a reader

  bool packs = false;  // members offer permessage-deflate

  bool tls = false;  // of a server of our own, like these:
  std::uint64_t threads = 1;
  std::uint64_t descriptors = 0;   // it may have open; 0 = as many as we
  double commands_per_second = 0;  // of one member; 0 = without a limit
  bool pinned = false;             // the server stays on core 0, the generator on core 1

  double questions = 0;  // the share of what is said that asks or answers

  double posts_per_second = 20;
  Arrivals arrivals = Arrivals::poisson;
  double warmup_seconds = 2;
  double seconds = 10;
  double drain_seconds = 60;
  std::uint64_t text_bytes_min = 200;
  std::uint64_t text_bytes_max = 200;
  std::uint64_t window = 16;
  double late_ms = 10;         // a latency run whose sends are later than this at p99 is void
  double generator_cpu = 0.9;  // and so is one whose generator took more of a core

  std::string data;         // replay: the file; relative to the scenario's folder
  std::uint64_t lines = 0;  // 0 = all
  double speedup = 1'000;
  double gap_seconds = 60;  // longer silences in the file are cut to this
  bool ordered = true;      // a line waits for the answer to the line before it in its room
  double kill_at = 0;       // kill the server after this share of the run; 0 = never

  // search: from posts_per_second on.
  double bound_ms = 250;  // of heard by all, p99
  double step_seconds = 4;
  double step_factor = 1.5;
  double narrow = 0.05;
  double rate_most = 100'000;
};

// What keys that are well each for itself say wrong together.
std::optional<std::string> check_together(const Scenario& scenario);

std::string_view name(Mode mode);
std::string_view name(FaultKind kind);

// The scenario, or what is wrong with it. `sets` are `key=value`; a value that is no TOML is taken
// as a string.
variant<Scenario, std::string> read_scenario(const std::string& path,
                                             const std::vector<std::string>& sets);
variant<Scenario, std::string> parse_scenario(std::string_view toml, const std::string& folder,
                                              const std::vector<std::string>& sets);

}  // namespace xinqiao::bench
