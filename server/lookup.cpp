#include "server/lookup.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>
#include <set>

namespace xinqiao {
namespace {

template <class Body>
bool is(const Event& event) {
  return holds_alternative<Body>(event.body);
}

// What can be answered, edited, or deleted already.
bool is_or_was_post(const Event& event) {
  return is_post(event.body) || is<DeletedPost>(event);
}

// A step that has bytes, without them; none for any other event.
std::optional<Event> bare_step(const Event& event) {
  const auto* step = get_if<TalkMoved>(&event.body);
  if (step == nullptr || step->bytes.empty()) return std::nullopt;
  TalkMoved bare;
  bare.move = step->move;
  bare.unit = step->unit;
  bare.listener = step->listener;
  return Event{event.room, event.seq, event.at, event.by, event.n, std::move(bare)};
}

}  // namespace

void Lookup::remember(const Event& event, std::uint64_t group) {
  const Place place{event.room, event.seq};
  said_[place] = {event.by,
                  event.at,
                  event.n,
                  is_or_was_post(event),
                  is<DeletedPost>(event) || is<DeletedEdit>(event),
                  is<Forwarded>(event),
                  group,
                  is<Edited>(event) ? get<Edited>(event.body).text : std::string()};
  order_.emplace_back(group, place);
  if (is<TalkMoved>(event)) steps_[place] = {group, bare_step(event)};
  if (const auto* edit = get_if<Edited>(&event.body)) {
    const Place post{event.room, edit->target};
    edits_[post].emplace_back(group, event.seq);
    order_.emplace_back(group, post);
  }
}

void Lookup::kept(std::uint64_t group) {
  forget_rows(group);
  while (!order_.empty() && order_.front().first <= group) {
    const Place place = order_.front().second;
    order_.pop_front();
    const auto said = said_.find(place);
    if (said != said_.end() && said->second.group <= group) said_.erase(said);
    const auto step = steps_.find(place);
    if (step != steps_.end() && step->second.group <= group) steps_.erase(step);
    const auto edits = edits_.find(place);
    if (edits == edits_.end()) continue;
    std::erase_if(edits->second, [&](const auto& edit) { return edit.first <= group; });
    if (edits->second.empty()) edits_.erase(edits);
  }
}

// --- Reactions ---

std::optional<std::string> Lookup::row(store::Family family, const std::string& key) const {
  const auto found = rows_.find({family, key});
  if (found == rows_.end()) return log_.get(family, key);
  if (found->second.value.empty()) return std::nullopt;
  return found->second.value;
}

void Lookup::remember_row(store::Family family, std::string key, std::string value,
                          std::uint64_t group) {
  RowKey row{family, std::move(key)};
  rows_[row] = {group, std::move(value)};
  rows_order_.emplace_back(group, std::move(row));
}

void Lookup::forget_rows(std::uint64_t group) {
  while (!rows_order_.empty() && rows_order_.front().first <= group) {
    const auto found = rows_.find(rows_order_.front().second);
    if (found != rows_.end() && found->second.group <= group) rows_.erase(found);
    rows_order_.pop_front();
  }
}

std::uint8_t Lookup::reaction(RoomId room, Seq target, MemberId member) const {
  const std::string key = store::keys::reaction(room, target, member);
  const auto record = row(store::Family::marks, key);
  const auto kept = record ? store::decode_mark(key, *record) : std::nullopt;
  return kept ? get<ReactionMark>(kept->mark).reaction : std::uint8_t{0};
}

ReactionTotals Lookup::totals(RoomId room, Seq target) const {
  const auto record = row(store::Family::index, store::keys::totals(room, target));
  const auto totals = record ? store::decode_totals(*record) : std::nullopt;
  return totals.value_or(ReactionTotals{});
}

std::vector<MemberId> Lookup::reactors(RoomId room, Seq target) const {
  const std::string prefix = store::keys::reactions(room, target);
  const std::string end = store::keys::after_prefix(prefix);
  std::set<MemberId> members;
  const auto add = [&](std::string_view key, std::string_view) {
    members.insert(MemberId{store::keys::number(key, 1, 2)});
    return true;
  };
  // An unreadable row: the keeper will stop on its own.
  static_cast<void>(log_.scan(store::Family::marks, prefix, end, store::Order::ascending, add));
  const auto first = rows_.lower_bound({store::Family::marks, prefix});
  const auto last = rows_.lower_bound({store::Family::marks, end});
  for (auto at = first; at != last; ++at) {
    const MemberId member{store::keys::number(at->first.second, 1, 2)};
    if (at->second.value.empty()) {
      members.erase(member);
    } else {
      members.insert(member);
    }
  }
  return {members.begin(), members.end()};
}

void Lookup::remember(const ReactionMark& mark, std::uint64_t group) {
  remember_row(store::Family::marks, store::mark_key(mark),
               mark.gone ? std::string() : store::encode_mark(mark, 0), group);
}

void Lookup::remember(RoomId room, Seq target, const ReactionTotals& totals, std::uint64_t group) {
  remember_row(store::Family::index, store::keys::totals(room, target),
               totals.none() ? std::string() : store::encode_record(totals), group);
}

// --- Events ---

std::optional<Lookup::Said> Lookup::said_at(const Place& place) {
  const auto found = said_.find(place);
  if (found != said_.end()) return found->second;
  const auto bytes = log_.get(store::Family::events, store::keys::event(place.first, place.second));
  Event event;
  if (!bytes || !decoder_.event(*bytes, event)) return std::nullopt;
  return Said{event.by,
              event.at,
              event.n,
              is_or_was_post(event),
              is<DeletedPost>(event) || is<DeletedEdit>(event),
              is<Forwarded>(event),
              0,
              {}};
}

std::vector<Seq> Lookup::edits_of(const Place& post) const {
  std::vector<Seq> edits;
  const std::string from = store::keys::edit(post.first, post.second, 0);
  const std::string to = store::keys::edit(post.first, post.second + 1, 0);
  const auto collect = [&](std::string_view key, std::string_view) {
    edits.push_back(store::keys::number(key, 1, 2));
    return true;
  };
  const store::Status status =
      log_.scan(store::Family::index, from, to, store::Order::ascending, collect);
  if (!status.is_ok()) edits.clear();  // an unreadable index: the keeper will stop on its own
  const auto in_flight = edits_.find(post);
  if (in_flight != edits_.end()) {
    for (const auto& edit : in_flight->second) edits.push_back(edit.second);
  }
  std::sort(edits.begin(), edits.end());
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  return edits;
}

// Empty for a post that is not kept yet: nobody has been told of it.
std::string Lookup::text_at(const Place& place) {
  const auto found = said_.find(place);
  if (found != said_.end()) return found->second.text;
  const auto bytes = log_.get(store::Family::events, store::keys::event(place.first, place.second));
  Event event;
  if (!bytes || !decoder_.event(*bytes, event)) return {};
  return visit(
      [](const auto& body) -> std::string {
        if constexpr (requires { body.text; }) return body.text;
        return {};
      },
      event.body);
}

std::vector<Event> Lookup::steps_with_bytes(RoomId room) {
  std::map<Seq, Event> steps;
  const auto add = [&](std::string_view, std::string_view bytes) {
    Event event;
    if (!decoder_.event(bytes, event)) return true;
    if (auto bare = bare_step(event)) steps.emplace(event.seq, std::move(*bare));
    return true;
  };
  // An unreadable row: the keeper will stop on its own.
  static_cast<void>(log_.scan(store::Family::events, store::keys::event(room, 0),
                              store::keys::event(RoomId{room.value + 1}, 0),
                              store::Order::ascending, add));
  for (auto at = steps_.lower_bound({room, 0}); at != steps_.end() && at->first.first == room;
       ++at) {
    if (at->second.bare) {
      steps.insert_or_assign(at->first.second, *at->second.bare);
    } else {
      steps.erase(at->first.second);
    }
  }
  std::vector<Event> all;
  all.reserve(steps.size());
  for (auto& [seq, event] : steps) all.push_back(std::move(event));
  return all;
}

domain::Target Lookup::find(const domain::TargetRef& ref) {
  domain::Target target;
  const Place place{ref.room, ref.seq};
  const auto said = said_at(place);
  if (!said) return target;
  target.exists = true;
  target.is_post = said->is_post;
  target.is_deleted = said->is_deleted;
  target.is_forwarded = said->is_forwarded;
  target.by = said->by;
  target.at = said->at;
  target.n = said->n;
  if (!said->is_post || said->is_deleted) return target;
  for (const Seq seq : edits_of(place)) {
    if (const auto edit = said_at({ref.room, seq})) {
      target.edits.push_back({seq, edit->by, edit->at, edit->n});
    }
  }
  if (ref.with_text) {
    const Seq latest = target.edits.empty() ? ref.seq : target.edits.back().seq;
    target.text = text_at({ref.room, latest});
  }
  return target;
}

}  // namespace xinqiao
