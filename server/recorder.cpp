#include "server/recorder.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/initials.hpp"
#include "server/queries.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao {
namespace {

using store::Family;

std::string number_bytes(std::uint64_t value) {
  std::string bytes;
  store::keys::append_number(bytes, value);
  return bytes;
}

}  // namespace

void Recorder::record(const domain::Decision& decision, Position position, Group& group) {
  for (const Event& event : decision.events) record_event(event, group);
  for (const domain::Redaction& redaction : decision.redactions) {
    record_redaction(redaction, group);
  }
  for (const Mark& mark : decision.marks) record_mark(mark, position, group);
  tell_alert(decision, group);
  for (const RoomId room : rearranged_) tell_room_changed(room, group);
  rearranged_.clear();
  narrowed_.clear();
  for (const MemberId member : concerned_) tell_me(member, group);
  concerned_.clear();
  tell_offered(group);
}

void Recorder::record_event(const Event& event, Group& group) {
  const std::string bytes = encode_event(event);
  group.batch.put(Family::events, store::keys::event(event.room, event.seq), bytes);
  ++group.events;
  const UnitId reception_before = world_.organisation().reception();
  const std::vector<UnitId> owners_before = owners_of_question(event);
  const TalkRow* talk = world_.talks().find(event.room);
  const std::optional<TalkRow> talk_before = talk == nullptr ? std::nullopt : std::optional(*talk);
  world_.apply(event);
  lookup_.remember(event, group.number);
  if (changed_rooms_.empty() || changed_rooms_.back() != event.room) {
    changed_rooms_.push_back(event.room);
  }
  if (event.room != organisation_room) {
    const Words words = is_sealed(event.body) ? Words::kept_plain : Words::of_one;
    group.tells.push_back(Tell{event.room, event.seq, encode_notification("event", bytes, words)});
  }
  record_notice(event, group);
  record_pins(event, group);
  record_question(event, owners_before, group);
  record_alert(event, group);
  record_talk(event, talk_before, group);
  record_release(event, group);
  if (holds_alternative<RoomCreated>(event.body)) {
    counters_changed_ = true;
    rearranged_.push_back(event.room);
  } else if (holds_alternative<Joined>(event.body) || holds_alternative<Left>(event.body)) {
    record_membership(event.room, event.by, group);
  } else if (const auto* added = get_if<MemberAdded>(&event.body)) {
    counters_changed_ = true;
    group.batch.put(Family::rows, store::keys::member(added->member),
                    store::encode_record(world_.member(added->member)->row));
  } else if (const auto* edit = get_if<Edited>(&event.body)) {
    group.batch.put(Family::index, store::keys::edit(event.room, edit->target, event.seq), "");
  } else if (!record_order(event, group)) {
    record_organisation(event, reception_before, group);
  }
}

void Recorder::record_membership(RoomId room, MemberId member, Group& group) {
  const std::string key = store::keys::membership(room, member);
  if (const auto row = world_.membership_row(room, member)) {
    group.batch.put(Family::rows, key, store::encode_record(*row));
  } else {
    group.batch.erase(Family::rows, key);
    group.tells.push_back(Detach{member, room});
  }
  group.tells.push_back(TellMember{member, room_notification(world_, room, member)});
}

void Recorder::record_redaction(const domain::Redaction& redaction, Group& group) {
  group.batch.put(Family::events, store::keys::event(redaction.room, redaction.seq),
                  encode_event(redaction));
  if (const auto* edit = get_if<DeletedEdit>(&redaction.body)) {
    group.batch.erase(Family::index,
                      store::keys::edit(redaction.room, edit->target, redaction.seq));
  }
  if (holds_alternative<DeletedPost>(redaction.body)) {
    forget_reactions(redaction.room, redaction.seq, group);
  }
  lookup_.remember(redaction, group.number);
  group.has_redactions = true;
}

