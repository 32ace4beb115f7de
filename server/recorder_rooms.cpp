// What notices and reactions leave in the store beside their events and marks: rows that follow
// from them.
#include "protocol/encode.hpp"
#include "server/recorder.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {

using store::Family;

void Recorder::record_notice(const Event& event, Group& group) {
  Seq seq = 0;
  if (const auto* notice = get_if<Noticed>(&event.body)) {
    if (notice->of != NoticeClass::plain) seq = event.seq;
  } else if (const auto* closed = get_if<NoticeClosed>(&event.body)) {
    seq = closed->target;
  } else if (const Seq target = taken_away(event.body); target != 0) {
    group.batch.erase(Family::rows, store::keys::notice(event.room, target));
  }
  const auto row = seq == 0 ? std::nullopt : world_.notice_row(event.room, seq);
  if (!row) return;
  group.batch.put(Family::rows, store::keys::notice(event.room, seq), store::encode_record(*row));
  totals_.changed(event.room, seq);
}

// A post that is taken away may have been pinned: the row is put or erased then, too.
void Recorder::record_pins(const Event& event, Group& group) {
  const bool may_change = holds_alternative<Pinned>(event.body) ||
                          holds_alternative<Unpinned>(event.body) || taken_away(event.body) != 0;
  if (!may_change) return;
  const std::string key = store::keys::pins(event.room);
  if (const auto row = world_.pins_row(event.room)) {
    group.batch.put(Family::rows, key, store::encode_record(*row));
  } else {
    group.batch.erase(Family::rows, key);
  }
}

// The mark is in the batch already; here follows what it changes of the totals.
void Recorder::record_reaction(const ReactionMark& mark, Group& group) {
  const std::uint8_t before = lookup_.reaction(mark.room, mark.target, mark.member);
  const std::uint8_t now = mark.gone ? std::uint8_t{0} : mark.reaction;
  ReactionTotals totals = lookup_.totals(mark.room, mark.target);
  if (before != 0) --totals.counts[before - 1];
  if (now != 0) ++totals.counts[now - 1];
  const std::string key = store::keys::totals(mark.room, mark.target);
  if (totals.none()) {
    group.batch.erase(Family::index, key);
  } else {
    group.batch.put(Family::index, key, store::encode_record(totals));
  }
  lookup_.remember(mark, group.number);
  lookup_.remember(mark.room, mark.target, totals, group.number);
  totals_.changed(mark.room, mark.target);
  const std::string told = encode_reaction(mark.room, mark.target, now);
  group.tells.push_back(TellMember{mark.member, encode_notification("reaction", told)});
}

// With a post goes what was said about it.
void Recorder::forget_reactions(RoomId room, Seq target, Group& group) {
  if (lookup_.totals(room, target).none()) return;
  for (const MemberId member : lookup_.reactors(room, target)) {
    const ReactionMark gone{.member = member, .room = room, .target = target, .gone = true};
    store::add_mark(group.batch, gone, 0);
    lookup_.remember(gone, group.number);
  }
  group.batch.erase(Family::index, store::keys::totals(room, target));
  lookup_.remember(room, target, ReactionTotals{}, group.number);
}

}  // namespace xinqiao
