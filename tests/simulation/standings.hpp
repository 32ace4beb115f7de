// Who stands where and who may know of which room, read naively from the events that were kept: a
// second opinion on server/domain, which it does not use. Threading: belongs to its ledger.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "protocol/event.hpp"

namespace xinqiao::simulation {

class Standings {
 public:
  void see(const Event& event);  // in the order of the organisation's log

  bool organises(MemberId member, UnitId unit) const;
  bool is_owner(MemberId member) const { return owners_.contains(member); }
  // By home, by a duty above or below, or because it is everybody's.
  bool belongs(MemberId member, UnitId unit) const;
  bool may_know_of(MemberId member, const RoomRules& rules, bool is_in) const;
  bool is_below(UnitId unit, UnitId above) const;  // or the same
  UnitId home(MemberId member) const;              // 0 = none
  UnitId above(UnitId unit) const;                 // 0 = nobody stands above
  UnitId home_or_root(MemberId member) const;
  bool is_listener(MemberId member) const;
  bool listens(MemberId member, UnitId unit) const;

 private:
  std::map<UnitId, UnitId> parents_;
  std::map<MemberId, UnitId> homes_;
  std::set<std::pair<MemberId, UnitId>> duties_;
  std::set<std::pair<MemberId, UnitId>> listening_;
  std::set<MemberId> owners_;
};

}  // namespace xinqiao::simulation
