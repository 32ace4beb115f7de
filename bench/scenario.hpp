// What is to be run: a TOML file of flat keys, some of them replaced on the command line (`--set
// key=value`). README.md explains every key. An unknown key, a wrong type or a value out of bounds
// is an error in words. Threading: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/variant.hpp"

namespace xinqiao::bench {

// latency: posts at a given rate, whatever the server does. saturation: each poster keeps `window`
// posts unanswered. replay: the lines of a file, in its order, in its rhythm.
enum class Mode : std::uint8_t { latency, saturation, replay };
enum class Arrivals : std::uint8_t { even, poisson };

struct Scenario {
  std::string name;
  Mode mode = Mode::latency;
  std::uint64_t seed = 1;

  std::uint64_t members = 100;
  std::uint64_t rooms = 1;
  std::uint64_t posters = 0;  // 0 = every member

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
};

std::string_view name(Mode mode);

// The scenario, or what is wrong with it. `sets` are `key=value`; a value that is no TOML is taken
// as a string.
variant<Scenario, std::string> read_scenario(const std::string& path,
                                             const std::vector<std::string>& sets);
variant<Scenario, std::string> parse_scenario(std::string_view toml, const std::string& folder,
                                              const std::vector<std::string>& sets);

}  // namespace xinqiao::bench
