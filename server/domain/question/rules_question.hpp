// What the rest of the domain asks of questions (through kinds.cpp). The rule of the calls stands
// with the other rules, in rules.hpp. Threading: pure functions.
#pragma once

#include <cstddef>
#include <optional>

#include "server/domain/organisation_log.hpp"
#include "server/domain/rules.hpp"

namespace xinqiao::domain {

// Open to its unit and with its past: those to whom a question climbs can read it.
std::optional<Refusal> check_question_room(const RoomRules& rules);
// Whether the caller answers for the question: it organises a unit that owns it.
bool answers_for(const World& world, const Caller& caller, const QuestionRow& row);

// The asker deletes the post of an open question: said after the events of that decision.
void withdraw_with_its_post(const Scene& scene, const Room& room, Seq target, Decision& decision);
void withdraw_all(const Scene& scene, MemberId asker, OrganisationLog& log);
// Each deadline that has passed is said, of at most `most` questions.
void say_breaches(const Scene& scene, std::size_t most, OrganisationLog& log);

}  // namespace xinqiao::domain
