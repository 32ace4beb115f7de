#include "server/own_words.hpp"

#include "protocol/encode.hpp"
#include "protocol/limits.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

namespace xinqiao {
namespace {

bool is_wanted(const Event& event, const WordsWanted& wanted) {
  if (event.by != wanted.by) return false;
  return is_post(event.body) || (wanted.with_edits && holds_alternative<Edited>(event.body));
}

// The member's reactions to what was looked at. In a house that reacts much this comes to an end
// before the words do: then so much of them is left for the next step.
bool find_reactions(const store::Log& log, MemberId by, const PostRef& from, WordsFound& found) {
  PostRef seen = from;
  std::size_t scanned = 0;
  bool cut = false;
  const store::Status status = log.scan(
      store::Family::marks, store::keys::reactions(from.room, from.seq + 1),
      store::keys::reactions(found.reached.room, found.reached.seq + 1), store::Order::ascending,
      [&](std::string_view key, std::string_view record) {
        const PostRef place{RoomId{store::keys::number(key, 1, 0)}, store::keys::number(key, 1, 1)};
        const bool is_next = place.room != seen.room || place.seq != seen.seq;
        if (scanned++ >= limits::reactions_scanned && is_next) {
          cut = true;
          return false;
        }
        seen = place;
        const auto kept = store::decode_mark(key, record);
        if (!kept) return true;
        const auto* mark = get_if<ReactionMark>(&kept->mark);
        if (mark != nullptr && mark->member == by) found.reactions.push_back(*mark);
        return true;
      });
  if (!cut) return status.is_ok();
  found.reached = seen;
  found.done = false;
  while (!found.places.empty() && found.places.back() > seen) {
    found.places.pop_back();
    found.events.pop_back();
  }
  return status.is_ok();
}

}  // namespace

std::optional<WordsFound> find_words(const store::Log& log, Decoder& decoder,
                                     const WordsWanted& wanted) {
  const PostRef from =
      wanted.after.room == organisation_room ? PostRef{RoomId{1}, 0} : wanted.after;
  WordsFound found;
  found.reached = from;
  found.done = true;
  std::size_t scanned = 0;
  std::size_t bytes_found = 0;
  bool is_readable = true;
  const store::Status status = log.scan(
      store::Family::events, store::keys::event(from.room, from.seq + 1), "",
      store::Order::ascending, [&](std::string_view, std::string_view bytes) {
        const bool is_full = found.places.size() == wanted.most || bytes_found > wanted.bytes_most;
        if (is_full || scanned++ == limits::posts_scanned) {
          found.done = false;
          return false;
        }
        Event event;
        is_readable = decoder.event(bytes, event);
        if (!is_readable) return false;
        found.reached = {event.room, event.seq};
        if (!is_wanted(event, wanted)) return true;
        found.places.push_back(found.reached);
        found.events.emplace_back(bytes);
        bytes_found += bytes.size();
        return true;
      });
  if (!status.is_ok() || !is_readable) return std::nullopt;
  if (!find_reactions(log, wanted.by, from, found)) return std::nullopt;
  return found;
}

std::optional<std::string> read_my_data(const store::Log& log, Decoder& decoder,
                                        const MyDataTask& task) {
  const auto found = find_words(log, decoder,
                                {.by = task.member,
                                 .after = task.after,
                                 .most = limits::my_data_posts,
                                 .bytes_most = limits::my_data_bytes,
                                 .with_edits = true});
  if (!found) return std::nullopt;
  std::string out = task.head;
  out += ",\"words\":[";
  for (const std::string& event : found->events) {
    if (out.back() != '[') out += ',';
    out += event;
  }
  out += "],\"reactions\":[";
  for (const ReactionMark& mark : found->reactions) {
    if (out.back() != '[') out += ',';
    out += encode_reaction(mark.room, mark.target, mark.reaction);
  }
  out += ']';
  if (!found->done) {
    out += ",\"next\":\"" + std::to_string(found->reached.room.value) + '.' +
           std::to_string(found->reached.seq) + '"';
  }
  return out += '}';
}

std::optional<EraseWords> read_erasing(const store::Log& log, Decoder& decoder,
                                       const EraseTask& task) {
  const auto found = find_words(
      log, decoder, {.by = task.member, .after = task.after, .most = limits::erased_posts});
  if (!found) return std::nullopt;
  return EraseWords{task.member, found->reached, found->done, found->places, found->reactions};
}

}  // namespace xinqiao
