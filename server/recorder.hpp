// Turns what was decided into what is kept and what is told: the puts of the batch and the
// instruction stream. It applies each event and mark to the world on its way, so world and batch
// can never differ. Threading: decider thread.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "server/domain/decide.hpp"
#include "server/domain/world.hpp"
#include "server/group.hpp"
#include "server/lookup.hpp"
#include "server/totals.hpp"

namespace xinqiao {

class Recorder {
 public:
  Recorder(domain::World& world, Lookup& lookup, Totals& totals)
      : world_(world), lookup_(lookup), totals_(totals) {}

  // Everything of the decision but its answer. The group's number says when it is kept.
  void record(const domain::Decision& decision, Position position, Group& group);
  // The rows that changed in this group, once each. Ends the group.
  void finish(Group& group, Position position, Instant at);

 private:
  void record_event(const Event& event, Group& group);
  void record_membership(RoomId room, MemberId member, Group& group);
  void record_organisation(const Event& event, UnitId reception_before, Group& group);
  void record_unit(UnitId unit, Group& group);
  void record_standing(MemberId member, Group& group);
  void record_rules(RoomId room, Group& group);
  void tell_room_changed(RoomId room, Group& group);
  void record_notice(const Event& event, Group& group);
  void record_pins(const Event& event, Group& group);
  void record_question(const Event& event, const std::vector<UnitId>& before, Group& group);
  void record_alert(const Event& event, Group& group);
  void record_talk(const Event& event, const std::optional<TalkRow>& before, Group& group);
  void tell_talk(const TalkRow& row, Group& group);
  void offer_anew(const TalkRow& waiting);
  void offer_anew_for(MemberId member);
  void tell_offered(Group& group);
  void tell_alert(const domain::Decision& decision, Group& group);
  void record_alert_mark(const AlertMark& mark, Position position, Group& group);
  std::vector<UnitId> owners_of_question(const Event& event) const;
  void forget_reactions(RoomId room, Seq target, Group& group);
  bool record_order(const Event& event, Group& group);
  void record_release(const Event& event, Group& group);
  void record_report(const std::optional<Report>& before, const Report& now, Group& group);
  void tell_me(MemberId member, Group& group);
  void record_reaction(const ReactionMark& mark, Group& group);
  void record_redaction(const domain::Redaction& redaction, Group& group);
  void record_mark(const Mark& mark, Position position, Group& group);

  domain::World& world_;
  Lookup& lookup_;
  Totals& totals_;
  std::vector<RoomId> changed_rooms_;  // of this group, some more than once
  std::vector<RoomId> rearranged_;     // of this decision: more than words has changed
  std::set<RoomId> narrowed_;          // of this decision: some may not know of it any more
  std::set<MemberId> concerned_;       // of this decision: another number of questions may wait
  std::set<MemberId> offered_;         // of this decision: they may accept other talks than before
  bool tree_changed_ = false;          // in this group
  bool counters_changed_ = false;
};

// One line of room.list, as this member sees the room (0: as a stranger to it who may know of it).
// That it is gone, to one who may know of it no longer.
Frame room_notification(const domain::World& world, RoomId room, MemberId member);
Frame room_gone_notification(RoomId room);

}  // namespace xinqiao