void Recorder::record_mark(const Mark& mark, Position position, Group& group) {
  const auto* profile = get_if<Profile>(&mark);
  const domain::Member* named = profile == nullptr ? nullptr : world_.member(profile->member);
  const bool is_new = named == nullptr || named->name.empty();
  if (const auto* read = get_if<ReadMark>(&mark)) {
    for (const Seq seq : world_.counted_by(*read)) totals_.changed(read->room, seq);
  }
  const auto* report = get_if<Report>(&mark);
  const Report* known = report == nullptr ? nullptr : world_.report(report->report);
  const std::optional<Report> before = known == nullptr ? std::nullopt : std::optional(*known);
  world_.apply(mark, position);
  store::add_mark(group.batch, mark, position);
  if (report != nullptr) record_report(before, *report, group);
  const auto* read = get_if<ReadMark>(&mark);
  if (profile != nullptr && !is_new) {
    const std::string_view name = profile->gone ? std::string_view() : profile->name;
    group.tells.push_back(TellEveryone{
        encode_notification("name", encode_name(profile->member, name, initials_of_person(name)))});
  } else if (read != nullptr && !read->gone) {
    group.tells.push_back(TellMember{
        read->member,
        encode_notification("read", encode_read({read->room, read->seq, read->n, position}))});
  } else if (const auto* session = get_if<Session>(&mark)) {
    counters_changed_ = true;
    if (session->gone) group.tells.push_back(Cut{session->session, CloseCode::login});
  } else if (const auto* reaction = get_if<ReactionMark>(&mark)) {
    record_reaction(*reaction, group);
  } else if (const auto* confirmed = get_if<Confirmation>(&mark); confirmed != nullptr) {
    if (confirmed->gone) return;
    totals_.changed(confirmed->room, confirmed->seq);
    const std::string told = encode_confirmed(confirmed->room, confirmed->seq);
    group.tells.push_back(TellMember{confirmed->member, encode_notification("confirmed", told)});
  } else if (const auto* alert = get_if<AlertMark>(&mark)) {
    record_alert_mark(*alert, position, group);
  } else if (const auto* audience = get_if<AlertAudience>(&mark)) {
    totals_.changed(audience->room, world_.alerts().find(audience->room)->row.words);
  } else if (const auto* presence = get_if<PresenceMark>(&mark)) {
    tell_me(presence->member, group);
  } else if (const auto* listening = get_if<ListeningMark>(&mark)) {
    tell_me(listening->member, group);
    offer_anew_for(listening->member);
  } else if (const auto* mention = get_if<Mention>(&mark); mention != nullptr) {
    if (mention->gone) return;
    group.tells.push_back(
        TellMember{mention->member, encode_notification("mention", encode_mention(*mention))});
  }
}

void Recorder::finish(Group& group, Position position, Instant at) {
  std::sort(changed_rooms_.begin(), changed_rooms_.end());
  const auto last = std::unique(changed_rooms_.begin(), changed_rooms_.end());
  changed_rooms_.erase(last, changed_rooms_.end());
  for (const RoomId id : changed_rooms_) {
    group.batch.put(Family::rows, store::keys::room(id),
                    store::encode_record(world_.room(id)->row));
  }
  changed_rooms_.clear();
  if (counters_changed_) {
    counters_changed_ = false;
    group.batch.put(Family::meta, store::keys::next_room, number_bytes(world_.next_room().value));
    group.batch.put(Family::meta, store::keys::next_member,
                    number_bytes(world_.next_member().value));
    group.batch.put(Family::meta, store::keys::next_session,
                    number_bytes(world_.next_session().value));
    group.batch.put(Family::meta, store::keys::next_unit,
                    number_bytes(world_.organisation().next_unit().value));
  }
  if (std::exchange(tree_changed_, false)) {
    // One for the whole group, however much was changed: whoever shows the tree asks for it anew.
    group.tells.push_back(TellEveryone{
        encode_notification("tree_changed", encode_version(world_.organisation().version()))});
  }
  if (group.has_redactions) {
    // That it is there is what counts: the store is scrubbed at a fixed pace while it is.
    group.batch.put(Family::meta, store::keys::scrub_due,
                    number_bytes(static_cast<std::uint64_t>(at.ms)));
  }
  if (group.batch.empty()) return;
  group.batch.put(Family::meta, store::keys::position, number_bytes(position));
  group.batch.put(Family::meta, store::keys::at, number_bytes(static_cast<std::uint64_t>(at.ms)));
}

}  // namespace xinqiao
