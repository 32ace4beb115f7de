// The words of a release: two owners agree that what was said in one closed or direct room goes
// along in an export. Each step is said in that room. The states stand in
// server/domain/release/README.md. Threading: plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// Kept on disk as one byte each: never renumber, only append.
enum class ReleaseMove : std::uint8_t { proposed = 1, agreed = 2, withdrawn = 3 };

template <>
inline constexpr std::array<std::string_view, 3> words_of<ReleaseMove>{"proposed", "agreed",
                                                                       "withdrawn"};

// --- The command ---

struct MoveRelease {
  RoomId room;
  ReleaseMove move = ReleaseMove::proposed;
  std::string reason;  // of `proposed`, and of `withdrawn` if it has one
};

// --- The event ---

struct ReleaseMoved {
  ReleaseMove move = ReleaseMove::proposed;
  std::string reason;  // empty = none
};

// --- What is known, while one stands ---

struct ReleaseRow {
  RoomId room;
  ReleaseMove state = ReleaseMove::proposed;  // or agreed
  MemberId by;                                // who proposed it
  MemberId with;                              // who agreed; 0 = nobody yet
  Instant at;                                 // of the last step
  bool operator==(const ReleaseRow&) const = default;
};

}  // namespace xinqiao
