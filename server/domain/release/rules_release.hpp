// Releases: what the other rules have to know of them. Threading: pure functions.
#pragma once

#include "server/domain/organisation_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {

// Open rooms, and alerts, which whole units hear, need no release; to be exported all others do.
bool needs_release(const Room& room);

// Whether what was said in the room goes along in an export at this moment: two owners have agreed,
// and its members have had the time to know.
bool is_released(const Room& room, Instant now);

// The member is an owner no more: what it proposed or agreed to is taken back, in the rooms
// concerned.
void end_releases(const Scene& scene, MemberId owner, OrganisationLog& log);

}  // namespace xinqiao::domain
