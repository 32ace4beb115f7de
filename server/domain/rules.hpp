// One rule a command: what it does, given that the caller is a member (or the server) and no
// repeat. A rule returns a Decision, or the Refusal alone; decide.cpp adds the guard's receipt.
// Threading: pure functions.
#pragma once

#include <variant>

#include "server/domain/decide.hpp"

namespace xinqiao::domain {

using Verdict = std::variant<Decision, Refusal>;

struct Scene {
  const World& world;
  const Caller& caller;
  const Context& context;
};

// people
Verdict rule(const Scene& scene, const StartSession& command);
Verdict rule(const Scene& scene, const EndSession& command);
Verdict rule(const Scene& scene, const CreateLink& command);
Verdict rule(const Scene& scene, const AddMember& command);
Verdict rule(const Scene& scene, const Tick& command);
// rooms
Verdict rule(const Scene& scene, const CreateRoom& command);
Verdict rule(const Scene& scene, const JoinRoom& command);
Verdict rule(const Scene& scene, const LeaveRoom& command);
// words
Verdict rule(const Scene& scene, const Post& command);
Verdict rule(const Scene& scene, const Edit& command);
Verdict rule(const Scene& scene, const Delete& command);
Verdict rule(const Scene& scene, const SetRead& command);

// The room, if the caller may act in it as a member: the one door to every room.
struct Entrance {
  const Room* room = nullptr;
  const Membership* membership = nullptr;
  std::optional<Refusal> refusal;
};
Entrance enter(const World& world, MemberId member, RoomId room);

}  // namespace xinqiao::domain
