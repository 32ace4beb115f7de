// Saying, changing and taking back words; and how far one has read.
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/mentions.hpp"
#include "server/domain/room_log.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::domain {
namespace {

// The next event of the room, and the answer that names it.
Decision say(const Scene& scene, const Room& room, Ordinal n, EventBody body) {
  const Seq seq = room.row.last_seq + 1;
  Decision decision;
  decision.events.push_back(
      {room.row.room, seq, scene.context.at, scene.caller.member, n, std::move(body)});
  decision.outcome = Receipt{.at = scene.context.at, .room = room.row.room, .seq = seq, .n = n};
  return decision;
}

std::optional<Refusal> check_post(const Target& target, std::string_view field) {
  if (!target.exists || !target.is_post) return Refusal{Reason::not_a_post, std::string(field)};
  if (target.is_deleted) return Refusal{Reason::post_deleted, std::string(field)};
  return std::nullopt;
}

std::optional<Refusal> check_own_post(const Scene& scene, const Entrance& entrance, Seq seq) {
  if (auto refusal = check_visible_post(scene, entrance, seq, "target")) return refusal;
  if (scene.context.target.by != scene.caller.member) {
    return Refusal{Reason::not_author, "target"};
  }
  return std::nullopt;
}

// By its author.
Decision take_back(const Scene& scene, const Room& room, Seq target, EventBody body) {
  Decision decision = take_away(scene, room, target, std::move(body));
  kinds::taken_back(scene, room, target, decision);
  return decision;
}

}  // namespace

Decision take_away(const Scene& scene, const Room& room, Seq target, EventBody body) {
  const Target& post = scene.context.target;
  const RoomId id = room.row.room;
  Decision decision = say(scene, room, room.row.last_n, std::move(body));
  const Seq del = decision.events.front().seq;
  decision.redactions.push_back({id, target, post.at, post.by, post.n, DeletedPost{del}});
  for (const Target::EditOfIt& edit : post.edits) {
    decision.redactions.push_back(
        {id, edit.seq, edit.at, edit.by, edit.n, DeletedEdit{target, del}});
  }
  forget_what_was_known(scene.world, room, target, decision);
  return decision;
}

void forget_what_was_known(const World& world, const Room& room, Seq target, Decision& decision) {
  const RoomId id = room.row.room;
  if (const Notice* notice = world.notice(id, target)) {
    for (const MemberId member : notice->confirmers) {
      decision.marks.push_back(Confirmation{member, id, target, true});
    }
  }
  for (const auto& [member, membership] : room.members) {
    if (!world.member(member)->mentions.contains(std::pair(id, target))) continue;
    decision.marks.push_back(
        Mention{.member = member, .room = id, .seq = target, .at = {}, .by = {}, .gone = true});
  }
}

std::optional<Refusal> check_visible_post(const Scene& scene, const Entrance& entrance, Seq seq,
                                          std::string_view field) {
  if (auto refusal = kinds::check_usual_calls(*entrance.room)) return refusal;
  if (seq < first_visible(*entrance.room, *entrance.membership)) {
    return Refusal{Reason::not_a_post, std::string(field)};
  }
  return check_post(scene.context.target, field);
}

// Whether the member may say something new in the room.
std::optional<Refusal> check_speaking(const Scene& scene, const Room& room) {
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  if (auto refusal = kinds::check_speaking(room)) return refusal;
  const RoomRules& rules = room.rules.rules;
  if (rules.type == RoomType::bulletin && !may_organise(scene.world, scene.caller, rules.unit)) {
    return Refusal{Reason::not_organiser};
  }
  if (auto refusal = check_muted(scene, room)) return refusal;
  if (room.read_only && !may_oversee(scene.world, scene.caller, room)) {
    return Refusal{Reason::read_only, "room"};
  }
  return std::nullopt;
}

Verdict rule(const Scene& scene, const Post& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_speaking(scene, *entrance.room)) return *refusal;
  if (auto refusal = kinds::check_words(*entrance.room, command.re.has_value())) return *refusal;
  if (auto refusal = check_text(command.text)) return *refusal;
  if (command.re) {
    if (auto refusal = check_visible_post(scene, entrance, *command.re, "re")) return *refusal;
  }
  const Room& room = *entrance.room;
  if (auto refusal = check_mentions(scene.world, scene.caller, room, command.text)) return *refusal;
  Decision decision = say(scene, room, room.row.last_n + 1, Posted{command.text, command.re});
  add_mentions(scene.world, scene.caller, decision.events.front(), command.text, decision.marks);
  return decision;
}

