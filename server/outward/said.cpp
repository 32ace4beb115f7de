#include "server/outward/said.hpp"

#include "store/keys.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::outward {
namespace {

using store::Family;
using store::Order;
using store::Status;
namespace keys = store::keys;

bool read_event(const store::Log& log, Decoder& decoder, RoomId room, Seq seq, Event& event) {
  const auto bytes = log.get(Family::events, keys::event(room, seq));
  return bytes && decoder.event(*bytes, event);
}

// The last edit of the message that the first `top` events know of; 0 = none.
Seq last_edit(const store::Log& log, RoomId room, Seq seq, Seq top) {
  Seq edit = 0;
  const Status status =
      log.scan(Family::index, keys::edit(room, seq, 0), keys::edit(room, seq, top + 1),
               Order::descending, [&](std::string_view key, std::string_view) {
                 edit = keys::number(key, 1, 2);
                 return false;
               });
  return status.is_ok() ? edit : 0;
}

std::optional<Message> said_first(const Event& event) {
  const auto said = said_by(event);
  if (!said || !said->is_first || !said->text) return std::nullopt;
  return Message{event.seq, event.at, event.by, std::string(*said->text), false};
}

// Whether it still stands: a deletion may have come between two looks.
bool apply(const store::Log& log, Decoder& decoder, Seq edit, RoomId room, Message& message) {
  Event event;
  if (!read_event(log, decoder, room, edit, event)) return false;
  const auto said = said_by(event);
  if (!said || !said->text) return false;
  message.text = *said->text;
  message.is_edited = true;
  return true;
}

}  // namespace

std::optional<Said> said_by(const Event& event) {
  if (const auto* post = get_if<Posted>(&event.body)) {
    return Said{event.seq, true, post->text};
  }
  if (const auto* notice = get_if<Noticed>(&event.body)) {
    return Said{event.seq, true, notice->text};
  }
  if (const auto* forwarded = get_if<Forwarded>(&event.body)) {
    return Said{event.seq, true, forwarded->text};
  }
  if (const auto* edit = get_if<Edited>(&event.body)) {
    return Said{edit->target, false, edit->text};
  }
  if (const Seq gone = taken_away(event.body); gone != 0) return Said{gone, false, {}};
  if (holds_alternative<DeletedPost>(event.body)) return Said{event.seq, true, {}};
  return std::nullopt;
}

std::optional<Message> read_message(const store::Log& log, Decoder& decoder, RoomId room, Seq seq,
                                    Seq top) {
  Event event;
  if (!read_event(log, decoder, room, seq, event)) return std::nullopt;
  auto message = said_first(event);
  if (!message) return std::nullopt;
  const Seq edit = last_edit(log, room, seq, top);
  if (edit != 0 && !apply(log, decoder, edit, room, *message)) return std::nullopt;
  return message;
}

Status read_messages(const store::Log& log, Decoder& decoder, RoomId room, Seq first, Seq last,
                     Seq top, std::vector<Message>& out) {
  out.clear();
  Status status = log.scan(Family::events, keys::event(room, first), keys::event(room, last + 1),
                           Order::ascending, [&](std::string_view, std::string_view bytes) {
                             Event event;
                             if (!decoder.event(bytes, event)) return true;  // of a later version
                             if (auto message = said_first(event))
                               out.push_back(std::move(*message));
                             return true;
                           });
  // From one edited message to the next: one may have been edited any number of times.
  for (Seq from = first; status.is_ok() && !out.empty();) {
    Seq target = 0;
    status = log.scan(Family::index, keys::edit(room, from, 0), keys::edit(room, last + 1, 0),
                      Order::ascending, [&](std::string_view key, std::string_view) {
                        target = keys::number(key, 1, 1);
                        return false;
                      });
    if (target == 0) break;
    from = target + 1;
    const Seq edit = last_edit(log, room, target, top);
    const auto message = std::ranges::find(out, target, &Message::seq);
    if (edit == 0 || message == out.end()) continue;
    if (!apply(log, decoder, edit, room, *message)) out.erase(message);
  }
  return status;
}

}  // namespace xinqiao::outward
