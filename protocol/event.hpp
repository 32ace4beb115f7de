// What happened: one struct a kind, gathered in Event::body. Events are what is kept, told and
// replayed. Every event has a place (room, seq) and is encoded once (encode.hpp). An event's shape
// never changes. Threading: plain values.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "protocol/ids.hpp"

namespace xinqiao {

struct RoomCreated {
  std::string title;
};
struct Joined {};
struct Left {};
struct Posted {
  std::string text;
  std::optional<Seq> re;
};
struct Edited {
  Seq target{};
  std::string text;
};
struct Deleted {
  Seq target{};
};
// Tombstones: they stand in place of a post, or of an edit of it, that was deleted.
struct DeletedPost {
  Seq del{};
};
struct DeletedEdit {
  Seq target{};
  Seq del{};
};
struct MemberAdded {
  MemberId member;
  bool organiser = false;
};

using EventBody = std::variant<RoomCreated, Joined, Left, Posted, Edited, Deleted, DeletedPost,
                               DeletedEdit, MemberAdded>;

struct Event {
  RoomId room;
  Seq seq{};
  Instant at;
  MemberId by;
  Ordinal n{};  // posts of the room up to and including this event
  EventBody body;
};

}  // namespace xinqiao
