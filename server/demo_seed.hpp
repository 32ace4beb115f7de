// Tells the demo's story to an empty store: members, rooms, and everything they said, each at its
// time, through the same rules as any member's words. Belongs to `xinqiao demo`.
// Errors: a sentence when the store or the rules refused. Threading: one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/demo_story.hpp"
#include "server/tools.hpp"

namespace xinqiao::demo {

// Nothing, or why the story could not be told to its end.
std::optional<std::string> tell_story(ServerTool& tool, Instant now);

// The three through whose eyes a visitor may look: an organiser, an operator, a newcomer.
struct Guest {
  MemberId member;
  std::string name;
  std::string post;
};
std::vector<Guest> guests(const domain::World& world);

// The rooms in the order in which they are founded.
std::vector<RoomStory> rooms();

// Everybody of the room: founder, listeners, and whoever speaks; in the order of people().
std::vector<std::string_view> members_of(const RoomStory& story);

}  // namespace xinqiao::demo
