// Sign-in links, sessions, members, and what time alone does.
#include "protocol/limits.hpp"
#include "server/domain/due.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/rules_notices.hpp"
#include "server/domain/text.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

constexpr std::size_t forgotten_per_tick = 1'000;

Session ended(const Session& session) {
  Session mark = session;
  mark.gone = true;
  return mark;
}

// A member keeps a bounded number of sessions: the oldest makes room.
void make_room_for_session(const Scene& scene, const Member& member, Decision& decision) {
  if (member.sessions.size() < limits::sessions_per_member) return;
  decision.marks.push_back(ended(*scene.world.session(*member.sessions.begin())));
}

void make_room_for_link(const Scene& scene, const Member& member, Decision& decision) {
  if (member.links.size() < limits::links_per_member) return;
  const auto sooner = [&](const TokenHash& a, const TokenHash& b) {
    return scene.world.link(a)->expires < scene.world.link(b)->expires;
  };
  Link oldest =
      *scene.world.link(*std::min_element(member.links.begin(), member.links.end(), sooner));
  oldest.gone = true;
  decision.marks.push_back(oldest);
}

}  // namespace

Verdict rule(const Scene& scene, const StartSession& command) {
  const Link* link = scene.world.link(command.link);
  if (link == nullptr) return Refusal{Reason::link_unknown};
  if (scene.context.at >= link->expires) return Refusal{Reason::link_expired};
  if (!scene.world.member(link->member)->standing.active) return Refusal{Reason::link_unknown};
  if (link->claim && *link->claim != command.claim) return Refusal{Reason::link_used};

  Decision decision;
  // The same claim again: its first answer was lost, so the session made then is replaced.
  const Session* earlier = link->claim ? scene.world.session(link->session) : nullptr;
  if (earlier != nullptr)
    decision.marks.push_back(ended(*earlier));
  else
    make_room_for_session(scene, *scene.world.member(link->member), decision);

  Link used = *link;
  used.claim = command.claim;
  used.session = scene.world.next_session();
  decision.marks.push_back(used);
  decision.marks.push_back(Session{link->member, used.session, command.token, scene.context.at,
                                   command.device.substr(0, limits::device_bytes), false});
  decision.outcome = Receipt{.at = scene.context.at, .member = link->member};
  return decision;
}

// One that is over already, or was never the caller's, is over: nobody learns of others' sessions.
Verdict rule(const Scene& scene, const EndSession& command) {
  const SessionId id = command.session == SessionId{} ? scene.caller.session : command.session;
  const Session* session = scene.world.session(id);
  Decision decision;
  if (session != nullptr && session->member == scene.caller.member) {
    decision.marks.push_back(ended(*session));
  }
  return decision;
}

Verdict rule(const Scene& scene, const CreateLink& command) {
  const MemberId id = command.member.value_or(scene.caller.member);
  const Member* member = scene.world.member(id);
  const bool is_own = id == scene.caller.member;
  if (!is_own && (member == nullptr || !may_administer(scene.world, scene.caller, *member))) {
    const bool tells = may_organise(scene.world, scene.caller, root_unit);
    return Refusal{member == nullptr && tells ? Reason::member_unknown : Reason::not_organiser};
  }
  if (!member->standing.active) return Refusal{Reason::member_inactive, "member"};

  Decision decision;
  make_room_for_link(scene, *member, decision);
  Link link;
  link.member = id;
  link.link = command.link;
  link.expires = {scene.context.at.ms + limits::link_life_ms};
  decision.marks.push_back(link);
  decision.outcome = Receipt{.at = link.expires, .member = id};
  return decision;
}

Verdict rule(const Scene& scene, const AddMember& command) {
  const Organisation& tree = scene.world.organisation();
  const UnitId newcomers = tree.reception() == UnitId{} ? root_unit : tree.reception();
  const UnitId unit = command.home == UnitId{} ? newcomers : command.home;
  if (tree.open_unit(unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
  if (!may_organise(scene.world, scene.caller, unit)) return Refusal{Reason::not_organiser};
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;

  const Room* log = scene.world.room(organisation_room);
  const Seq seq = log == nullptr ? 1 : log->row.last_seq + 1;
  const MemberId id = scene.world.next_member();
  Decision decision;
  decision.events.push_back({organisation_room, seq, scene.context.at, scene.caller.member, 0,
                             MemberAdded{id, command.organiser}});
  if (command.home != UnitId{}) {
    decision.events.push_back({organisation_room, seq + 1, scene.context.at, scene.caller.member, 0,
                               HomeSet{id, command.home, UnitId{}}});
  }
  decision.marks.push_back(Profile{id, command.name});
  decision.outcome = Receipt{.at = scene.context.at, .member = id};
  return decision;
}

Verdict rule(const Scene& scene, const Tick&) {
  OrganisationLog log(scene);
  std::vector<Mark> marks;
  for (const std::string& what : scene.world.due(scene.context.at, forgotten_per_tick)) {
    if (const auto member = welcome_of(what)) {
      log.say(WelcomeOverdue{*member, scene.world.organisation().reception()});
    } else if (const auto notice = scheduled_of(what)) {
      post_scheduled(scene, *notice, log, marks);
    } else if (const auto place = confirmations_of(what)) {
      close_notice(scene, *place, log, marks);
    } else {
      marks.push_back(forget(what));
    }
  }
  Decision decision = log.take();
  decision.marks = std::move(marks);
  return decision;
}

}  // namespace xinqiao::domain
