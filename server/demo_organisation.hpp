// The demo's tree of units: who is at home where, who organises what, and who waits to be welcomed.
// Threading: constant data.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "server/demo_story.hpp"

namespace xinqiao::demo {

struct Unit {
  std::string_view name;
  std::string_view parent;     // empty = the root
  std::string_view organiser;  // empty = none of its own
  std::string_view people;     // at home here; names, blanks between
  bool is_reception = false;
};
// A unit stands after the one above it.
std::span<const Unit> units();

struct Listener {
  std::string_view name;
  std::string_view unit;  // for it and what lies below; empty = the root
  bool is_on_duty = false;
};
// Who is asked for talks. No talk stands in the demo: its people have no devices with keys.
std::span<const Listener> listeners();

// Whose training ended: without a home for two days, the first of them welcomed already.
std::span<const std::string_view> newcomers_without_home();

// Rooms of units: one that is open within its unit, one that is closed, one for two, a bulletin,
// and one of questions.
std::vector<RoomStory> rooms_of_units();

// Whether the name stands in the list: names with spaces between, or "*" for everybody.
bool names(std::string_view list, std::string_view name);

}  // namespace xinqiao::demo
