// New names, and leaving: what of a member goes at once, and the words that are deleted step by
// step.
#include "server/domain/kinds.hpp"
#include "server/domain/organisation_log.hpp"
#include "server/domain/rights.hpp"
#include "server/domain/rules.hpp"
#include "server/domain/text.hpp"
#include "server/domain/ways_in.hpp"

#include <map>

namespace xinqiao::domain {
namespace {

// Everything that is kept of one member alone.
void forget_marks(const World& world, const Member& member, Decision& decision) {
  const MemberId id = member.row.member;
  shut_out(member, decision);
  for (const auto& [key, receipt] : member.keys) {
    decision.marks.push_back(KeyReceipt{id, key, receipt, true});
  }
  for (const auto& [browser, seen] : member.browsers) {
    decision.marks.push_back(Browser{id, browser, seen, true});
  }
  if (member.credential) {
    Credential credential = *member.credential;
    credential.gone = true;
    decision.marks.push_back(credential);
  }
  for (const auto& [key, arrival] : world.arrivals()) {
    if (arrival.member != id) continue;
    Arrival forgotten = arrival;
    forgotten.gone = true;
    decision.marks.push_back(forgotten);
  }
  for (const auto& [place, mentioned] : member.mentions) {
    decision.marks.push_back(
        Mention{.member = id, .room = place.first, .seq = place.second, .gone = true});
  }
  for (const auto& [notice, waits] : world.scheduled()) {
    if (waits.member != id) continue;
    ScheduledNotice dropped = waits;
    dropped.gone = true;
    decision.marks.push_back(dropped);
  }
  for (const auto& [room, there] : world.rooms()) {
    for (const auto& [seq, notice] : there.notices) {
      if (!notice.confirmers.contains(id)) continue;
      decision.marks.push_back(Confirmation{id, room, seq, true});
    }
  }
  // Also of rooms that it has left: those marks are kept for when it comes back.
  for (const auto& [room, there] : world.rooms()) {
    if (room != organisation_room) decision.marks.push_back(ReadMark{id, room, 0, 0, true});
  }
  decision.marks.push_back(Profile{id, "", true});
}

// The deletions of one step, room by room.
class Deletions {
 public:
  Deletions(const Scene& scene, MemberId author) : scene_(scene), author_(author) {}

  void take(const PostRef& post, const Target& target) {
    if (!target.exists || !target.is_post || target.is_deleted || target.by != author_) return;
    const Room* room = scene_.world.room(post.room);
    if (room == nullptr) return;
    Seq& seq = last_.try_emplace(post.room, room->row.last_seq).first->second;
    const Seq del = ++seq;
    decision_.events.push_back(
        {post.room, del, scene_.context.at, author_, room->row.last_n, Deleted{post.seq}});
    decision_.redactions.push_back(
        {post.room, post.seq, target.at, target.by, target.n, DeletedPost{del}});
    for (const Target::EditOfIt& edit : target.edits) {
      decision_.redactions.push_back(
          {post.room, edit.seq, edit.at, edit.by, edit.n, DeletedEdit{post.seq, del}});
    }
    forget_what_was_known(scene_.world, *room, post.seq, decision_);
  }
  Decision take_all() { return std::move(decision_); }

 private:
  const Scene& scene_;
  MemberId author_;
  Decision decision_;
  std::map<RoomId, Seq> last_;
};

}  // namespace

Verdict rule(const Scene& scene, const RenameMember& command) {
  const bool is_own = command.member == MemberId{} || command.member == scene.caller.member;
  const MemberId id = is_own ? scene.caller.member : command.member;
  const Member* member = scene.world.member(id);
  if (!is_own) {
    const Person person = find_person(scene, id);
    if (person.refusal) return *person.refusal;
    member = person.member;
  }
  if (auto refusal = check_title(command.name, limits::name_bytes, "name")) return *refusal;
  if (scene.context.misleads) return Refusal{Reason::name_misleading, "name"};
  Decision decision;
  decision.outcome = Receipt{.at = scene.context.at, .already = member->name == command.name};
  if (member->name != command.name) decision.marks.push_back(Profile{id, command.name, false});
  return decision;
}

// One's own: all but the session that asks. One's own are nobody else's, unless one looks after
// whose they are.
Verdict rule(const Scene& scene, const EndSessions& command) {
  Decision decision;
  if (command.member == MemberId{} || command.member == scene.caller.member) {
    const Member& own = *scene.world.member(scene.caller.member);
    end_sessions(own, scene.caller.session, decision);
    return decision;
  }
  const Person person = find_person(scene, command.member);
  if (person.refusal) return *person.refusal;
  end_sessions(*person.member, SessionId{}, decision);
  return decision;
}

Verdict rule(const Scene& scene, const EraseMember& command) {
  const Member* member = scene.world.member(command.member);
  const bool is_own = command.member == scene.caller.member;
  if (!is_own && !may_own(scene.world, scene.caller)) return Refusal{Reason::not_organiser};
  if (member == nullptr || is_erased(*member)) return Refusal{Reason::member_unknown, "member"};
  const StandingRow& standing = member->standing;
  if (is_last_owner(scene.world, standing)) return Refusal{Reason::last_owner};
  OrganisationLog log(scene);
  kinds::erased(scene, command.member, log);
  log.remove_from({member->rooms.begin(), member->rooms.end()}, command.member, Removal::erased);
  for (const HeldDuty& held : standing.duties) {
    log.say(DutyTaken{command.member, held.unit, held.duty});
  }
  log.say(MemberErased{command.member, standing.home});
  Decision decision = log.take();
  forget_marks(scene.world, *member, decision);
  kinds::forget_marks(scene.world, command.member, decision.marks);
  if (member->presence) decision.marks.push_back(PresenceMark{command.member, true});
  if (command.words) {
    forget_reported_words(scene.world, command.member, decision);
    decision.marks.push_back(Erasing{command.member, RoomId{}, 0, false});
  }
  return decision;
}

Verdict rule(const Scene& scene, const EraseWords& command) {
  if (!scene.caller.is_server) return Refusal{Reason::not_organiser};
  Deletions deletions(scene, command.member);
  for (std::size_t i = 0; i < command.posts.size(); ++i) {
    deletions.take(command.posts[i], scene.context.targets.at(i));
  }
  Decision decision = deletions.take_all();
  for (const ReactionMark& reaction : command.reactions) {
    ReactionMark gone = reaction;
    gone.gone = true;
    decision.marks.push_back(gone);
  }
  decision.marks.push_back(
      Erasing{command.member, command.reached.room, command.reached.seq, command.done});
  decision.outcome = Receipt{.at = scene.context.at};
  return decision;
}

}  // namespace xinqiao::domain
