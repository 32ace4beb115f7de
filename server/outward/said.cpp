#include "server/outward/said.hpp"

#include "store/keys.hpp"

#include <utility>

namespace xinqiao::outward {
namespace {

using store::Family;
namespace keys = store::keys;

bool read_event(const store::Log& log, Decoder& decoder, RoomId room, Seq seq, Event& event) {
  const auto bytes = log.get(Family::events, keys::event(room, seq));
  return bytes && decoder.event(*bytes, event);
}

// The last edit of the message that the first `top` events know of; 0 = none.
Seq last_edit(const store::Log& log, RoomId room, Seq seq, Seq top) {
  Seq edit = 0;
  const store::Status status =
      log.scan(Family::index, keys::edit(room, seq, 0), keys::edit(room, seq, top + 1),
               store::Order::descending, [&](std::string_view key, std::string_view) {
                 edit = keys::number(key, 1, 2);
                 return false;
               });
  return status.is_ok() ? edit : 0;
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
  const auto first = said_by(event);
  if (!first || !first->is_first || !first->text) return std::nullopt;
  Message message{event.at, event.by, std::string(*first->text), false};
  const Seq edit = last_edit(log, room, seq, top);
  Event changed;
  if (edit == 0) return message;
  if (!read_event(log, decoder, room, edit, changed)) return std::nullopt;
  const auto now = said_by(changed);
  if (!now || !now->text) return std::nullopt;  // deleted between the two looks
  message.text = *now->text;
  message.is_edited = true;
  return message;
}

}  // namespace xinqiao::outward
