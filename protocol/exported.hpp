// The lines of an export: the whole history as JSON Lines, in the words of the wire. Each line is
// an object with one key, which says what the line is; an event stands in it byte for byte as
// `history` gives it. What the lines are and in which order they stand: server/portable/README.md.
// Threading: pure functions; an ExportedDecoder belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/alert.hpp"
#include "protocol/command.hpp"
#include "protocol/ids.hpp"
#include "protocol/mark.hpp"
#include "protocol/rows.hpp"
#include "protocol/variant.hpp"

namespace xinqiao::exported {

// Of the file. A reader refuses a newer one.
inline constexpr std::uint64_t format = 1;
// No line is longer: an event with every character of its words escaped is far below.
inline constexpr std::size_t line_bytes = 2 * 1024 * 1024;

// The first line: what this is, and what is not in it.
struct Head {
  std::uint64_t format = exported::format;
  std::string version;  // of the program that wrote it
  Instant made;
  std::string epoch;    // of the store it was read from
  Position position{};  // likewise: where it stood
  // Ids that were never given, so that an imported store gives none twice.
  MemberId next_member;
  RoomId next_room;
  UnitId next_unit;
  std::uint64_t rooms{};     // that are in it
  std::uint64_t released{};  // of them closed and direct ones, because two owners agreed
  // Rooms that are not: closed and direct ones that were not released, talks, and rooms that the
  // store itself does not hold, because it was imported from such a file.
  std::uint64_t closed{};
  std::uint64_t direct{};
  std::uint64_t talks{};
  std::uint64_t unknown{};
  // Words that were not said in a room, or not yet.
  std::uint64_t reports{};
  std::uint64_t waiting_notices{};
  bool operator==(const Head&) const = default;
};

struct Member {
  MemberId member;
  std::string name;   // empty = erased
  std::string login;  // empty = none
  StandingRow standing;
  bool presence = false;
  // The words of this erased member were still being deleted, up to there.
  std::optional<PostRef> erasing;
};

// Of a room, as all may know it who may know of it.
struct Room {
  RoomRow row;
  RulesRow rules;
  std::uint64_t members{};
};

// One member of a room.
struct Seat {
  RoomId room;
  MemberId member;
  Seq joined{};
  std::optional<ReadMark> read;
};

// What is known after so many lines: their hash goes on from the one before.
struct Check {
  std::uint64_t lines{};  // of all lines so far but the first and the checks
  std::string sha256;
  bool operator==(const Check&) const = default;
};
struct End {
  std::uint64_t lines{};
  std::uint64_t members{};
  std::uint64_t rooms{};
  std::uint64_t events{};
  std::string sha256;
};

std::string encode_line(const Head& head);
std::string encode_line(const UnitRow& unit);
std::string encode_line(const Member& member);
std::string encode_line(const Room& room);
std::string encode_line(const Seat& seat);
std::string encode_line(const ReactionMark& mark);
std::string encode_line(const Confirmation& mark);
std::string encode_line(const AlertMark& mark);
std::string encode_line(const Mention& mark);
std::string encode_line(const Check& check);
std::string encode_line(const End& end);
// bytes: of an event, as they are kept.
std::string event_line(std::string_view bytes);
// Those bytes, if the line is one of an event.
std::optional<std::string_view> event_of_line(std::string_view line);

// A line of units or rooms: it says what the events say, and is only compared.
struct Derived {};
using Line = variant<Head, Derived, Member, Seat, ReactionMark, Confirmation, AlertMark, Mention,
                     Check, End>;

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // A line that is not one of an event. Only what an import takes from it is read. Nothing: it is
  // none of ours. A Head is read as far as its format if that is a newer one.
  std::optional<Line> line(std::string_view line);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace xinqiao::exported
