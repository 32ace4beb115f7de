// What is said about posts without a word, and notices: in which there is a class, a time, and a
// confirmation.
#include "server/domain/rules_notices.hpp"
#include "protocol/limits.hpp"
#include "server/domain/kinds.hpp"
#include "server/domain/mentions.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"

namespace xinqiao::domain {
namespace {

// A bulletin room in which the caller may post.
std::optional<Refusal> check_bulletin(const Scene& scene, const Entrance& entrance) {
  if (entrance.refusal) return entrance.refusal;
  if (entrance.room->rules.rules.type != RoomType::bulletin) {
    return Refusal{Reason::not_bulletin, "room"};
  }
  return check_speaking(scene, *entrance.room);
}

Decision schedule(const Scene& scene, const PostNotice& command) {
  ScheduledNotice waits;
  waits.notice = scene.world.next_scheduled(scene.context.at);
  waits.member = scene.caller.member;
  waits.room = command.room;
  waits.at = *command.at;
  waits.of = command.of;
  waits.title = command.title;
  waits.text = command.text;
  Decision decision;
  decision.outcome = Receipt{.at = waits.at, .room = waits.room, .n = waits.notice};
  decision.marks.push_back(std::move(waits));
  return decision;
}

}  // namespace

Verdict rule(const Scene& scene, const SetReaction& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  // A reaction speaks, too; taking one back does not.
  if (command.reaction != 0) {
    if (entrance.room->rules.archived) return Refusal{Reason::room_archived, "room"};
    if (auto refusal = kinds::check_speaking(*entrance.room)) return *refusal;
    if (auto refusal = check_muted(scene, *entrance.room)) return *refusal;
  }
  if (auto refusal = check_visible_post(scene, entrance, command.target, "target")) return *refusal;
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at, .room = command.room, .seq = command.target};
  if (scene.context.target.reaction == command.reaction) return decision;
  decision.marks.push_back(ReactionMark{.member = scene.caller.member,
                                        .room = command.room,
                                        .target = command.target,
                                        .reaction = command.reaction,
                                        .gone = command.reaction == 0});
  return decision;
}

Verdict rule(const Scene& scene, const PostNotice& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (auto refusal = check_bulletin(scene, entrance)) return *refusal;
  if (auto refusal = check_title(command.title, limits::title_bytes, "title")) return *refusal;
  if (auto refusal = check_text(command.text)) return *refusal;
  const Room& room = *entrance.room;
  if (auto refusal = check_mentions(scene.world, scene.caller, room, command.text)) return *refusal;
  const Instant now = scene.context.at;
  if (command.at && *command.at > now) {
    if (command.at->ms - now.ms > limits::schedule_ms) {
      return Refusal{Reason::limit_reached, "schedule_ms"};
    }
    if (room.scheduled >= limits::scheduled_per_room) {
      return Refusal{Reason::limit_reached, "scheduled_per_room"};
    }
    return schedule(scene, command);
  }
  Decision decision;
  decision.events.push_back({command.room, room.row.last_seq + 1, now, scene.caller.member,
                             room.row.last_n + 1,
                             Noticed{command.of, command.title, command.text}});
  add_mentions(scene.world, scene.caller, decision.events.front(), command.text, decision.marks);
  decision.outcome = Receipt{
      .at = now, .room = command.room, .seq = room.row.last_seq + 1, .n = room.row.last_n + 1};
  return decision;
}

Verdict rule(const Scene& scene, const ConfirmNotice& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  const Notice* notice = scene.world.notice(command.room, command.seq);
  const bool asks = notice != nullptr && notice->row.of == NoticeClass::must_confirm &&
                    command.seq >= first_visible(*entrance.room, *entrance.membership);
  if (!asks) return Refusal{Reason::notice_unknown, "seq"};
  if (notice->row.closed) return Refusal{Reason::too_late, "seq"};
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at, .room = command.room, .seq = command.seq};
  if (notice->confirmers.contains(scene.caller.member)) return decision;
  decision.marks.push_back(Confirmation{scene.caller.member, command.room, command.seq});
  return decision;
}

Verdict rule(const Scene& scene, const CancelNotice& command) {
  const Entrance entrance = enter(scene.world, scene.caller.member, command.room);
  if (entrance.refusal) return *entrance.refusal;
  if (!may_oversee(scene.world, scene.caller, *entrance.room)) {
    return Refusal{Reason::not_organiser};
  }
  const auto found = scene.world.scheduled().find(command.notice);
  if (found == scene.world.scheduled().end() || found->second.room != command.room) {
    return Refusal{Reason::notice_unknown, "notice"};
  }
  Decision decision;
  ScheduledNotice cancelled;
  cancelled.notice = command.notice;
  cancelled.gone = true;
  decision.marks.push_back(cancelled);
  decision.outcome =
      Receipt{.at = scene.context.at, .room = command.room, .seq = entrance.room->row.last_seq};
  return decision;
}

// It goes out in its author's name even if the author has left meanwhile: it belonged to the room's
// organisers, who could have cancelled it. In an archived room nothing is said any more.
void post_scheduled(const Scene& scene, std::uint64_t notice, OrganisationLog& log,
                    std::vector<Mark>& marks) {
  const ScheduledNotice& due = scene.world.scheduled().at(notice);
  const Room* room = scene.world.room(due.room);
  if (room != nullptr && !room->rules.archived) {
    const Event& said = log.say_in(due.room, due.member, Noticed{due.of, due.title, due.text});
    add_mentions(scene.world, Caller{due.member, {}, false}, said, due.text, marks);
  }
  ScheduledNotice gone;
  gone.notice = notice;
  gone.gone = true;
  marks.push_back(std::move(gone));
}

void close_notice(const Scene& scene, const NoticePlace& place, OrganisationLog& log,
                  std::vector<Mark>& marks) {
  const Notice& notice = *scene.world.notice(place.room, place.seq);
  log.say_in(place.room, MemberId{},
             NoticeClosed{place.seq, notice.confirmed, scene.world.room(place.room)->active});
  for (const MemberId member : notice.confirmers) {
    marks.push_back(Confirmation{member, place.room, place.seq, true});
  }
}

}  // namespace xinqiao::domain
