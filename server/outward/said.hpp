// The text of messages, as events tell it and as the log has it now: the one place that knows which
// events carry text. Threading: any thread with a Decoder of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/event.hpp"
#include "store/log.hpp"

namespace xinqiao::outward {

// An event that says what a message reads from now on.
struct Said {
  Seq message{};
  bool is_first = false;                 // it is the message itself
  std::optional<std::string_view> text;  // into the event; none: the message is gone
};
std::optional<Said> said_by(const Event& event);

struct Message {
  Seq seq{};
  Instant at;
  MemberId by;
  std::string text;
  bool is_edited = false;
};
// The message as the first `top` events of its room have it; nothing if it is gone or was none.
std::optional<Message> read_message(const store::Log& log, Decoder& decoder, RoomId room, Seq seq,
                                    Seq top);
// Likewise all of [first, last], ascending. Errors: the log could not be read.
store::Status read_messages(const store::Log& log, Decoder& decoder, RoomId room, Seq first,
                            Seq last, Seq top, std::vector<Message>& out);

}  // namespace xinqiao::outward
