// The moves of a talk: README.md has the table. To whoever is none of the two, and no listener who
// has seen it waiting, the room is not there.
#include "server/domain/talk/rules_talk.hpp"

#include "protocol/limits.hpp"
#include "server/domain/talk/listening.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::domain {
namespace {

TalkMoved talk_step(TalkMove move, std::string bytes = {}) {
  TalkMoved step;
  step.move = move;
  step.bytes = std::move(bytes);
  return step;
}

// Answered with the last thing said in the room of the talk.
Decision told_in(const Scene& scene, OrganisationLog& log, RoomId room) {
  Decision decision = log.take();
  const Event& last = decision.events.back();
  decision.outcome = Receipt{.at = scene.context.at, .room = room, .seq = last.seq, .n = last.n};
  return decision;
}

std::optional<Refusal> check_asked(const Scene& scene, const Member& asker,
                                   const AskTalk& command) {
  const World& world = scene.world;
  if (command.unit != UnitId{}) {
    if (world.organisation().open_unit(command.unit) == nullptr) {
      return Refusal{Reason::unit_unknown, "unit"};
    }
    const bool has_listener = std::ranges::any_of(world.listeners(), [&](MemberId id) {
      return may_be_offered(world, *world.member(id), asker, command.unit);
    });
    if (!has_listener) return Refusal{Reason::not_a_listener, "unit"};
    return std::nullopt;
  }
  const Member* listener = world.member(command.listener);
  if (listener == nullptr || is_erased(*listener)) {
    return Refusal{Reason::member_unknown, "listener"};
  }
  if (!listener->standing.active) return Refusal{Reason::member_inactive, "listener"};
  const bool may_listen = is_listener(listener->standing) && command.listener != asker.row.member;
  if (!may_listen) return Refusal{Reason::not_a_listener, "listener"};
  return std::nullopt;
}

std::optional<Refusal> check_talks_held(const Talks& talks, MemberId asker) {
  if (talks.open_of(asker) >= limits::talks_open_max) {
    return Refusal{Reason::talks_too_many, "talks_open_max"};
  }
  if (talks.of(asker).size() >= limits::talks_kept) {
    return Refusal{Reason::talks_too_many, "talks_kept"};
  }
  if (talks.count(TalkState::waiting) >= limits::talks_waiting) {
    return Refusal{Reason::talks_too_many, "talks_waiting"};
  }
  return std::nullopt;
}

// Whether the member has been shown the request while it waited: so it may be told how it stands.
bool has_seen_waiting(const World& world, const Member& member, const TalkRow& row) {
  if (!is_listener(member.standing) || !member.standing.active) return false;
  if (row.unit != UnitId{}) return listens_for(world, member, row.unit);
  return row.listener == member.row.member;
}

std::optional<Refusal> check_waiting(const TalkRow& row) {
  if (row.state == TalkState::waiting) return std::nullopt;
  const bool is_taken = row.state == TalkState::talking;
  return Refusal{is_taken ? Reason::talk_taken : Reason::talk_over, "room"};
}
std::optional<Refusal> check_talking(const TalkRow& row) {
  if (row.state == TalkState::talking) return std::nullopt;
  const bool waits = row.state == TalkState::waiting;
  return Refusal{waits ? Reason::talk_waits : Reason::talk_over, "room"};
}

Verdict accept(const Scene& scene, const Member& caller, const TalkRow& row,
               const MoveTalk& command) {
  const World& world = scene.world;
  if (auto refusal = check_waiting(row)) return *refusal;
  if (!may_accept(world, caller, row)) {
    const bool is_asker = row.asker == caller.row.member;
    const bool in_line = !is_asker && is_in_line(world, caller, *world.member(row.asker));
    const bool is_kept_from = row.unit != UnitId{} && is_on_duty(caller) && in_line;
    return Refusal{is_kept_from ? Reason::talk_line : Reason::not_a_listener, "room"};
  }
  if (world.talks().of(caller.row.member).size() >= limits::talks_kept) {
    return Refusal{Reason::talks_too_many, "talks_kept"};
  }
  OrganisationLog log(scene);
  log.say_in(row.room, caller.row.member, Joined{});
  log.say_in(row.room, caller.row.member, talk_step(TalkMove::accepted, command.bytes));
  return told_in(scene, log, row.room);
}

Verdict move_on(const Scene& scene, RoomId room, TalkMoved step) {
  OrganisationLog log(scene);
  log.say_in(room, scene.caller.member, std::move(step));
  return told_in(scene, log, room);
}

Verdict decline(const Scene& scene, const Member& caller, const TalkRow& row) {
  if (auto refusal = check_waiting(row)) return *refusal;
  const bool is_asked = row.unit == UnitId{} && row.listener == caller.row.member;
  if (!is_asked) return Refusal{Reason::not_a_listener, "room"};
  return move_on(scene, row.room, talk_step(TalkMove::declined));
}

Verdict withdraw(const Scene& scene, const Member& caller, const TalkRow& row) {
  if (auto refusal = check_waiting(row)) return *refusal;
  if (row.asker != caller.row.member) return Refusal{Reason::room_unknown, "room"};
  return move_on(scene, row.room, talk_step(TalkMove::withdrawn));
}

Verdict seal(const Scene& scene, const TalkRow& row, const MoveTalk& command) {
  if (auto refusal = check_talking(row)) return *refusal;
  if (row.seals >= limits::talk_seals) return Refusal{Reason::talks_too_many, "talk_seals"};
  if (row.sealed_bytes + command.bytes.size() > limits::talk_letters) {
    return Refusal{Reason::talks_too_many, "talk_letters"};
  }
  OrganisationLog log(scene);
  log.say_in(row.room, scene.caller.member, talk_step(TalkMove::sealed, command.bytes));
  return told_in(scene, log, row.room);
}

// What has bytes in the log is handed in by the pipeline, bare already (Context::steps).
Verdict forget_talk(const Scene& scene, const TalkRow& row) {
  if (is_open(row)) return Refusal{Reason::talk_open, "room"};
  if (row.state == TalkState::forgotten) {
    const Ordinal n = scene.world.room(row.room)->row.last_n;
    return Decision{
        .outcome = Receipt{
            .at = scene.context.at, .room = row.room, .seq = row.moved, .n = n, .already = true}};
  }
  Verdict verdict = move_on(scene, row.room, talk_step(TalkMove::forgotten));
  get<Decision>(verdict).redactions = scene.context.steps;
  return verdict;
}

Verdict move_own(const Scene& scene, const TalkRow& row, const MoveTalk& command) {
  switch (command.move) {
    case TalkMove::sealed:
      return seal(scene, row, command);
    case TalkMove::ended:
      if (auto refusal = check_talking(row)) return *refusal;
      return move_on(scene, row.room, talk_step(TalkMove::ended));
    case TalkMove::forgotten:
      return forget_talk(scene, row);
    case TalkMove::asked:
    case TalkMove::accepted:
    case TalkMove::declined:
    case TalkMove::withdrawn:
      break;
  }
  return Refusal{Reason::internal};  // asked is a call of its own, the others come before
}

}  // namespace

