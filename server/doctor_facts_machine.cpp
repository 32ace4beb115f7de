// What can be seen of the machine: clock, memory, limits, kernel settings, the locale.
#include "server/doctor_facts.hpp"

#include <langinfo.h>
#include <sys/resource.h>
#include <sys/timex.h>

#include <algorithm>
#include <chrono>
#include <clocale>
#include <fstream>
#include <map>
#include <sstream>

namespace xinqiao::doctor {
namespace {

constexpr std::uint64_t kibibyte = 1024;

std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream in(path);
  std::uint64_t number = 0;
  if (in >> number) return number;
  return std::nullopt;  // not there, or a word like "max"
}

// The lines "Name: NUMBER kB" of /proc/meminfo, in bytes.
std::map<std::string, std::uint64_t> memory_table() {
  std::map<std::string, std::uint64_t> table;
  std::ifstream in("/proc/meminfo");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t number = 0;
    if (words >> name >> number) table[name] = number * kibibyte;
  }
  return table;
}

// A container sees the whole machine in /proc, and gets what its control group allows.
void bound_by_group(MemoryFacts& facts) {
  const auto most = number_in("/sys/fs/cgroup/memory.max");
  if (!most || *most >= facts.total) return;
  const std::uint64_t used = number_in("/sys/fs/cgroup/memory.current").value_or(0);
  facts.total = *most;
  facts.available = std::min(facts.available, *most - std::min(used, *most));
}

}  // namespace

ClockFacts look_at_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  ClockFacts facts;
  facts.now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  timex state{};
  const int outcome = ::adjtimex(&state);
  // Containers may forbid to ask.
  if (outcome >= 0) facts.is_synchronised = outcome != TIME_ERROR && !(state.status & STA_UNSYNC);
  return facts;
}

std::optional<MemoryFacts> look_at_memory() {
  const auto table = memory_table();
  const auto at = [&](const char* name) {
    const auto found = table.find(name);
    return found == table.end() ? 0 : found->second;
  };
  MemoryFacts facts;
  facts.total = at("MemTotal:");
  facts.available = at("MemAvailable:");
  facts.swap = at("SwapTotal:");
  facts.free_swap = at("SwapFree:");
  if (facts.total == 0) return std::nullopt;
  bound_by_group(facts);
  return facts;
}

DescriptorFacts look_at_descriptors(const std::optional<Program>& server) {
  rlimit limit{};
  if (server && server->pid > 0 && ::prlimit(server->pid, RLIMIT_NOFILE, nullptr, &limit) == 0) {
    return {limit.rlim_max, true};
  }
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return {limit.rlim_max, false};
}

std::optional<KernelFacts> look_at_kernel() {
  KernelFacts facts;
  const auto overcommit = number_in("/proc/sys/vm/overcommit_memory");
  if (!overcommit) return std::nullopt;
  facts.overcommit = static_cast<int>(*overcommit);
  facts.maps = number_in("/proc/sys/vm/max_map_count").value_or(facts.maps);
  facts.backlog = number_in("/proc/sys/net/core/somaxconn").value_or(facts.backlog);
  return facts;
}

std::string look_at_charset() {
  std::setlocale(LC_CTYPE, "");
  std::string charset = ::nl_langinfo(CODESET);
  std::setlocale(LC_CTYPE, "C");
  return charset;
}

}  // namespace xinqiao::doctor
