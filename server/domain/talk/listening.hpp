// Who listens for whom: duty, presence, and the line of command. README.md says it in words.
// Threading: pure functions.
#pragma once

#include <cstdint>

#include "server/domain/rules.hpp"

namespace xinqiao::domain {

// A listener who is there for talks now.
bool is_on_duty(const Member& member);
// Whether a duty to listen covers the unit.
bool listens_for(const World& world, const Member& member, UnitId unit);
// Whether the listener stands in the line of command of who asks.
bool is_in_line(const World& world, const Member& listener, const Member& asker);
// Whether a request of `asker` to the unit may ever be accepted by the listener, and now.
bool may_be_offered(const World& world, const Member& listener, const Member& asker, UnitId unit);
bool is_offered(const World& world, const Member& listener, const Member& asker, UnitId unit);

// Whether the member may accept the talk, which waits.
bool may_accept(const World& world, const Member& listener, const TalkRow& row);
// How many talks wait that the member may accept.
std::uint64_t talks_offered(const World& world, MemberId listener);

}  // namespace xinqiao::domain
