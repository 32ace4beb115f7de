// What the rest of the domain asks of alerts (through kinds.cpp), and who may see what of one. The
// rules of the calls stand with the other rules, in rules.hpp. Threading: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "server/domain/rules.hpp"

namespace xinqiao::domain {

// Whom an alert to these units would be for, with the home of each.
std::vector<AlertPerson> audience_of(const World& world, const std::vector<UnitId>& units);
// The units, if the caller may raise an alert for them.
std::optional<Refusal> check_units(const World& world, const Caller& caller,
                                   const std::vector<UnitId>& units);
// Whether the caller answers for people of that unit in an alert: holds a duty over it.
bool answers_for_people(const World& world, const Caller& caller, UnitId unit);
// Whether the caller may follow the alert at all: it is for the caller, or it may see some of its
// people.
bool may_follow(const World& world, const Caller& caller, const Alert& alert);

// Those who may follow it although it is not for them: they answer for some of its people.
std::vector<MemberId> followers_of(const World& world, const Alert& alert);

// The room of an alert is arranged by nobody.
std::optional<Refusal> check_not_alert(const Room& room);
// When it is over: archived by who organises all of its units, as its steps are said.
std::optional<Refusal> check_organises_all(const Scene& scene, const Room& room);
// How many alerts have been for the member.
std::size_t alerts_of(const World& world, MemberId member);
void forget_in_alerts(const World& world, MemberId member, std::vector<Mark>& marks);

}  // namespace xinqiao::domain
