// Saying, changing and taking back words; and how far one has read.
#include "protocol/limits.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

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

// A post that this member may see: what was said before it came into a room with a hidden past is
// as unknown to it as what was never said.
std::optional<Refusal> check_visible_post(const Scene& scene, const Entrance& entrance, Seq seq,
                                          std::string_view field) {
  if (seq < first_visible(*entrance.room, *entrance.membership)) {
    return Refusal{Reason::not_a_post, std::string(field)};
  }
  return check_post(scene.context.target, field);
}

// Whether the member may say something new in the room.
std::optional<Refusal> check_speaking(const Scene& scene, const Room& room) {
  if (room.rules.archived) return Refusal{Reason::room_archived, "room"};
  const RoomRules& rules = room.rules.rules;
  if (rules.type == RoomType::bulletin && !may_organise(scene.world, scene.caller, rules.unit)) {
    return Refusal{Reason::not_organiser};
  }
  return std::nullopt;
}

std::optional<Refusal> check_own_post(const Scene& scene, const Entrance& entrance, Seq seq) {
  if (auto refusal = check_visible_post(scene, entrance, seq, "target")) return refusal;
  if (scene.context.target.by != scene.caller.member) {
    return Refusal{Reason::not_author, "target"};
  }
  return std::nullopt;
}

}  // namespace

Verdict rule(const Scene& scene, const Post& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_speaking(scene, *entrance.room)) return *refusal;
  if (auto refusal = check_text(command.text)) return *refusal;
  if (command.re) {
    if (auto refusal = check_visible_post(scene, entrance, *command.re, "re")) return *refusal;
  }
  const Room& room = *entrance.room;
  return say(scene, room, room.row.last_n + 1, Posted{command.text, command.re});
}

Verdict rule(const Scene& scene, const Edit& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (auto refusal = check_speaking(scene, *entrance.room)) return *refusal;
  if (auto refusal = check_own_post(scene, entrance, command.target)) return *refusal;
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
  if (auto refusal = check_own_post(scene, entrance, command.target)) return *refusal;
  const Room& room = *entrance.room;
  const Target& post = scene.context.target;
  Decision decision = say(scene, room, room.row.last_n, Deleted{command.target});
  const Seq del = decision.events.front().seq;
  decision.redactions.push_back(
      {command.room, command.target, post.at, post.by, post.n, DeletedPost{del}});
  for (const Target::EditOfIt& edit : post.edits) {
    decision.redactions.push_back(
        {command.room, edit.seq, edit.at, edit.by, edit.n, DeletedEdit{command.target, del}});
  }
  return decision;
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
  decision.marks.push_back(ReadMark{scene.caller.member, command.room, command.seq, n});
  decision.outcome =
      Receipt{.at = scene.context.at, .room = command.room, .seq = command.seq, .n = n};
  return decision;
}

}  // namespace xinqiao::domain