Verdict rule(const Scene& scene, const AskTalk& command) {
  const Member* asker = scene.world.member(scene.caller.member);
  if (asker == nullptr) return Refusal{Reason::login_required};
  if (auto refusal = check_asked(scene, *asker, command)) return *refusal;
  if (auto refusal = check_talks_held(scene.world.talks(), scene.caller.member)) return *refusal;
  const RoomId room = scene.world.next_room();
  const MemberId by = scene.caller.member;
  OrganisationLog log(scene);
  log.say_in(room, by, RoomCreated{});
  log.say_in(room, by, RoomRules{root_unit, RoomType::talk, Access::closed, Past::shown});
  log.say_in(room, by, Joined{});
  TalkMoved asked = talk_step(TalkMove::asked, command.package);
  asked.unit = command.unit;
  asked.listener = command.listener;
  log.say_in(room, by, std::move(asked));
  return told_in(scene, log, room);
}

Verdict rule(const Scene& scene, const MoveTalk& command) {
  const World& world = scene.world;
  const TalkRow* row = world.talks().find(command.room);
  if (row == nullptr) return Refusal{Reason::room_unknown, "room"};
  if (scene.caller.is_server) {  // of an erased member's
    if (command.move != TalkMove::forgotten) return Refusal{Reason::internal};
    return forget_talk(scene, *row);
  }
  const Member& caller = *world.member(scene.caller.member);
  const bool is_own = is_party(*row, scene.caller.member);
  const bool may_know = is_own || has_seen_waiting(world, caller, *row);
  const bool is_between = command.move == TalkMove::sealed || command.move == TalkMove::ended ||
                          command.move == TalkMove::forgotten;
  if (!may_know || (is_between && !is_own)) return Refusal{Reason::room_unknown, "room"};
  if (command.move == TalkMove::accepted) return accept(scene, caller, *row, command);
  if (command.move == TalkMove::declined) return decline(scene, caller, *row);
  if (command.move == TalkMove::withdrawn) return withdraw(scene, caller, *row);
  return move_own(scene, *row, command);
}

Verdict rule(const Scene& scene, const SetListening& command) {
  const Member* member = scene.world.member(scene.caller.member);
  const bool may_listen = member != nullptr && is_listener(member->standing);
  if (!may_listen) return Refusal{Reason::not_a_listener};
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at, .already = member->listening == command.on};
  if (member->listening != command.on) {
    decision.marks.push_back(ListeningMark{scene.caller.member, !command.on});
  }
  return decision;
}

std::optional<Refusal> check_not_talk(const Room& room) {
  if (room.rules.rules.type != RoomType::talk) return std::nullopt;
  return Refusal{Reason::talk_room, "room"};
}

void end_talks(const Scene& scene, MemberId member, OrganisationLog& log) {
  const Talks& talks = scene.world.talks();
  for (const RoomId room : talks.of(member)) {
    const TalkState state = talks.find(room)->state;
    if (state == TalkState::waiting) {
      log.say_in(room, MemberId{}, talk_step(TalkMove::withdrawn));
    } else if (state == TalkState::talking) {
      log.say_in(room, MemberId{}, talk_step(TalkMove::ended));
    }
  }
  decline_waiting(scene, member, log);
}

void decline_waiting(const Scene& scene, MemberId listener, OrganisationLog& log) {
  const auto& lines = scene.world.talks().lines();
  const auto line = lines.find(TalkLine{UnitId{}, listener});
  if (line == lines.end()) return;
  for (const RoomId room : line->second) {
    log.say_in(room, MemberId{}, talk_step(TalkMove::declined));
  }
}

void stop_listening(const World& world, MemberId member, std::vector<Mark>& marks) {
  if (world.member(member)->listening) marks.push_back(ListeningMark{member, true});
}

}  // namespace xinqiao::domain
