// The words of a talk heart to heart (谈心): what may be asked about it, what is said of it in its
// own room's log, and what is known of it. What the two say to each other is none of the server's
// words: it is sealed in their pages (MLS, RFC 9420), and passes here as bytes that nobody here can
// read. They are kept as the base64url in which they came. The states stand in
// server/domain/talk/README.md. Threading: plain values.
#pragma once

#include <cstdint>
#include <string>

#include "protocol/ids.hpp"
#include "protocol/organisation.hpp"

namespace xinqiao {

// Kept on disk as one byte each: never renumber, only append.
enum class TalkMove : std::uint8_t {
  asked = 1,
  accepted = 2,
  declined = 3,
  withdrawn = 4,
  sealed = 5,
  ended = 6,
  forgotten = 7,
};
enum class TalkState : std::uint8_t {
  waiting = 1,
  talking = 2,
  ended = 3,
  declined = 4,
  withdrawn = 5,
  forgotten = 6,
};

template <>
inline constexpr std::array<std::string_view, 7> words_of<TalkMove>{
    "asked", "accepted", "declined", "withdrawn", "sealed", "ended", "forgotten"};
template <>
inline constexpr std::array<std::string_view, 6> words_of<TalkState>{
    "waiting", "talking", "ended", "declined", "withdrawn", "forgotten"};

// --- Commands and queries ---

// One of `unit` (whoever is on duty there) and `listener` (this one alone).
struct AskTalk {
  UnitId unit;
  MemberId listener;
  std::string package;  // the asker's KeyPackage
};
// One call a move, all but `asked`.
struct MoveTalk {
  TalkMove move = TalkMove::ended;
  RoomId room;
  std::string bytes{};  // accepted: the Welcome; sealed: a PrivateMessage
};
struct ListListeners {};  // whom the caller may ask, and how many are there now
struct ListTalks {};      // the caller's own, and those that it may accept
struct SetListening {     // a listener is there for talks now, or not
  bool on = false;
};

// --- The event ---

struct TalkMoved {
  TalkMove move = TalkMove::asked;
  UnitId unit;        // asked: one of the two
  MemberId listener;  // likewise
  std::string bytes;  // of asked, accepted, sealed; empty = forgotten
};
// Whether such a step is said with bytes, and is bare once the talk is forgotten.
inline bool carries_bytes(TalkMove move) {
  return move == TalkMove::asked || move == TalkMove::accepted || move == TalkMove::sealed;
}

// --- What is known ---

struct TalkRow {
  RoomId room;
  MemberId asker;
  UnitId unit;        // that was asked; 0 = a listener by name
  MemberId listener;  // asked by name, or who has accepted; 0 = nobody yet
  bool accepted = false;
  TalkState state = TalkState::waiting;
  Instant asked_at;
  std::uint64_t seals{};         // how many messages there are,
  std::uint64_t sealed_bytes{};  // and the letters of all of them
  Seq moved{};                   // the step that changed this row last
  std::string package;           // while it waits
  bool operator==(const TalkRow&) const = default;
};

inline bool is_open(const TalkRow& row) {
  return row.state == TalkState::waiting || row.state == TalkState::talking;
}
// Whether it is this member's own: who asked, or who accepted.
inline bool is_party(const TalkRow& row, MemberId member) {
  return row.asker == member || (row.accepted && row.listener == member);
}

// A listener who is there for talks now. Its absence says no.
struct ListeningMark {
  MemberId member;
  bool gone = false;
};

}  // namespace xinqiao
