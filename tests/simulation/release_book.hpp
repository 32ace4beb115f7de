// Every consent to let a closed or direct room go along in an export, reckoned naively from its
// steps as they were kept; nothing is shared with server/domain/release. A step that may not be,
// and a room that is in an export without the consent of two owners, or is not with it, is said to
// the story (I14). Threading: belongs to its ledger.
#pragma once

#include <map>
#include <string_view>

#include "protocol/event.hpp"
#include "server/domain/world.hpp"
#include "store/log.hpp"
#include "tests/simulation/standings.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

struct KeptRoom;

class ReleaseBook {
 public:
  ReleaseBook(Story& story, const Standings& standings) : story_(story), standings_(standings) {}

  // An event that becomes durable; the room has its rules already.
  void see(const KeptRoom& room, const Event& event);
  // At rest: what the world knows, and which rooms an export takes along that is made now.
  void compare(const domain::World& world, const store::Log& log,
               const std::map<RoomId, KeptRoom>& rooms, Instant now) const;

 private:
  struct Consent {
    MemberId by;
    MemberId with;  // 0 = nobody has agreed yet
    Instant agreed;
  };
  std::string_view trouble(const KeptRoom& room, const Event& event, ReleaseMove move) const;
  bool goes_along(RoomId id, const KeptRoom& room, Instant now) const;

  Story& story_;
  const Standings& standings_;
  std::map<RoomId, Consent> consents_;
};

}  // namespace xinqiao::simulation
