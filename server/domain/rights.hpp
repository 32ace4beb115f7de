// Who may do what: every question of right is answered here, and nowhere else. Rights follow the
// duty, never the person; the right to administer never includes the right to read. tests/rights
// holds this against a table of its own. Threading: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "server/domain/decide.hpp"
#include "server/domain/world.hpp"

namespace xinqiao::domain {

// Whether a duty of the caller reaches this unit.
bool may_organise(const World& world, const Caller& caller, UnitId unit);
bool may_own(const World& world, const Caller& caller);

// The unit whose organisers look after the member: its home, or else the reception or the root.
UnitId caring_unit(const World& world, const Member& member);
// Whether the caller may change how the member stands: its caring unit is the caller's to organise,
// and so is every duty it holds. So nobody reaches one who stands higher.
bool may_administer(const World& world, const Caller& caller, const Member& member);

// Invitations: into a unit (0: none, where newcomers are welcomed) and with a duty there.
bool may_invite(const World& world, const Caller& caller, UnitId unit, std::optional<Duty> duty);
bool may_see(const World& world, const Caller& caller, const Invitation& invitation);

// Rooms.
bool may_know_of(const World& world, const Caller& caller, const Room& room);
bool may_come_into(const World& world, const Member& member, const Room& room);
bool may_arrange(const World& world, const Caller& caller, const Room& room);  // rename, archive
// Sees who has confirmed a notice and what waits to be posted: an organiser of the room's unit, who
// is in the room.
bool may_oversee(const World& world, const Caller& caller, const Room& room);

// Whether a member of a room is below the caller there. One who holds no duty over the room's unit
// is below all who do; one who does is below those whose duties reach above each of its own, and an
// owner below other owners alone. Nobody is below oneself.
bool stands_above(const World& world, const Caller& caller, const Member& member, UnitId unit);

// Who settles what is reported of this author there: the organisers of the room's unit (of a direct
// room: of the author's home), or, where the author is one of them, those above; 0 = the owners.
// None: nobody stands above the author.
std::optional<UnitId> settling_unit(const World& world, const Room& room, const Member& author);
bool may_settle(const World& world, const Caller& caller, const Report& report);

// Pins: the arrangers, and both in a direct room.
bool may_pin(const World& world, const Caller& caller, const Room& room);

// The room, if the caller may act in it as a member: the one door to every room. A room that the
// caller may not know of is as unknown as one that is not there.
struct Entrance {
  const Room* room = nullptr;
  std::optional<Membership> membership;
  std::optional<Refusal> refusal;
};
Entrance enter(const World& world, MemberId member, RoomId room);

// The first event of the room that this member may see.
Seq first_visible(const Room& room, const Membership& membership);

// Whether the caller may know how many have read what stands at `seq`: its author alone, and not
// where a number would be a name, or where the class of a notice says what is known.
std::optional<Refusal> check_count(const Caller& caller, const Entrance& entrance,
                                   const Target& target, Seq seq);

// The rooms the member would have to leave if the tree and its standing were these.
std::vector<RoomId> rooms_lost(const World& world, const Organisation& tree,
                               const StandingRow& standing);

}  // namespace xinqiao::domain
