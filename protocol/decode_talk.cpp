#include "protocol/decode_talk.hpp"

#include <optional>
#include <utility>

namespace xinqiao {
namespace {

std::optional<unsigned> base64url_value(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  if (c == '-') return 62;
  if (c == '_') return 63;
  return std::nullopt;
}

// Whole bytes in base64url without padding (RFC 4648, section 5), in their one form: the bits that
// are left over are 0.
bool is_base64url(std::string_view text) {
  constexpr std::size_t letters = 4;  // for three bytes
  unsigned last = 0;
  for (const char c : text) {
    const auto value = base64url_value(c);
    if (!value) return false;
    last = *value;
  }
  switch (text.size() % letters) {
    case 0:
      return true;
    case 2:
      return (last & 0xfU) == 0;
    case 3:
      return (last & 0x3U) == 0;
    default:
      return false;
  }
}

// Between 1 and `max` bytes, as they came.
std::string sealed_of(Params& params, std::string_view name, std::size_t max) {
  std::string text = params.text(name);
  const std::size_t bytes = text.size() * 3 / 4;
  if (bytes < 1 || bytes > max || !is_base64url(text)) {
    params.refuse(name);
    return {};
  }
  return text;
}

void read_talk_ask(Params& params, Request& request) {
  AskTalk command;
  command.unit = UnitId{params.maybe_integer("unit", 1).value_or(0)};
  command.listener = MemberId{params.maybe_integer("listener", 1).value_or(0)};
  if (params.has("unit") == params.has("listener")) params.refuse("listener");
  command.package = sealed_of(params, "package", limits::talk_package_bytes);
  request.command = std::move(command);
}
template <TalkMove move>
void read_talk_move(Params& params, Request& request) {
  MoveTalk command;
  command.move = move;
  command.room = params.id<RoomId>("room");
  if (move == TalkMove::accepted) {
    command.bytes = sealed_of(params, "welcome", limits::talk_sealed_bytes);
  } else if (move == TalkMove::sealed) {
    command.bytes = sealed_of(params, "sealed", limits::talk_sealed_bytes);
  }
  request.command = std::move(command);
}
void read_talk_duty(Params& params, Request& request) {
  request.command = SetListening{params.boolean("on")};
}
void read_talk_listeners(Params&, Request& request) {
  request.command = ListListeners{};
}
void read_talk_list(Params&, Request& request) {
  request.command = ListTalks{};
}

// The name of the bytes of a step; empty = it has none.
std::string_view name_of_bytes(TalkMove move) {
  if (move == TalkMove::asked) return "package";
  if (move == TalkMove::accepted) return "welcome";
  return move == TalkMove::sealed ? "sealed" : "";
}

}  // namespace

const std::array<Method, 10> talk_methods{{
    {"talk.seal", read_talk_move<TalkMove::sealed>, true},
    {"talk.ask", read_talk_ask, true},
    {"talk.accept", read_talk_move<TalkMove::accepted>, true},
    {"talk.decline", read_talk_move<TalkMove::declined>, true},
    {"talk.withdraw", read_talk_move<TalkMove::withdrawn>, true},
    {"talk.end", read_talk_move<TalkMove::ended>, true},
    {"talk.forget", read_talk_move<TalkMove::forgotten>, true},
    {"talk.duty", read_talk_duty, false},
    {"talk.listeners", read_talk_listeners, false},
    {"talk.list", read_talk_list, false},
}};

bool read_talk_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  if (kind != "talk") return false;
  TalkMoved moved;
  moved.move = fields.one_of<TalkMove>("move");
  own = 1;
  if (moved.move == TalkMove::asked) {
    moved.unit = UnitId{fields.maybe_integer("unit", 1).value_or(0)};
    moved.listener = MemberId{fields.maybe_integer("listener", 1).value_or(0)};
    if (fields.has("unit") == fields.has("listener")) fields.refuse("listener");
    own += 1;
  }
  const std::string_view name = name_of_bytes(moved.move);
  if (!name.empty() && fields.has(name)) {
    moved.bytes = sealed_of(fields, name, limits::talk_sealed_bytes);
    own += 1;
  }
  body = std::move(moved);
  return true;
}

}  // namespace xinqiao
