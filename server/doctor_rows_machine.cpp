// What is judged of the machine: the address, limits, memory, the clock, the kernel, the locale.
#include "protocol/limits.hpp"
#include "server/doctor_rows.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace xinqiao::doctor {
namespace {

constexpr std::uint64_t mebibyte = 1024 * 1024;
constexpr std::uint64_t gibibyte = 1024 * mebibyte;

// RocksDB's buffers and cache, and the world of a middling organisation.
constexpr std::uint64_t comfortable_memory = 512 * mebibyte;
constexpr std::uint64_t least_memory = 192 * mebibyte;
constexpr std::uint64_t small_machine = gibibyte;

// What serve keeps for the store and itself besides the connections.
constexpr std::uint64_t own_descriptors = 640;
constexpr std::uint64_t least_descriptors = 256;

constexpr std::int64_t earliest_ms = 1'767'225'600'000;  // 2026: nobody had Xinqiao before
constexpr std::int64_t latest_ms = 4'102'444'800'000;    // 2100
constexpr std::int64_t tolerance_ms = 60'000;

constexpr std::uint64_t least_maps = 65'530;    // the kernel's own default
constexpr std::uint64_t least_backlog = 1'024;  // people who come back all at once

Verdict judge_busy(const Facts& facts) {
  const std::string& listen = facts.options.listen;
  const auto& holder = facts.door->holder;
  const bool by_our_own = holder && facts.store && facts.store->user &&
                          facts.store->user->pid == holder->pid && holder->pid != 0;
  if (by_our_own) return fine(listen + ", by the running server");
  return problem(listen + " is held by " + program_words(holder.value_or(Program{})),
                 "stop it, or choose another address with listen");
}

}  // namespace

Judged judge_listen(const Facts& facts) {
  if (!facts.door) return std::nullopt;
  const DoorFacts& door = *facts.door;
  const std::string& listen = facts.options.listen;
  if (!door.is_known) {
    return problem(listen + ": this host has no address", "name an address of this machine");
  }
  switch (door.error) {
    case 0:
      break;
    case EADDRINUSE:
      return judge_busy(facts);
    case EACCES:
      return problem(listen + ": only root may listen below port 1024",
                     "choose a higher port, or allow it (AmbientCapabilities="
                     "CAP_NET_BIND_SERVICE in the unit)");
    case EADDRNOTAVAIL:
      return problem(listen + ": this machine does not have that address",
                     "name an address of this machine (see `ip address`)");
    default:
      return problem(listen + ": " + std::strerror(door.error), "choose another address");
  }
  const auto& origins = facts.options.origins;
  const auto is_secure = [](const std::string& one) { return one.starts_with("https://"); };
  const bool has_proxy =
      is_secure(facts.options.public_url) || std::any_of(origins.begin(), origins.end(), is_secure);
  if (!door.is_loopback && !has_proxy && facts.options.tls == "off") {
    return warning(listen + " is free, and can be reached from other machines without TLS",
                   "turn tls on, or listen on 127.0.0.1 behind a proxy with TLS, and name its "
                   "address in public_url");
  }
  return fine(listen + " is free");
}

Judged judge_descriptors(const Facts& facts) {
  if (!facts.descriptors) return std::nullopt;
  const auto [most, of_server] = *facts.descriptors;
  const std::uint64_t wanted = limits::connections + own_descriptors;
  const std::string words = std::to_string(most) + " open files are allowed " +
                            (of_server ? "to the running server" : "to whoever starts from here");
  const std::string advice =
      "allow " + std::to_string(wanted) + " (LimitNOFILE= in the unit, or ulimit -n)";
  if (most < least_descriptors) return problem(words, advice);
  if (most >= wanted) return fine(words);
  return warning(words + ": fewer than " + std::to_string(limits::connections) + " connections",
                 advice);
}

Judged judge_memory(const Facts& facts) {
  if (!facts.memory) return std::nullopt;
  const MemoryFacts& memory = *facts.memory;
  const std::string words =
      size_words(memory.available) + " of " + size_words(memory.total) + " available";
  const bool is_running = facts.store && facts.store->user;
  if (is_running) return fine(words + " beside the running server");
  if (memory.available < least_memory) {
    return problem(words + ", too little for the store's buffers",
                   "stop other programs, or give the machine more memory");
  }
  if (memory.available < comfortable_memory) {
    return warning(words, "have " + size_words(comfortable_memory) + " for more than a few people");
  }
  return fine(words);
}

Judged judge_swap(const Facts& facts) {
  if (!facts.memory) return std::nullopt;
  const MemoryFacts& memory = *facts.memory;
  if (memory.swap == 0) {
    if (memory.total >= small_machine) return fine("none");
    return warning("none, on a machine with little memory: one busy minute may end the server",
                   "add a swap file of a few hundred MiB, or memory");
  }
  const std::uint64_t used = memory.swap - memory.free_swap;
  const std::string words = size_words(used) + " of " + size_words(memory.swap) + " used";
  if (used <= memory.swap / 2) return fine(words);
  return warning(words + ": the machine is short of memory and answers late",
                 "stop other programs, or give the machine more memory");
}

Judged judge_clock(const Facts& facts) {
  if (!facts.clock) return std::nullopt;
  const ClockFacts& clock = *facts.clock;
  if (clock.now_ms < earliest_ms || clock.now_ms >= latest_ms) {
    return problem("it is wrong by years",
                   "set it (timedatectl set-time), and keep it right with "
                   "systemd-timesyncd or chrony");
  }
  if (facts.store && facts.store->written_ms &&
      *facts.store->written_ms > clock.now_ms + tolerance_ms) {
    return problem("the store was last written at a later time than it is now",
                   "set the clock before the server starts: until that time has come, new words "
                   "take the time of the last one");
  }
  if (!clock.is_synchronised) {
    return fine("of this century; whether it is kept right cannot be seen from here");
  }
  if (!*clock.is_synchronised) {
    return warning("not known to be right: nothing keeps it so",
                   "apt install systemd-timesyncd, or chrony");
  }
  return fine("synchronised");
}

Judged judge_kernel(const Facts& facts) {
  if (!facts.kernel) return std::nullopt;
  const KernelFacts& kernel = *facts.kernel;
  constexpr int never_overcommits = 2;
  if (kernel.overcommit == never_overcommits) {
    return warning("vm.overcommit_memory is 2: memory may be refused while there is some",
                   "sysctl vm.overcommit_memory=0");
  }
  if (kernel.maps < least_maps) {
    return warning("vm.max_map_count is " + std::to_string(kernel.maps),
                   "sysctl vm.max_map_count=" + std::to_string(least_maps));
  }
  if (kernel.backlog < least_backlog) {
    return warning("net.core.somaxconn is " + std::to_string(kernel.backlog) +
                       ": a crowd that comes back at once is turned away",
                   "sysctl net.core.somaxconn=4096");
  }
  return fine("nothing in the way");
}

Judged judge_locale(const Facts& facts) {
  if (!facts.charset) return std::nullopt;
  if (*facts.charset == "UTF-8") return fine("UTF-8");
  return warning(*facts.charset + ": names typed here, and links shown here, may be garbled",
                 "export LANG=C.UTF-8 (the server itself does not mind)");
}

}  // namespace xinqiao::doctor
