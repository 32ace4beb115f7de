#include "bench/process.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace xinqiao::bench {
namespace {

// Of all cores together since the machine started: user, nice, system, irq, softirq. Idle, waiting
// for disks and what a host took for itself are not work of anybody here.
Nanos busy_time() {
  std::ifstream file("/proc/stat");
  std::string word;
  std::int64_t user = 0;
  std::int64_t nice = 0;
  std::int64_t system = 0;
  std::int64_t idle = 0;
  std::int64_t waiting = 0;
  std::int64_t irq = 0;
  std::int64_t soft_irq = 0;
  file >> word >> user >> nice >> system >> idle >> waiting >> irq >> soft_irq;
  return (user + nice + system + irq + soft_irq) * (nanos_per_second / ::sysconf(_SC_CLK_TCK));
}

}  // namespace

Nanos cpu_of(pid_t process) {
  clockid_t clock{};
  timespec time{};
  if (process <= 0 || ::clock_getcpuclockid(process, &clock) != 0 ||
      ::clock_gettime(clock, &time) != 0) {
    return 0;
  }
  return Nanos{time.tv_sec} * nanos_per_second + time.tv_nsec;
}

// The kernel says so since 6.2; before, they have to be counted.
std::uint64_t descriptors_of(pid_t process) {
  const auto folder = "/proc/" + std::to_string(process) + "/fd";
  struct stat found {};
  if (::stat(folder.c_str(), &found) == 0 && found.st_size > 0) {
    return static_cast<std::uint64_t>(found.st_size);
  }
  std::error_code gone;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator at(folder, gone), end; !gone && at != end;
       at.increment(gone)) {
    ++count;
  }
  return count;
}

Nanos own_cpu() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return Nanos{time.tv_sec} * nanos_per_second + time.tv_nsec;
}

std::uint64_t descriptors_allowed() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::uint64_t of_status(pid_t process, std::string_view name) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  std::string word;
  while (file >> word) {
    std::uint64_t kilobytes = 0;
    if (word == name && file >> kilobytes) return kilobytes;
  }
  return 0;
}

std::uint64_t resident_kilobytes_of(pid_t process) {
  return of_status(process, "VmRSS:");
}

std::uint64_t own_kilobytes_of(pid_t process) {
  return of_status(process, "RssAnon:");
}

bool stay_on(Core core) {
  if (!core) return true;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(*core), &cores);
  return ::sched_setaffinity(0, sizeof cores, &cores) == 0;
}

int cores_online() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Switches switches_of(pid_t process) {
  Switches all;
  std::error_code gone;
  const auto threads = "/proc/" + std::to_string(process) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator(threads, gone)) {
    std::ifstream file(thread.path() / "status");
    std::string word;
    std::uint64_t count = 0;
    while (file >> word) {
      if (word == "voluntary_ctxt_switches:" && file >> count) all.voluntary += count;
      if (word == "nonvoluntary_ctxt_switches:" && file >> count) all.forced += count;
    }
  }
  return all;
}

std::map<std::string, Nanos> cpu_of_threads(pid_t process) {
  std::map<std::string, Nanos> all;
  std::error_code gone;
  const auto threads = "/proc/" + std::to_string(process) + "/task";
  for (const auto& thread : std::filesystem::directory_iterator(threads, gone)) {
    std::string name;
    Nanos time = 0;
    std::ifstream comm(thread.path() / "comm");
    std::ifstream schedstat(thread.path() / "schedstat");
    if (std::getline(comm, name) && schedstat >> time) all[name] += time;
  }
  return all;
}

Nanos user_time_of(pid_t process, const std::string& thread) {
  constexpr int fields_before = 11;  // from the state to the time, behind the name in brackets
  Nanos ticks = 0;
  std::error_code gone;
  const auto threads = "/proc/" + std::to_string(process) + "/task";
  for (const auto& one : std::filesystem::directory_iterator(threads, gone)) {
    std::string line;
    std::ifstream file(one.path() / "stat");
    std::getline(file, line);
    const std::size_t begin = line.find('(');
    const std::size_t end = line.rfind(')');
    if (end == std::string::npos || line.substr(begin + 1, end - begin - 1) != thread) continue;
    std::istringstream rest(line.substr(end + 1));
    std::string field;
    Nanos user = 0;
    for (int i = 0; i < fields_before; ++i) rest >> field;
    if (rest >> user) ticks += user;
  }
  return ticks * (nanos_per_second / ::sysconf(_SC_CLK_TCK));
}

Neighbours::Neighbours(std::function<Nanos()> ours)
    : ours_(std::move(ours)), began_(now_nanos()), busy_(busy_time()), own_(ours_()) {}

Beside Neighbours::look() const {
  Beside beside;
  std::ifstream("/proc/loadavg") >> beside.load;
  const auto took = static_cast<double>(now_nanos() - began_);
  const auto others = static_cast<double>(busy_time() - busy_ - (ours_() - own_));
  beside.others_cores = took > 0 ? std::max(0.0, others / took) : 0;
  return beside;
}

}  // namespace xinqiao::bench
