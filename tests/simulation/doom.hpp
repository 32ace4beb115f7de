// Where the server may die, and what else may befall it; which of it has happened in a run. Most
// points lie inside a step of the pipeline: the simulated parts pass them, and at the one that was
// chosen the server dies there and then, by an exception that takes the whole house down with it
// (as a kill does, it leaves no time to tidy up). The others lie between two steps, and are known
// by what is under way. Threading: belongs to its run.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace xinqiao::simulation {

enum class Point : std::uint8_t {
  // Inside a step.
  deciding,      // it looks something up for a command
  before_write,  // a group is decided, nothing of it is written
  torn_write,    // a part of it is
  after_write,   // all of it is, and the keeper does not know
  before_sync,   // it is written, and not synced
  in_sync,       // the disk has been asked
  after_sync,    // the disk has it, and the keeper does not know
  before_tell,   // it is kept, and nobody is told
  after_tell,    // the hubs will be told, and the keeper does not know
  reading,       // a page is being read
  page_read,     // it is read, and not told
  loading,       // it starts, and has not loaded everything
  loaded,        // it has, and nothing else
  // Between two steps: what is under way.
  unheard,      // a client has sent what the server has not received
  undecided,    // it has, and not decided
  unwritten,    // it is decided, and not written
  unsynced,     // it is written, and not synced
  untold,       // it is kept, and no hub has been told
  told_by_one,  // one hub has been told, and the other not
  unsent,       // it waits in an outbox
  half_sent,    // a part of a frame has gone out
  on_the_line,  // it is on its way
  idle,         // nothing is under way
  points
};

enum class Fault : std::uint8_t {
  kill,
  power_cut,
  sync_failed_and_lost,
  sync_failed_but_kept,
  disk_full,
  write_failed,
  slow_disk,
  clock_jump,
  decade_ahead,
  decade_back,
  restart_in_order,
  restore,
  line_lost,
  half_open,
  late_words,  // by a line that its client has left
  scrub,
  faults
};

constexpr std::size_t point_count = static_cast<std::size_t>(Point::points);
constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::faults);

constexpr std::array<std::string_view, point_count> point_names = {
    "deciding",    "before_write", "torn_write", "after_write", "before_sync", "in_sync",
    "after_sync",  "before_tell",  "after_tell", "reading",     "page_read",   "loading",
    "loaded",      "unheard",      "undecided",  "unwritten",   "unsynced",    "untold",
    "told_by_one", "unsent",       "half_sent",  "on_the_line", "idle"};

constexpr std::array<std::string_view, fault_count> fault_names = {"kill",
                                                                   "power_cut",
                                                                   "sync_failed_and_lost",
                                                                   "sync_failed_but_kept",
                                                                   "disk_full",
                                                                   "write_failed",
                                                                   "slow_disk",
                                                                   "clock_jump",
                                                                   "decade_ahead",
                                                                   "decade_back",
                                                                   "restart_in_order",
                                                                   "restore",
                                                                   "line_lost",
                                                                   "half_open",
                                                                   "late_words",
                                                                   "scrub"};

// The server is gone.
struct ServerDies {};

// How often each has happened.
struct Hits {
  std::array<std::size_t, point_count> points{};
  std::array<std::size_t, fault_count> faults{};

  void note(Point point) { ++points[static_cast<std::size_t>(point)]; }
  void note(Fault fault) { ++faults[static_cast<std::size_t>(fault)]; }
  void add(const Hits& other) {
    for (std::size_t i = 0; i < point_count; ++i) points[i] += other.points[i];
    for (std::size_t i = 0; i < fault_count; ++i) faults[i] += other.faults[i];
  }
};

class Doom {
 public:
  // The server dies when it passes this point for the nth time from now.
  void await(Point point, std::size_t nth) {
    point_ = point;
    left_ = nth;
  }
  void call_off() { left_ = 0; }
  void pass(Point point) {
    if (is_due(point)) strike(point);
  }
  // Whether this is the time: for whoever has something to do before it strikes.
  bool is_due(Point point) { return left_ != 0 && point == point_ && --left_ == 0; }
  [[noreturn]] void strike(Point point) {
    left_ = 0;
    hits.note(point);
    throw ServerDies{};
  }

  // What the server is at when it reads in its store.
  Point stage = Point::idle;
  Hits hits;

 private:
  Point point_ = Point::idle;
  std::size_t left_ = 0;
};

}  // namespace xinqiao::simulation
