// A drill in the demo, from being raised to its end: most answered, one was phoned, one was never
// reached. Threading: constant data, and one call on the teller's thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "server/tools.hpp"

namespace xinqiao::demo {

struct AlertStep {
  enum class Kind : std::uint8_t { raise, seen, answer, tick, update, all_clear };
  Kind kind = Kind::raise;
  int days_ago = 0;
  std::string_view clock;  // "10:00"
  std::string_view who;
  std::string_view text{};  // of an answer: which; of a tick: whom
};
// In the order of time; those that are not yet due are left out.
std::span<const AlertStep> alert_steps();

// Who is meant by the names of the steps.
struct Cast {
  const std::map<std::string_view, std::string>& tokens;
  const std::map<std::string_view, MemberId>& members;
  const std::map<std::string_view, UnitId>& units;
};
// Does it, in the name of who does it.
bool take(ServerTool& tool, const Cast& cast, const AlertStep& step);

}  // namespace xinqiao::demo
