// What a process takes of the machine, where it runs, and what others take meanwhile. Threading: a
// Neighbours belongs to its maker; the rest are plain functions.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "bench/clock.hpp"

namespace xinqiao::bench {

// CPU time that a process has taken so far, by the kernel's own clock of it (nanoseconds, not
// ticks); 0 for a process that is gone.
Nanos cpu_of(pid_t process);

Nanos own_cpu();  // of this process

// How many descriptors this process may have, once it has asked for as many as it is allowed.
std::uint64_t descriptors_allowed();

std::uint64_t resident_kilobytes_of(pid_t process);  // 0 for one that is gone
// Of it what is not a file's: the pages of the program and its libraries are not counted, which
// grow when they are used for the first time and never again.
std::uint64_t own_kilobytes_of(pid_t process);
// How many descriptors a process has open; 0 for one that is gone.
std::uint64_t descriptors_of(pid_t process);

// A core to stay on; none = wherever the kernel likes.
using Core = std::optional<int>;
// Where the sides of a pinned measurement stay.
inline constexpr int server_core = 0;
inline constexpr int generator_core = 1;
// Binds the calling thread, and every thread and process it will start.
bool stay_on(Core core);
int cores_online();

// The same of each thread, by its name, those of one name together (schedstat of proc(5)).
std::map<std::string, Nanos> cpu_of_threads(pid_t process);
// What of it one kind of thread spent outside the kernel, in whole ticks (stat of proc(5)).
Nanos user_time_of(pid_t process, const std::string& thread);

// How often a process was taken off its core: of its own will, and not.
struct Switches {
  std::uint64_t voluntary = 0;
  std::uint64_t forced = 0;
};
Switches switches_of(pid_t process);

// What was going on beside a measurement.
struct Beside {
  double load = 0;          // the machine's average of the last minute
  double others_cores = 0;  // taken meanwhile by processes that are not ours
};
class Neighbours {
 public:
  // ours: the CPU time of this run's processes so far.
  explicit Neighbours(std::function<Nanos()> ours);
  Beside look() const;

 private:
  const std::function<Nanos()> ours_;
  const Nanos began_;
  const Nanos busy_;
  const Nanos own_;
};

}  // namespace xinqiao::bench
