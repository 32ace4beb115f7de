// Every alert, reckoned naively from its steps and from the marks of those it is for as they were
// kept: nothing is shared with server/domain/alert. Whatever a mark may not be, and whatever figure
// does not add up, is said to the story (I12). Threading: belongs to its ledger.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "protocol/alert.hpp"
#include "protocol/event.hpp"
#include "server/domain/world.hpp"
#include "tests/simulation/standings.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

class AlertBook {
 public:
  AlertBook(Story& story, const Standings& standings) : story_(story), standings_(standings) {}

  // An event that becomes durable, in any room; a mark likewise.
  void see(const RoomRules& rules, const Event& event);
  void put(const AlertMark& mark);
  void put(const AlertAudience& audience);
  void end_of_batch();
  // A line of this member has got the alert of that room, whole.
  void handed(RoomId room, MemberId member) { handed_.insert({room, member}); }

  bool is_for(RoomId room, MemberId member) const;
  bool is_open_for(RoomId room, MemberId member) const;
  const AlertMark* mark(RoomId room, MemberId member) const;
  // Who has a seat by a mark, without ever having joined.
  bool has_seat(RoomId room, MemberId member) const { return is_for(room, member); }
  // Figures as one line; whether a line was ever true.
  std::string figures(RoomId room) const;
  bool was_ever(RoomId room, const std::string& figures) const;
  std::set<RoomId> open_for(MemberId member) const;
  // Those who answered for some of its people when that step was taken, and whom it is not for.
  const std::set<MemberId>& followers(RoomId room, Seq words) const;
  // The world says the same of each.
  void compare(const domain::World& world, std::string_view whose) const;

 private:
  struct Kept {
    AlertMoved raised;
    MemberId by;
    bool is_over = false;
    bool is_fresh = true;  // raised in the batch at hand: only now marks may come
    std::set<MemberId> due;
    bool is_listed = false;  // the row of everybody has come
    std::map<MemberId, AlertMark> people;
    std::set<std::string> were;
  };
  void raise(const Event& event, const AlertMoved& body);
  void set(Kept& alert, const AlertMark& mark);
  void note_followers(const Kept& alert, RoomId room, Seq words);
  void changes(const Kept& alert, const AlertMark& before, const AlertMark& after);
  std::string figures(const Kept& alert) const;
  void broken(RoomId room, std::string_view what) const;

  Story& story_;
  const Standings& standings_;
  std::set<MemberId> members_;
  std::map<RoomId, Kept> alerts_;
  std::set<std::pair<RoomId, Seq>> loose_;  // posts whose step has not come
  std::set<std::pair<RoomId, MemberId>> handed_;
  std::map<std::pair<RoomId, Seq>, std::set<MemberId>> followers_;
};

}  // namespace xinqiao::simulation
