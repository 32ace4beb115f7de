// What order in rooms and reports leave in the store, and who hears of it.
#include "protocol/encode.hpp"
#include "server/domain/rights.hpp"
#include "server/queries.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {

using store::Family;

// Whoever is silent, or may speak again, hears how the room is for it; all, when it changes for
// all.
bool Recorder::record_order(const Event& event, Group& group) {
  MemberId member;
  if (const auto* muted = get_if<Muted>(&event.body)) {
    member = muted->member;
  } else if (const auto* unmuted = get_if<Unmuted>(&event.body)) {
    member = unmuted->member;
  } else if (holds_alternative<ReadOnlySet>(event.body)) {
    rearranged_.push_back(event.room);
  } else {
    return false;
  }
  const std::string key = store::keys::order(event.room);
  if (const auto row = world_.order_row(event.room)) {
    group.batch.put(Family::rows, key, store::encode_record(*row));
  } else {
    group.batch.erase(Family::rows, key);
  }
  const bool is_in = world_.room(event.room)->members.contains(member);
  if (is_in) {
    group.tells.push_back(TellMember{member, room_notification(world_, event.room, member)});
  }
  return true;
}

// Rules that open a room end what was agreed on there.
void Recorder::record_release(const Event& event, Group& group) {
  const bool is_step = holds_alternative<ReleaseMoved>(event.body);
  const bool changes_rules = holds_alternative<RoomRules>(event.body) && event.seq > 2;
  if (!is_step && !changes_rules) return;
  const std::string key = store::keys::release(event.room);
  if (const auto& release = world_.room(event.room)->release) {
    group.batch.put(Family::rows, key, store::encode_record(*release));
  } else {
    group.batch.erase(Family::rows, key);
  }
  if (is_step) rearranged_.push_back(event.room);
}

void Recorder::tell_me(MemberId member, Group& group) {
  domain::Caller caller;
  caller.member = member;
  group.tells.push_back(
      TellMember{member, encode_notification("me", encode_me(whoami(world_, caller)))});
}

// `before` is the report as it was; none for a new one. Those who may settle it hear how many wait
// for them now; the reporter, what became of it.
void Recorder::record_report(const std::optional<Report>& before, const Report& now, Group& group) {
  const auto words_of = [](const Report& report) {
    return report.gone ? 0 : report.text.size() + report.reason.size() + report.note.size();
  };
  const std::size_t words_before = before ? words_of(*before) : 0;
  const std::size_t words_now = words_of(now);
  if (words_now < words_before) group.has_redactions = true;  // they go from the disk, too
  const bool was_open = before && !before->outcome;
  const bool is_open = !now.gone && !now.outcome;
  if (was_open && now.outcome) {
    group.tells.push_back(
        TellMember{now.reporter, encode_notification("report_settled", encode_own_report(now))});
  }
  if (was_open == is_open) return;
  const Report& whole = now.gone ? *before : now;
  for (const auto& [id, member] : world_.members()) {
    if (member.sessions.empty() || !domain::has_duty(member.standing)) continue;
    domain::Caller caller;
    caller.member = id;
    if (may_settle(world_, caller, whole)) tell_me(id, group);
  }
}

}  // namespace xinqiao
