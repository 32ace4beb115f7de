// The rules alone, for tests: a world that applies whatever it decides, at a time of the test's
// choosing. Threading: belongs to its test.
#pragma once

#include <cstdint>
#include <string>

#include "server/domain/decide.hpp"

namespace xinqiao::testing {

using namespace xinqiao::domain;

struct Town {
  static TokenHash token_of(std::uint8_t byte) {
    TokenHash hash;
    hash.fill(byte);
    return hash;
  }
  Decision does(const Caller& caller, const Command& command, const Guard& guard = {},
                const Target& target = {}) {
    const Decision decision = decide(world, caller, guard, command, {now, target});
    ++position;
    for (const Event& event : decision.events) world.apply(event);
    for (const Mark& mark : decision.marks) world.apply(mark, position);
    return decision;
  }
  Caller add(const std::string& name, bool organiser = false) {
    const MemberId id = world.next_member();
    does(server, AddMember{name, organiser});
    return {id, {}, false};
  }
  Reason reason(const Decision& decision) {
    const auto* refusal = get_if<Refusal>(&decision.outcome);
    return refusal == nullptr ? Reason::none : refusal->reason;
  }

  World world;
  Instant now{1'780'000'000'000};
  Position position{};
  Caller server{{}, {}, true};
};

}  // namespace xinqiao::testing
