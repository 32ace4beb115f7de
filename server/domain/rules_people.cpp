// Sign-in links, sessions, members, and what time alone does.
#include "protocol/limits.hpp"
#include "server/domain/due.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/rules_notices.hpp"
#include "server/domain/text.hpp"
#include "server/domain/ways_in.hpp"

#include <algorithm>

namespace xinqiao::domain {
namespace {

constexpr std::size_t forgotten_per_tick = 1'000;

void make_room_for_link(const Member& member, Decision& decision) {
  if (member.links.size() < limits::links_per_member) return;
  const auto sooner = [](const Link* a, const Link* b) { return a->expires < b->expires; };
  const auto oldest = std::min_element(member.links.begin(), member.links.end(), sooner);
  decision.marks.push_back(taken_back(**oldest));
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
  const Session* earlier = link->claim ? scene.world.session(link->member, link->session) : nullptr;
  if (earlier != nullptr)
    decision.marks.push_back(ended(*earlier));
  else
    make_room_for_session(*scene.world.member(link->member), decision);

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
  const Session* session = scene.world.session(scene.caller.member, id);
  Decision decision;
  if (session != nullptr) decision.marks.push_back(ended(*session));
  return decision;
}

Verdict rule(const Scene& scene, const CreateLink& command) {
  const MemberId id = command.member.value_or(scene.caller.member);
  const Member* member = scene.world.member(id);
  if (member != nullptr && is_erased(*member)) member = nullptr;
  const bool is_own = id == scene.caller.member;
  if (!is_own && (member == nullptr || !may_administer(scene.world, scene.caller, *member))) {
    const bool tells = may_organise(scene.world, scene.caller, root_unit);
    return Refusal{member == nullptr && tells ? Reason::member_unknown : Reason::not_organiser};
  }
  if (!member->standing.active) return Refusal{Reason::member_inactive, "member"};

  Decision decision;
  if (command.end_sessions) {
    // Whoever was in by a link that is still open would be back in a moment.
    end_sessions(*member, SessionId{}, decision);
    take_links_back(*member, decision);
  } else {
    make_room_for_link(*member, decision);
  }
  Link link;
  link.member = id;
  link.link = command.link;
  link.expires = {scene.context.at.ms + limits::link_life_ms};
  decision.marks.push_back(link);
  if (!is_own) decision.marks.push_back(ResetLink{id, command.link, false});
  decision.outcome = Receipt{.at = link.expires, .member = id};
  return decision;
}

// By login, or else by a name that one member alone has.
Verdict rule(const Scene& scene, const ResetLinkFor& command) {
  if (!scene.caller.is_server) return Refusal{Reason::not_organiser};
  std::vector<MemberId> found;
  if (const Member* member = scene.world.member_of_login(command.login)) {
    found.push_back(member->row.member);
  } else {
    for (const auto& [id, one] : scene.world.members()) {
      if (one.name == command.name) found.push_back(id);
    }
  }
  if (found.size() != 1) return Refusal{Reason::member_unknown, found.empty() ? "who" : "several"};
  return rule(scene, CreateLink{found.front(), command.link, command.end_sessions});
}

Verdict rule(const Scene& scene, const AddMember& command) {
  const Organisation& tree = scene.world.organisation();
  const UnitId newcomers = tree.reception() == UnitId{} ? root_unit : tree.reception();
  const UnitId unit = command.home == UnitId{} ? newcomers : command.home;
  if (tree.open_unit(unit) == nullptr) return Refusal{Reason::unit_unknown, "unit"};
  if (!may_organise(scene.world, scene.caller, unit)) return Refusal{Reason::not_organiser};
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;
  if (!command.login.empty()) {
    if (!is_login(command.login)) return Refusal{Reason::login_invalid, "login"};
    if (scene.world.member_of_login(command.login) != nullptr) {
      return Refusal{Reason::login_taken, "login"};
    }
  }

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
  decision.marks.push_back(Profile{id, command.name, false});
  if (!command.login.empty()) {
    decision.marks.push_back(Credential{id, command.login, "", scene.context.at, false});
  }
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
  kinds::due(scene, forgotten_per_tick, log);
  Decision decision = log.take();
  decision.marks = std::move(marks);
  return decision;
}

}  // namespace xinqiao::domain
