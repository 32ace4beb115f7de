// Every talk, reckoned naively from its steps as they were kept; nothing is shared with
// server/domain/talk. Whatever a step may not be, who may not make it, a byte that stays where it
// was forgotten, and a count that does not balance is said to the story (I13). Threading: belongs
// to its ledger.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/event.hpp"
#include "server/domain/world.hpp"
#include "tests/simulation/standings.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

struct KeptRoom;

class TalkBook {
 public:
  TalkBook(Story& story, const Standings& standings) : story_(story), standings_(standings) {}

  // An event that becomes durable, before the room holds it.
  void see(const KeptRoom& room, const Event& event);
  // One takes the place of another: only bytes may be gone, and only of what is forgotten.
  void replaced(const Event& old, const Event& now);
  // A listener says whether it is there.
  void on_duty(MemberId member, bool on);
  void begin_batch() { has_moved_ = false; }
  void end_of_batch();
  bool has_moved() const { return has_moved_; }  // in the last batch

  // Whether `talk` may be told to the member: it is of the two, or was asked by name.
  bool concerns(MemberId member, RoomId room) const;
  bool is_forgotten(RoomId room) const;
  // Of nobody's: what a world counts, at the position up to which this was told.
  void compare_counts(const domain::World& world, std::string_view whose) const;
  // At rest: whom the world would show what.
  void compare(const domain::World& world) const;

 private:
  using Steps = std::vector<Event>;
  void check_move(const KeptRoom& room, const Steps& steps, const Event& event,
                  const TalkMoved& body);
  bool may_accept(MemberId member, const Steps& steps) const;
  std::size_t ahead(RoomId room) const;
  void broken(const Event& event, std::string_view what) const;

  Story& story_;
  const Standings& standings_;
  std::map<RoomId, Steps> talks_;
  std::map<RoomId, std::set<Seq>> with_bytes_;
  std::set<MemberId> on_duty_;
  bool has_moved_ = false;
};

}  // namespace xinqiao::simulation
