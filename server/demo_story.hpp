// What the demo tells: the people, rooms and talk of a made-up refinery, as tables.
// A line says how many days ago and at what time of day (China, UTC+8) somebody spoke. Lines of one
// room stand in the order of time; a line of today that is not yet due is left out. Threading:
// constant data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/organisation.hpp"

namespace xinqiao::demo {

struct Person {
  std::string_view name;
  std::string_view post;
  bool organiser = false;
};

struct Line {
  enum class Kind : std::uint8_t { post, edit, erase };
  Kind kind = Kind::post;
  int days_ago = 0;
  std::string_view clock;  // "07:52"
  std::string_view who;    // empty for edit and erase: the author of the target
  std::string_view text;
  std::string_view target;  // the mark answered, edited or deleted
  std::string_view mark;    // a name by which later lines mean this one

  constexpr Line as(std::string_view name) const {
    Line line = *this;
    line.mark = name;
    return line;
  }
};

constexpr Line say(int days_ago, std::string_view clock, std::string_view who,
                   std::string_view text) {
  return {Line::Kind::post, days_ago, clock, who, text, {}, {}};
}
constexpr Line answer(std::string_view target, int days_ago, std::string_view clock,
                      std::string_view who, std::string_view text) {
  return {Line::Kind::post, days_ago, clock, who, text, target, {}};
}
constexpr Line edit(std::string_view target, int days_ago, std::string_view clock,
                    std::string_view text) {
  return {Line::Kind::edit, days_ago, clock, {}, text, target, {}};
}
constexpr Line erase(std::string_view target, int days_ago, std::string_view clock) {
  return {Line::Kind::erase, days_ago, clock, {}, {}, target, {}};
}

struct RoomStory {
  std::string_view title;
  std::string_view founder;
  std::string_view listeners;  // names, blanks between; "*" = everybody. Who speaks is in anyhow.
  std::span<const Line> lines;
  std::string_view unit{};  // empty = the root
  Access access = Access::open;
  RoomType type = RoomType::chat;
};

// The organisation's name, and everybody in it.
inline constexpr std::string_view organisation = "江陵石化";
std::span<const Person> people();

// One table a room, in the files named after what they are about.
RoomStory first_workshop();   // demo_story_shift.cpp
RoomStory shift_handover();   // demo_story_shift.cpp
RoomStory safety_watch();     // demo_story_safety.cpp
RoomStory dispatch_centre();  // demo_story_safety.cpp
RoomStory laboratory();       // demo_story_safety.cpp
RoomStory notices();          // demo_story_life.cpp
RoomStory union_life();       // demo_story_life.cpp
RoomStory canteen();          // demo_story_life.cpp
RoomStory newcomers();        // demo_story_leisure.cpp
RoomStory badminton();        // demo_story_leisure.cpp

}  // namespace xinqiao::demo
