// Turns what was decided into what is kept and what is told: the puts of the batch and the
// instruction stream. It applies each event and mark to the world on its way, so world and batch
// can never differ. Threading: decider thread.
#pragma once

#include <vector>

#include "server/domain/decide.hpp"
#include "server/domain/world.hpp"
#include "server/group.hpp"
#include "server/lookup.hpp"

namespace xinqiao {

class Recorder {
 public:
  Recorder(domain::World& world, Lookup& lookup) : world_(world), lookup_(lookup) {}

  // Everything of the decision but its answer. The group's number says when it is kept.
  void record(const domain::Decision& decision, Position position, Group& group);
  // The rows that changed in this group, once each. Ends the group.
  void finish(Group& group, Position position, Instant at);

 private:
  void record_event(const Event& event, Group& group);
  void record_membership(const Event& event, bool is_in, Group& group);
  void record_redaction(const domain::Redaction& redaction, Group& group);
  void record_mark(const Mark& mark, Position position, Group& group);

  domain::World& world_;
  Lookup& lookup_;
  std::vector<RoomId> changed_rooms_;  // of this group, some more than once
  bool counters_changed_ = false;
};

// One line of room.list, as this member sees the room.
Frame room_notification(const domain::World& world, RoomId room, MemberId member);

}  // namespace xinqiao