Verdict rule(const Scene& scene, const Edit& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_speaking(scene, *entrance.room)) return *refusal;
  if (auto refusal = check_own_post(scene, entrance, command.target)) return *refusal;
  if (scene.context.target.is_forwarded) {  // the words are another's
    return Refusal{Reason::not_author, "target"};
  }
  if (auto refusal = check_text(command.text)) return *refusal;
  if (scene.context.target.edits.size() >= limits::edits_per_post) {
    return Refusal{Reason::limit_reached, "edits_per_post"};
  }
  const Room& room = *entrance.room;
  return say(scene, room, room.row.last_n, Edited{command.target, command.text});
}

Verdict rule(const Scene& scene, const Delete& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = kinds::check_taking_back(*entrance.room)) return *refusal;
  if (auto refusal = check_own_post(scene, entrance, command.target)) return *refusal;
  return take_back(scene, *entrance.room, command.target, Deleted{command.target});
}

Verdict rule(const Scene& scene, const Recall& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = kinds::check_taking_back(*entrance.room)) return *refusal;
  if (auto refusal = check_own_post(scene, entrance, command.target)) return *refusal;
  if (scene.context.at.ms - scene.context.target.at.ms > limits::recall_ms) {
    return Refusal{Reason::too_late, "target"};
  }
  return take_back(scene, *entrance.room, command.target, Recalled{command.target});
}

Verdict rule(const Scene& scene, const SetPin& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  const Room& room = *entrance.room;
  if (auto refusal = kinds::check_arranging(room)) return *refusal;
  if (!may_pin(scene.world, scene.caller, room)) return Refusal{Reason::not_organiser};
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  RoomLog log(scene, command.room);
  const bool is_pinned = std::ranges::find(room.pins, command.target) != room.pins.end();
  if (!command.on) {
    if (is_pinned) log.say(Unpinned{command.target});
    return log.take();
  }
  if (auto refusal = check_visible_post(scene, entrance, command.target, "target")) return *refusal;
  if (is_pinned) return log.take();
  if (room.pins.size() >= limits::pins_per_room) {
    return Refusal{Reason::limit_reached, "pins_per_room"};
  }
  log.say(Pinned{command.target});
  return log.take();
}

// The words are the server's own, so that nobody puts them into another's mouth.
Verdict rule(const Scene& scene, const Forward& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_speaking(scene, *entrance.room)) return *refusal;
  if (auto refusal = kinds::check_words(*entrance.room, false)) return *refusal;
  const Entrance from = enter(scene.world, scene.caller.member, command.from);
  if (from.refusal) return Refusal{from.refusal->reason, "from_room"};
  if (auto refusal = check_visible_post(scene, from, command.seq, "from_seq")) return *refusal;
  const bool is_open = from.room->rules.rules.access == Access::open;
  if (!is_open && command.from != command.room) return Refusal{Reason::not_forwardable};
  const Target& post = scene.context.target;
  if (post.text.empty()) return Refusal{Reason::not_a_post, "from_seq"};  // nobody has seen it yet
  const Room& room = *entrance.room;
  return say(scene, room, room.row.last_n + 1,
             Forwarded{post.text, command.from, post.by, post.at});
}

Verdict rule(const Scene& scene, const SetRead& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  const RoomRow& row = entrance.room->row;
  const Membership& membership = *entrance.membership;
  if (command.seq > row.last_seq) return Refusal{Reason::seq_unknown, "seq"};
  if (command.seq <= membership.read_seq) {  // a watermark only rises
    return Decision{.outcome = Receipt{.at = scene.context.at,
                                       .room = command.room,
                                       .seq = membership.read_seq,
                                       .n = membership.read_n,
                                       .already = true}};
  }
  const Ordinal n = command.seq == row.last_seq ? row.last_n : scene.context.target.n;
  Decision decision;
  decision.marks.push_back(ReadMark{scene.caller.member, command.room, command.seq, n, false});
  decision.outcome =
      Receipt{.at = scene.context.at, .room = command.room, .seq = command.seq, .n = n};
  return decision;
}

}  // namespace xinqiao::domain
