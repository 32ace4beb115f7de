// What the rest of the domain asks of talks (through kinds.cpp). The rules of the calls stand with
// the other rules, in rules.hpp. Threading: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "server/domain/organisation_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {

// In the room of a talk nothing is done but what the calls of talks say.
std::optional<Refusal> check_not_talk(const Room& room);

// A member is deactivated or erased: its talks that wait or go on end, by the server.
void end_talks(const Scene& scene, MemberId member, OrganisationLog& log);
// A member is no listener any more: what waits for it by name is declined, by the server.
void decline_waiting(const Scene& scene, MemberId listener, OrganisationLog& log);
// It is not there for talks any more.
void stop_listening(const World& world, MemberId member, std::vector<Mark>& marks);

}  // namespace xinqiao::domain
