// Invitations: made by those who organise the unit, used by whoever holds the secret, as often as
// they say and no more.
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"
#include "server/domain/ways_in.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

Caller maker_of(const Invitation& invitation) {
  Caller maker;
  maker.member = invitation.by;
  maker.is_server = invitation.by == MemberId{};
  return maker;
}

// Whether who made it might make it today. The server's own, by which a new house gets its first
// owner, is good for nothing once somebody lives there.
bool is_still_meant(const World& world, const Invitation& invitation) {
  if (invitation.duty == Duty::owner) {
    return invitation.by == MemberId{} && world.members().empty();
  }
  return may_invite(world, maker_of(invitation), invitation.unit, invitation.duty);
}

std::optional<Refusal> check_invitation(const Scene& scene, const Invitation* invitation) {
  if (invitation == nullptr) return Refusal{Reason::invitation_unknown};
  if (invitation->revoked || !is_still_meant(scene.world, *invitation)) {
    return Refusal{Reason::invitation_revoked};
  }
  if (scene.context.at >= invitation->expires) return Refusal{Reason::invitation_expired};
  if (invitation->used >= invitation->uses) return Refusal{Reason::invitation_used_up};
  const UnitId unit = invitation->unit;
  if (unit != UnitId{} && scene.world.organisation().open_unit(unit) == nullptr) {
    return Refusal{Reason::unit_closed};
  }
  return std::nullopt;
}

// The same claim again: its first answer was lost, so the session made then is replaced.
Decision come_again(const Scene& scene, const Arrival& arrival, const StartByInvitation& command) {
  Decision decision;
  if (const Session* earlier = scene.world.session(arrival.member, arrival.session)) {
    decision.marks.push_back(ended(*earlier));
  }
  Arrival now = arrival;
  now.session = scene.world.next_session();
  decision.marks.push_back(now);
  decision.marks.push_back(Session{arrival.member, now.session, command.token, scene.context.at,
                                   command.device.substr(0, limits::device_bytes), false});
  decision.outcome = Receipt{.at = scene.context.at, .member = arrival.member};
  return decision;
}

std::size_t made_by(const World& world, MemberId member) {
  const auto& all = world.invitations();
  return static_cast<std::size_t>(std::ranges::count_if(
      all, [member](const auto& entry) { return entry.second.by == member; }));
}

}  // namespace

Verdict rule(const Scene& scene, const StartByInvitation& command) {
  const World& world = scene.world;
  if (const Arrival* arrival = world.arrival(command.invitation, command.claim)) {
    const Member* member = world.member(arrival->member);
    if (member->standing.active) return come_again(scene, *arrival, command);
  }
  const Invitation* invitation = world.invitation(command.invitation);
  if (auto refusal = check_invitation(scene, invitation)) return *refusal;
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;
  if (scene.context.misleads) return Refusal{Reason::name_misleading, "name"};

  const MemberId id = world.next_member();
  const Caller maker = maker_of(*invitation);
  const Scene made{world, maker, scene.context};
  OrganisationLog log(made);
  log.say(MemberAdded{id, invitation->duty == Duty::owner});
  if (invitation->unit != UnitId{}) log.say(HomeSet{id, invitation->unit, UnitId{}});
  if (invitation->duty == Duty::organiser) {
    const UnitId where = invitation->unit == UnitId{} ? root_unit : invitation->unit;
    log.say(DutyGiven{id, where, Duty::organiser});
  }
  Decision decision = log.take();
  Invitation used = *invitation;
  ++used.used;
  const SessionId session = world.next_session();
  decision.marks = {
      Profile{id, command.name, false}, used,
      Arrival{command.invitation, command.claim, id, session, scene.context.at, false},
      Session{id, session, command.token, scene.context.at,
              command.device.substr(0, limits::device_bytes), false}};
  decision.outcome = Receipt{.at = scene.context.at, .member = id};
  return decision;
}

Verdict rule(const Scene& scene, const CreateInvitation& command) {
  const World& world = scene.world;
  if (command.unit != UnitId{} && world.organisation().open_unit(command.unit) == nullptr) {
    return Refusal{Reason::unit_unknown, "unit"};
  }
  if (!may_invite(world, scene.caller, command.unit, command.duty)) {
    return Refusal{Reason::not_organiser};
  }
  if (!command.note.empty()) {
    if (auto refusal = check_title(command.note, limits::note_bytes, "note")) return *refusal;
  }
  Decision decision;
  if (scene.caller.is_server) {
    // The one it made before was printed to somebody who did not use it.
    for (const auto& [hash, earlier] : world.invitations()) {
      if (earlier.by != MemberId{}) continue;
      decision.marks.push_back(Invitation{.invitation = hash, .gone = true});
    }
  } else if (made_by(world, scene.caller.member) >= limits::invitations_per_member) {
    return Refusal{Reason::limit_reached, "invitations_per_member"};
  }
  const Instant expires{scene.context.at.ms + static_cast<std::int64_t>(command.days) * day_ms};
  decision.marks.push_back(Invitation{.invitation = command.invitation,
                                      .by = scene.caller.member,
                                      .unit = command.unit,
                                      .duty = command.duty,
                                      .made = scene.context.at,
                                      .expires = expires,
                                      .uses = command.uses,
                                      .note = command.note});
  decision.outcome = Receipt{.at = expires};
  return decision;
}

// Whoever might make it may take it back, and who made it.
Verdict rule(const Scene& scene, const RevokeInvitation& command) {
  const Invitation* invitation = scene.world.invitation(command.invitation);
  if (invitation == nullptr || !may_see(scene.world, scene.caller, *invitation)) {
    return Refusal{Reason::invitation_unknown, "invitation"};
  }
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at, .already = invitation->revoked};
  if (invitation->revoked) return decision;
  Invitation revoked = *invitation;
  revoked.revoked = true;
  decision.marks.push_back(revoked);
  return decision;
}

}  // namespace xinqiao::domain
