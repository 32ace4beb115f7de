#include "tests/simulation/ledger.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>

namespace xinqiao::simulation {
namespace {

// The kind as it is written: a second reading, not the decoder's.
std::string kind_in(std::string_view bytes) {
  constexpr std::string_view before = R"("kind":")";
  const std::size_t at = bytes.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = bytes.substr(at + before.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

std::string_view tag_of(std::string_view text) {
  if (text.empty() || text[0] != '[') return {};
  const std::size_t end = text.find(']');
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

std::uint64_t number_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return 0;
  if (const auto* number = value->if_int64()) return static_cast<std::uint64_t>(*number);
  if (const auto* number = value->if_uint64()) return *number;
  return 0;
}

std::string_view text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

struct Ledger::Sink {
  Ledger& ledger;
  void put(store::Family family, std::string_view key, std::string_view value) {
    if (family == store::Family::events) ledger.put_event(value);
    if (family == store::Family::marks && key[0] == 'f') ledger.put_name(key, value);
    if (family == store::Family::marks && key[0] == 'w') ledger.put_read(key, value);
    if (family == store::Family::marks && key[0] == 't') ledger.put_alert_mark(key, value);
    if (family == store::Family::marks && key[0] == 'e') ledger.put_alert_audience(key, value);
    if (family == store::Family::marks) ledger.reckoning_.put(key, value);
    if (family == store::Family::marks && key[0] == 'g') listens(key, true);
    if (family == store::Family::rows && key[0] == 'g') ledger.put_counts(value);
  }
  void erase(store::Family family, std::string_view key) {
    if (family == store::Family::marks) ledger.reckoning_.erase(key);
    if (family == store::Family::marks && key[0] == 'g') listens(key, false);
  }
  void listens(std::string_view key, bool on) {
    ledger.talks_.on_duty(MemberId{store::keys::number(key, 1, 0)}, on);
  }
};

void Ledger::kept(const store::Batch& batch) {
  ++syncs_;
  talks_.begin_batch();
  batch.replay(Sink{*this});
  questions_.end_of_batch();
  alerts_.end_of_batch();
  talks_.end_of_batch();
  for (const auto& [id, room] : rooms_) {
    if (room.events.empty()) story_.broken("I2", "a room without events");
  }
}

Position Ledger::position() const {
  const auto value = log_.kept(store::Family::meta, store::keys::position);
  return value && value->size() == 8 ? store::keys::number(*value, 0, 0) : 0;
}

const KeptRoom* Ledger::room(RoomId id) const {
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : &found->second;
}

const KeptEvent* Ledger::event(RoomId id, Seq seq) const {
  const KeptRoom* in = room(id);
  return in == nullptr ? nullptr : in->at(seq);
}

void Ledger::put_event(std::string_view value) {
  Event event;
  if (!decoder_.event(value, event)) {
    return story_.broken("I2", "a kept event cannot be read: " + std::string(value));
  }
  KeptRoom& room = rooms_[event.room];
  if (event.seq == 0 || event.seq > room.events.size() + 1) {
    return story_.broken("I2", "a hole before " + place_name(event.room, event.seq));
  }
  if (event.seq <= room.events.size()) return replace_event(event, kind_in(value));
  append_event(std::move(event), value);
}

void Ledger::append_event(Event event, std::string_view bytes) {
  KeptRoom& room = rooms_[event.room];
  const std::string where = place_name(event.room, event.seq);
  KeptEvent kept{.event = event, .bytes = std::string(bytes)};
  kept.kind = kind_in(bytes);
  if (event.at < last_at_) story_.broken("I2", "time goes backwards at " + where);
  last_at_ = event.at;
  if (is_post_kind(kept.kind) || is_sealed(event.body)) ++room.posts;
  if (event.n != room.posts) story_.broken("I2", "n is not dense at " + where);

  const bool is_word = is_post_kind(kept.kind) || kept.kind == "edit" || kept.kind == "delete" ||
                       kept.kind == "moderated";
  // An alert is moved by who organises its units, also from outside: AlertBook looks at that.
  const bool may_be_outside = room.rules.type == RoomType::alert;
  if ((is_word || kept.kind == "left") && !room.has(event.by) && !may_be_outside) {
    story_.broken("I4", "somebody outside speaks at " + where);
  }
  if (room.is_archived && (is_post_kind(kept.kind) || kept.kind == "edit")) {
    story_.broken("I4", "somebody speaks in an archived room at " + where);
  }
  const auto muted = room.mutes.find(event.by);
  const bool is_silent = muted != room.mutes.end() && event.at < muted->second;
  if (is_silent && (is_post_kind(kept.kind) || kept.kind == "edit")) {
    story_.broken("I4", "somebody who is muted speaks at " + where);
  }
  come_or_go(room, event);
  arrange(room, event);
  if (const auto* post = get_if<Posted>(&event.body)) {
    kept.shown = post->text;
    place(post->text, event.by, event.room, event.seq, {});
  } else if (const auto* notice = get_if<Noticed>(&event.body)) {
    kept.shown = notice->text;
    if (room.rules.type != RoomType::bulletin) {
      story_.broken("I4", "a notice outside a bulletin at " + where);
    }
    place(notice->text, event.by, event.room, event.seq, {});
  } else if (const auto* edit = get_if<Edited>(&event.body)) {
    place(edit->text, event.by, event.room, event.seq, {});
    if (room.at(edit->target) == nullptr || room.at(edit->target)->deleted) {
      return story_.broken("I6", "an edit of nothing at " + where);
    }
    room.events[edit->target - 1].shown = edit->text;
    room.events[edit->target - 1].edit = event.seq;
  } else if (const auto* created = get_if<RoomCreated>(&event.body)) {
    place(created->title, event.by, event.room, event.seq, {});
  } else if (taken_away(event.body) != 0) {
    redact(room, event);
  }
  questions_.see(room, event);
  alerts_.see(room.rules, event);
  talks_.see(room, event);
  releases_.see(room, event);
  room.events.push_back(std::move(kept));
}

void Ledger::come_or_go(KeptRoom& room, const Event& event) {
  const auto* added = get_if<Added>(&event.body);
  const auto* removed = get_if<Removed>(&event.body);
  const bool comes = added != nullptr || holds_alternative<Joined>(event.body);
  const bool goes = removed != nullptr || holds_alternative<Left>(event.body);
  const MemberId who = added != nullptr     ? added->member
                       : removed != nullptr ? removed->member
                                            : event.by;
  const std::string where = place_name(event.room, event.seq);
  if (comes) {
    if (room.has(who)) story_.broken("I7", "in the room twice at " + where);
    if (room.is_archived) story_.broken("I4", "somebody comes into an archived room at " + where);
    const bool is_first_of_all = room.events.size() < 4;  // made, its rules, and its first ones
    if (room.rules.access == Access::open && !standings_.belongs(who, room.rules.unit)) {
      story_.broken("I4", "a stranger to the unit comes in at " + where);
    }
    if (room.rules.access == Access::direct && !is_first_of_all) {
      story_.broken("I4", "a direct room widens at " + where);
    }
    room.stays[who].push_back({.joined = event.seq, .joined_sync = syncs_});
  } else if (goes && room.has(who)) {
    room.stays[who].back().left = event.seq;
    room.stays[who].back().left_sync = syncs_;
  }
}

void Ledger::arrange(KeptRoom& room, const Event& event) {
  if (const auto* rules = get_if<RoomRules>(&event.body)) room.rules = *rules;
  if (holds_alternative<RoomArchived>(event.body)) room.is_archived = true;
  if (holds_alternative<RoomReopened>(event.body)) room.is_archived = false;
  if (const auto* muted = get_if<Muted>(&event.body)) room.mutes[muted->member] = muted->until;
  if (const auto* unmuted = get_if<Unmuted>(&event.body)) room.mutes.erase(unmuted->member);
  if (event.room == organisation_room) standings_.see(event);
}

void Ledger::redact(KeptRoom& room, const Event& event) {
  const Seq target = taken_away(event.body);
  const bool is_own = !holds_alternative<Moderated>(event.body);
  const KeptEvent* post = room.at(target);
  if (post == nullptr || !is_post_kind(post->kind) || post->deleted ||
      (post->event.by == event.by) != is_own) {
    return story_.broken("I6",
                         "a deletion that may not be at " + place_name(event.room, event.seq));
  }
  for (KeptEvent& one : room.events) {
    const auto* edit = get_if<Edited>(&one.event.body);
    if (one.event.seq != target && (edit == nullptr || edit->target != target)) continue;
    one.deleted = true;
    one.deleted_sync = syncs_;
  }
}

void Ledger::replace_event(const Event& event, const std::string& kind) {
  KeptEvent& old = rooms_[event.room].events[event.seq - 1];
  if (kind == "talk") {
    old.bare = true;
    old.deleted_sync = syncs_;
    return talks_.replaced(old.event, event);
  }
  const std::string was = is_post_kind(old.kind) ? "post" : old.kind;
  const bool fits = kind == "deleted_" + was && event.by == old.event.by &&
                    event.at == old.event.at && event.n == old.event.n;
  if (!fits) {
    story_.broken("I2", place_name(event.room, event.seq) + " was " + old.kind +
                            " and is overwritten by " + kind);
  }
}

void Ledger::put_name(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return;
  const auto& profile = get<Profile>(kept->mark);
  if (names_.emplace(profile.member, profile.name).second) {
    place(profile.name, {}, organisation_room, 0, profile.member);
  }
}

void Ledger::put_read(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return;
  const auto& mark = get<ReadMark>(kept->mark);
  const KeptEvent* read = event(mark.room, mark.seq);
  if (read == nullptr || read->event.n != mark.n) {
    return story_.broken("I7", "a watermark at " + place_name(mark.room, mark.seq) +
                                   " with n = " + std::to_string(mark.n));
  }
  Seq& seq = reads_[{mark.member, mark.room}];
  if (mark.seq <= seq) story_.broken("I7", "a watermark falls");
  seq = mark.seq;
}

std::pair<Seq, Ordinal> Ledger::read(MemberId member, RoomId id) const {
  const KeptRoom* in = room(id);
  if (in == nullptr || !in->has(member)) return {};
  const Stay& stay = in->stays.at(member).back();
  Seq seq = stay.is_seat ? 0 : stay.joined;
  const auto mark = reads_.find({member, id});
  if (mark != reads_.end()) seq = std::max(seq, mark->second);
  return {seq, seq == 0 ? 0 : in->at(seq)->event.n};
}

void Ledger::place(std::string_view text, MemberId by, RoomId room, Seq seq, MemberId member) {
  Saying* one = saying(text);
  if (one == nullptr) return;
  if (one->text != text) {
    story_.broken("I1", "said as `" + one->text + "`, kept as `" + std::string(text) + "`");
  }
  if (by.value != 0 && by != one->by) story_.broken("I1", one->text + " is kept for another");
  if (one->refused) story_.broken("I1", one->text + " was refused and yet is kept");
  if (one->is_lost) story_.broken("I3", one->text + " was lost and is said again by itself");
  if ((one->seq != 0 || one->member.value != 0) && !one->may_be_doubled) {
    story_.broken("I3", one->text + " is kept twice: " + place_name(one->room, one->seq) + " and " +
                            place_name(room, seq));
  }
  one->room = room;
  one->seq = seq;
  one->member = member;
}

bool Ledger::may_know(MemberId member, RoomId id, Seq seq, std::size_t from_sync,
                      std::size_t to_sync) const {
  const KeptRoom* in = room(id);
  if (in == nullptr || !in->stays.contains(member)) return false;
  return std::ranges::any_of(in->stays.at(member), [&](const Stay& stay) {
    if (stay.joined_sync > to_sync) return false;
    if (in->rules.past == Past::hidden && seq < stay.joined) return false;
    return stay.left == 0 || (stay.left_sync >= from_sync && seq <= stay.left);
  });
}

void Ledger::says(const std::string& tag, Saying saying) {
  sayings_.emplace(tag, std::move(saying));
}

Saying* Ledger::saying(std::string_view text) {
  const auto found = sayings_.find(tag_of(text));
  return found == sayings_.end() ? nullptr : &found->second;
}

void Ledger::accepted(Saying& saying, RoomId room, Seq seq, MemberId member) {
  if (saying.refused) story_.broken("I3", saying.text + " was refused and then accepted");
  saying.accepted = true;
  if (saying.room != room || saying.seq != seq || saying.member != member) {
    story_.broken("I1", saying.text + " is acknowledged at " + place_name(room, seq) +
                            " and kept at " + place_name(saying.room, saying.seq));
  }
}

void Ledger::refused(Saying& saying) {
  if (saying.accepted) story_.broken("I3", saying.text + " was accepted and then refused");
  saying.refused = true;
  if (saying.seq != 0 || saying.member.value != 0) {
    story_.broken("I1", saying.text + " is refused and kept all the same");
  }
}

// The last edit of a post as of `top`.
Seq Ledger::last_edit(RoomId id, const KeptEvent& post, Seq top) const {
  if (post.edit <= top) return post.edit;
  for (Seq seq = top; seq > post.event.seq; --seq) {
    const auto* edit = get_if<Edited>(&event(id, seq)->event.body);
    if (edit != nullptr && edit->target == post.event.seq) return seq;
  }
  return 0;
}

void Ledger::check_page(const json::object& page, std::string_view bytes) {
  const RoomId room{number_in(page, "room")};
  const Seq top = number_in(page, "top");
  std::size_t edited = 0;
  Seq last = 0;
  for (const json::value& value : page.at("events").as_array()) {
    const json::object& one = value.as_object();
    const Seq seq = number_in(one, "seq");
    const KeptEvent* truth = event(room, seq);
    if (truth == nullptr) return story_.broken("I9", "history of what is not kept");
    if (last != 0 && seq != last + 1) story_.broken("I2", "history with a hole");
    last = seq;
    if (seq > top) story_.broken("I5", "history beyond its top");
    const auto row = log_.kept(store::Family::events, store::keys::event(room, seq));
    if (!row || bytes.find(*row) == std::string_view::npos) {
      story_.broken("I2", "history differs from what is kept at " + place_name(room, seq));
    }
    if (truth->deleted && !text_in(one, "kind").starts_with("deleted_")) {
      story_.broken("I6", "history tells a deleted text, " + place_name(room, seq));
    }
    const Seq edit =
        is_post_kind(truth->kind) && !truth->deleted ? last_edit(room, *truth, top) : 0;
    if (edit == 0) continue;
    ++edited;
    const auto about = log_.kept(store::Family::events, store::keys::event(room, edit));
    if (!about || bytes.find(*about) == std::string_view::npos) {
      story_.broken("I6", "history without the last edit of " + place_name(room, seq));
    }
  }
  if (page.at("about").as_array().size() != edited) {
    story_.broken("I6", "history with edits of posts that are not there");
  }
  check_questions(page);
}

}  // namespace xinqiao::simulation
