// The one place where the house asks the kinds of room that have a folder of their own: what they
// allow in their rooms, what they hold on to, and what falls due. A new kind adds its lines in
// kinds.cpp and leaves the rules alone. Threading: pure functions.
#pragma once

#include <cstddef>
#include <optional>

#include "server/domain/organisation_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain::kinds {

// Whether a room of this type may have such rules.
std::optional<Refusal> check_rules(const RoomRules& rules);
// Whether words may be said there that answer something, or nothing.
std::optional<Refusal> check_words(const Room& room, bool answers);
// Whether anybody may speak there but by what the kind itself says.
std::optional<Refusal> check_speaking(const Room& room);
// Whether people come and go there, and who looks after it may change it, pin, and keep order.
std::optional<Refusal> check_arranging(const Room& room);
// Whether the calls that every room has mean anything there: about posts and the room.
std::optional<Refusal> check_usual_calls(const Room& room);
// Whether who said something there may take it back.
std::optional<Refusal> check_taking_back(const Room& room);
// Whether who arranges the room may archive it, and reopen it.
std::optional<Refusal> check_archivist(const Scene& scene, const Room& room);
// Whether the room may be archived.
std::optional<Refusal> check_archive(const World& world, const Room& room);
// What keeps a unit from being closed; empty = nothing.
std::string_view holds(const World& world, UnitId unit);
// The author takes a post back: what that means besides is said after it.
void taken_back(const Scene& scene, const Room& room, Seq target, Decision& decision);
// A member is erased.
void erased(const Scene& scene, MemberId member, OrganisationLog& log);
// A member is deactivated.
void deactivated(const Scene& scene, MemberId member, OrganisationLog& log);
// A duty is taken from a member, who stands like this from now on.
void duty_taken(const Scene& scene, const StandingRow& standing, OrganisationLog& log);
void end_marks(const World& world, const StandingRow& standing, std::vector<Mark>& marks);
void forget_marks(const World& world, MemberId member, std::vector<Mark>& marks);
// Whether the member can be in no more rooms. A room that a kind puts people into, and that nobody
// can leave, takes none of those one may have.
bool has_all_rooms_one_may(const World& world, MemberId member);
// What time alone does now, at most `most` things.
void due(const Scene& scene, std::size_t most, OrganisationLog& log);

}  // namespace xinqiao::domain::kinds
