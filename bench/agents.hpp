// A run whose load comes from many machines: seeds or finds the server, gives each agent its share
// of the members, starts all at one moment of one clock, and makes one report of what they found.
// Every message is audited over all of them: each agent holds what its listeners heard against the
// server's log, which is one, and what only all together can know is put together here. Threading:
// one thread.
#pragma once

#include <string>
#include <vector>

#include "bench/run.hpp"

namespace xinqiao::bench {

struct AgentsOptions {
  std::vector<std::string> addresses;  // IP:PORT each
  std::string scenario;                // as TOML
  std::vector<std::string> sets;
};

// What a run by agents cannot do; nothing = it can.
std::optional<std::string> check_for_agents(const Scenario& scenario);

Report run_by_agents(const Scenario& scenario, const RunOptions& options,
                     const AgentsOptions& agents);

// One report of many: what they found each, and what was heard by all of all.
Report merged(const Scenario& scenario, const std::vector<struct AgentFound>& all);

// How far another's clock is from ours, by asking it the time: the round with the shortest way
// there and back says the most, and half of that way is how far it may be off.
struct ClockRound {
  Nanos asked = 0;     // by our clock
  Nanos theirs = 0;    // by the other's
  Nanos answered = 0;  // by ours
};
struct ClockOffset {
  Nanos offset = 0;  // theirs less ours
  Nanos error = 0;
};
ClockOffset offset_of(const std::vector<ClockRound>& rounds);

}  // namespace xinqiao::bench
