// What a step of a talk leaves in the store, and who hears of it: the two, those who moved up in
// the line, and the listeners whose list has changed. Nobody else.
#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "server/domain/talk/listening.hpp"
#include "server/queries.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {

using store::Family;

// `before`: the row as it was; none for a new one.
void Recorder::record_talk(const Event& event, const std::optional<TalkRow>& before, Group& group) {
  const auto* moved = get_if<TalkMoved>(&event.body);
  const TalkRow* row = moved == nullptr ? nullptr : world_.talks().find(event.room);
  if (row == nullptr) return;
  group.batch.put(Family::rows, store::keys::talk(row->room), store::encode_record(*row));
  if (moved->move == TalkMove::forgotten) {
    group.batch.put(Family::meta, store::keys::forgotten(row->room), "");
  }
  if (moved->move == TalkMove::sealed) return;
  tell_talk(*row, group);
  const bool waits = row->state == TalkState::waiting;
  const bool waited = before && before->state == TalkState::waiting;
  if (waits == waited) return;
  offer_anew(waits ? *row : *before);
  if (!waited) return;
  const auto behind =
      world_.talks().behind(domain::line_of(*before), row->room, limits::talks_moved_up);
  for (const RoomId room : behind) {
    const TalkRow& next = *world_.talks().find(room);
    group.tells.push_back(
        TellMember{next.asker, encode_notification("talk", encode_talk(talk_of(world_, next)))});
  }
}

void Recorder::tell_talk(const TalkRow& row, Group& group) {
  const Frame told = encode_notification("talk", encode_talk(talk_of(world_, row)));
  group.tells.push_back(TellMember{row.asker, told});
  if (row.listener != MemberId{}) group.tells.push_back(TellMember{row.listener, told});
}

// Those who may accept it as it waits, or might.
void Recorder::offer_anew(const TalkRow& waiting) {
  for (const MemberId id : world_.listeners()) {
    const domain::Member& listener = *world_.member(id);
    if (listener.sessions.empty()) continue;
    if (domain::may_accept(world_, listener, waiting)) offered_.insert(id);
  }
}

// A member stands elsewhere: what it may accept, and who may accept what it asked for, are others.
void Recorder::offer_anew_for(MemberId member) {
  if (world_.listeners().contains(member)) offered_.insert(member);
  for (const RoomId room : world_.talks().of(member)) {
    const TalkRow& row = *world_.talks().find(room);
    const bool waits = row.state == TalkState::waiting && row.asker == member;
    if (waits) offered_.insert(world_.listeners().begin(), world_.listeners().end());
  }
}

void Recorder::tell_offered(Group& group) {
  for (const MemberId id : offered_) {
    if (world_.member(id)->sessions.empty()) continue;
    const std::string told = encode_talk_waiting(domain::talks_offered(world_, id));
    group.tells.push_back(TellMember{id, encode_notification("talk_waiting", told)});
  }
  offered_.clear();
}

}  // namespace xinqiao
