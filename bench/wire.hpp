// The wire as a stranger reads it: requests out, frames in, by protocol/README.md alone. Boost.JSON
// rather than the server's own decoder, so that a mistake of ours in reading cannot hide the same
// mistake in writing. Hearing an event costs a prefix comparison and two numbers; the rest of it is
// read once for all listeners. Threading: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/command.hpp"
#include "protocol/ids.hpp"

namespace xinqiao::bench {

// --- Requests ---

std::string post_request(std::uint64_t id, std::string_view outbox, std::uint64_t n, RoomId room,
                         std::string_view text);
// The same in a room of questions: one asks, or answers `question`.
std::string ask_request(std::uint64_t id, std::string_view outbox, std::uint64_t n, RoomId room,
                        std::string_view text);
std::string answer_request(std::uint64_t id, std::string_view outbox, std::uint64_t n,
                           PostRef question, std::string_view text);
std::string solve_request(std::uint64_t id, std::string_view key, RoomId room, Seq question);
std::string figures_request(std::uint64_t id);
std::string create_questions_request(std::uint64_t id, std::string_view key,
                                     std::string_view title);
std::string create_room_request(std::uint64_t id, std::string_view key, std::string_view title);
std::string join_room_request(std::uint64_t id, std::string_view key, RoomId room);
std::string read_request(std::uint64_t id, RoomId room, Seq seq);
std::string history_request(std::uint64_t id, RoomId room, Seq after);
std::string resume_request(std::uint64_t id, std::string_view epoch,
                           const std::vector<ResumeRoom>& rooms);
// A UUID made of two numbers, for calls guarded by a key.
std::string make_key(std::uint64_t high, std::uint64_t low);

// --- What a server says ---

struct HeardEvent {
  RoomId room;
  Seq seq{};
  std::string_view bytes;  // of the event object
};
// The event a frame tells; nullopt: the frame says something else.
std::optional<HeardEvent> read_event_frame(std::string_view frame);

// What an event object says, as far as the audit asks.
struct EventFacts {
  RoomId room;
  Seq seq{};
  MemberId by;
  bool is_post = false;
  std::string text;
};
std::optional<EventFacts> read_event(std::string_view bytes);

struct Answer {
  std::uint64_t id{};
  bool accepted = false;
  bool repeated = false;
  RoomId room;  // of an accepted guarded call
  Seq seq{};
  std::string reason;  // of a refusal
  std::string action;
  std::int64_t retry_ms{};
  std::string field;
};
struct Resumed {
  RoomId room;
  Seq first{};
  Seq top{};
  bool gone = false;
  bool rolled_back = false;
};
struct HelloFacts {
  std::string epoch;
  MemberId member;
};
struct OtherFrame {
  enum class Kind : std::uint8_t { answer, hello, notification, unreadable } kind{};
  Answer answer;
  HelloFacts hello;
};
OtherFrame read_other_frame(std::string_view frame);

// The answers to resume and to history, read whole.
std::optional<std::vector<Resumed>> read_resumed(std::string_view frame);
struct HistoryFacts {
  Seq top{};
  std::vector<std::string> events;  // the bytes of each
};
std::optional<HistoryFacts> read_history(std::string_view frame);

// An answer to question.figures, over all units.
struct QuestionSums {
  std::uint64_t asked{};
  std::uint64_t solved{};
};
std::optional<QuestionSums> read_question_figures(std::string_view frame);

// The elements of a JSON array, as the bytes they are written in. Strict enough for text that was
// parsed before.
std::vector<std::string_view> array_elements(std::string_view array);

}  // namespace xinqiao::bench
