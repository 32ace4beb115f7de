#include "protocol/encode.hpp"

#include "protocol/encode_parts.hpp"
#include "protocol/limits.hpp"

namespace xinqiao {
namespace {

// Grows when something is added to the protocol that a client may want to know of.
constexpr std::int64_t feature_level = 9;

void write_room(JsonWriter& json, const RoomSummary& room) {
  json.begin_object();
  json.key("room").integer(number(room.room.value));
  json.key("kind").string(word(room.rules.type));
  json.key("title").string(room.title);
  if (!room.initials.empty()) json.key("initials").string(room.initials);
  json.key("unit").integer(number(room.rules.unit.value));
  json.key("access").string(word(room.rules.access));
  json.key("past").string(word(room.rules.past));
  if (room.archived) json.key("archived").boolean(true);
  if (room.read_only) json.key("read_only").boolean(true);
  if (room.release != nullptr) {
    json.key("release").begin_object().key("state").string(word(room.release->state));
    json.key("by").integer(number(room.release->by.value));
    json.key("at").integer(room.release->at.ms).end_object();
  }
  if (room.muted_until != Instant{}) json.key("muted_until").integer(room.muted_until.ms);
  if (room.with != MemberId{}) json.key("with").integer(number(room.with.value));
  json.key("joined").boolean(room.joined);
  json.key("members").integer(number(room.members));
  json.key("last_seq").integer(number(room.last_seq));
  json.key("last_n").integer(number(room.last_n));
  json.key("last_at").integer(room.last_at.ms);
  json.key("read_seq").integer(number(room.read_seq));
  json.key("read_n").integer(number(room.read_n));
  json.key("position").integer(number(room.position));
  if (room.mentions != 0) json.key("mentions").integer(number(room.mentions));
  json.end_object();
}

void write_whoami(JsonWriter& json, const Whoami& me) {
  json.key("member").integer(number(me.member.value));
  json.key("name").string(me.name);
  json.key("organiser").boolean(me.organiser);
  if (me.session != SessionId{}) json.key("session").integer(number(me.session.value));
  if (me.home != UnitId{}) json.key("home").integer(number(me.home.value));
  if (!me.login.empty()) json.key("login").string(me.login);
  if (me.presence) json.key("presence").boolean(true);
  if (me.listening) json.key("on_duty").boolean(true);
  if (me.open_reports != 0) json.key("open_reports").integer(number(me.open_reports));
  if (me.questions != 0) json.key("questions").integer(number(me.questions));
  if (me.duties.empty()) return;
  json.key("duties").begin_array();
  for (const HeldDuty& held : me.duties) {
    json.begin_object().key("unit").integer(number(held.unit.value));
    json.key("duty").string(word(held.duty)).end_object();
  }
  json.end_array();
}

// Within a text the quotation marks would stand behind a backslash.
bool has_sealed(std::string_view events) {
  return events.size() >= limits::deflate_from_bytes &&
         events.find(R"("sealed":")") != std::string_view::npos;
}

void write_limits(JsonWriter& json, double commands_per_second) {
  struct Bound {
    std::string_view name;
    std::uint64_t value;
  };
  const Bound bounds[] = {
      {"frame_bytes", limits::frame_bytes},
      {"text_bytes", limits::text_bytes},
      {"title_bytes", limits::title_bytes},
      {"name_bytes", limits::name_bytes},
      {"outbox_window", limits::outbox_window},
      {"keys_per_member", limits::keys_per_member},
      {"history_events", limits::history_events},
      {"history_bytes", limits::history_bytes},
      {"resume_rooms", limits::resume_rooms},
      {"resume_events", limits::resume_events},
      {"resume_intervals", limits::resume_intervals},
      {"rooms_per_member", limits::rooms_per_member},
      {"edits_per_post", limits::edits_per_post},
      {"links_per_member", limits::links_per_member},
      {"sessions_per_member", limits::sessions_per_member},
      {"list_rows", limits::list_rows},
      {"search_bytes", limits::search_bytes},
      {"search_words", limits::search_words},
      {"search_hits", limits::search_hits},
      {"talk_package_bytes", limits::talk_package_bytes},
      {"talk_sealed_bytes", limits::talk_sealed_bytes},
      {"talks_open_max", limits::talks_open_max},
      {"typing_ms", static_cast<std::uint64_t>(limits::typing_ms)},
      // Whole calls; 0 = this server was started without a limit.
      {"commands_per_second", static_cast<std::uint64_t>(commands_per_second)},
  };
  json.begin_object();
  for (const Bound& bound : bounds) json.key(bound.name).integer(number(bound.value));
  json.end_object();
}

}  // namespace

Frame encode_notification(std::string_view method, std::string_view params, Words words) {
  constexpr std::string_view head = R"({"jsonrpc":"2.0","method":")";
  constexpr std::string_view middle = R"(","params":)";
  std::string out;
  out.reserve(head.size() + method.size() + middle.size() + params.size() + 1);
  out.append(head).append(method).append(middle).append(params);
  out += '}';
  return Frame(out, words);
}

Frame encode_told(std::string_view event) {
  return encode_notification("event", event, has_sealed(event) ? Words::kept_plain : Words::of_one);
}

Words words_of_many(std::string_view events) {
  return has_sealed(events) ? Words::kept_plain : Words::of_many;
}

std::string encode_result(std::string_view id, std::string_view result) {
  constexpr std::string_view head = R"({"jsonrpc":"2.0","id":)";
  constexpr std::string_view middle = R"(,"result":)";
  std::string out;
  out.reserve(head.size() + id.size() + middle.size() + result.size() + 1);
  out.append(head).append(id).append(middle).append(result);
  out += '}';
  return out;
}

std::string encode_error(std::string_view id, const Refusal& refusal) {
  const ReasonRow& reason = row(refusal.reason);
  std::string out;
  out.reserve(256);
  JsonWriter json(out);
  json.begin_object();
  json.key("jsonrpc").string("2.0").key("id").raw(id);
  json.key("error").begin_object();
  json.key("code").integer(reason.code);
  json.key("message").string(reason.message);
  json.key("data").begin_object();
  json.key("reason").string(reason.name);
  json.key("action").string(name(reason.action));
  if (refusal.retry_ms != 0) json.key("retry_ms").integer(refusal.retry_ms);
  if (refusal.until != Instant{}) json.key("until").integer(refusal.until.ms);
  if (!refusal.field.empty()) json.key("field").string(refusal.field);
  if (refusal.next != 0) json.key("next").integer(number(refusal.next));
  if (refusal.consumed) json.key("consumed").boolean(true);
  if (refusal.repeated) json.key("repeated").boolean(true);
  json.end_object().end_object().end_object();
  return out;
}

std::string encode_receipt(const Receipt& receipt, bool repeated) {
  std::string out;
  out.reserve(128);
  JsonWriter json(out);
  json.begin_object();
  if (receipt.member.value != 0) {
    json.key("member").integer(number(receipt.member.value));
  } else if (receipt.room == organisation_room) {
    json.key("at").integer(receipt.at.ms);
    if (receipt.n != 0) json.key("unit").integer(number(receipt.n));
    if (receipt.already) json.key("already").boolean(true);
  } else if (receipt.seq == 0) {
    json.key("room").integer(number(receipt.room.value));
    json.key("at").integer(receipt.at.ms).key("notice").integer(number(receipt.n));
  } else {
    json.key("room").integer(number(receipt.room.value));
    json.key("seq").integer(number(receipt.seq));
    json.key("at").integer(receipt.at.ms);
    if (receipt.n != 0) json.key("n").integer(number(receipt.n));
    if (receipt.already) json.key("already").boolean(true);
  }
  if (repeated) json.key("repeated").boolean(true);
  json.end_object();
  return out;
}

std::string encode_room(const RoomSummary& room) {
  std::string out;
  JsonWriter json(out);
  write_room(json, room);
  return out;
}

std::string encode_room_gone(RoomId room) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("room").integer(number(room.value));
  json.key("gone").boolean(true).end_object();
  return out;
}

std::string encode_rooms(const std::vector<RoomSummary>& rooms, std::optional<RoomId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("rooms").begin_array();
  for (const RoomSummary& room : rooms) write_room(json, room);
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

std::string encode_members(const std::vector<MemberName>& members, std::optional<MemberId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("members").begin_array();
  for (const MemberName& member : members) {
    json.begin_object();
    json.key("member").integer(number(member.member.value));
    if (member.name.empty()) {
      json.key("erased").boolean(true);
    } else {
      json.key("name").string(member.name);
    }
    if (!member.initials.empty()) json.key("initials").string(member.initials);
    if (!member.active) json.key("active").boolean(false);
    if (member.muted_until != Instant{}) json.key("muted_until").integer(member.muted_until.ms);
    json.end_object();
  }
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

std::string encode_me(const Whoami& me) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_whoami(json, me);
  json.end_object();
  return out;
}

std::string encode_session(const Whoami& me, std::string_view token) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("member").integer(number(me.member.value));
  json.key("name").string(me.name);
  json.key("session").integer(number(me.session.value));
  if (!token.empty()) json.key("token").string(token);
  json.end_object();
  return out;
}

std::string encode_sessions(const std::vector<SessionSummary>& sessions) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("sessions").begin_array();
  for (const SessionSummary& one : sessions) {
    json.begin_object();
    json.key("session").integer(number(one.session.value));
    json.key("device").string(one.device);
    json.key("started_at").integer(one.started.ms);
    if (one.is_this) json.key("this").boolean(true);
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string encode_link(MemberId member, std::string_view secret, Instant expires) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("member").integer(number(member.value));
  json.key("secret").string(secret);
  json.key("expires_at").integer(expires.ms);
  json.end_object();
  return out;
}

std::string encode_hello(const Hello& hello) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("feature_level").integer(feature_level);
  json.key("epoch").string(hello.epoch);
  json.key("durability").string(hello.durability);
  json.key("beat_ms").integer(limits::beat_ms);
  json.key("now").integer(hello.now.ms);
  json.key("position").integer(number(hello.position));
  json.key("me").begin_object();
  write_whoami(json, hello.me);
  json.end_object();
  json.key("limits");
  write_limits(json, hello.commands_per_second);
  json.key("reactions").begin_array();
  for (const std::string_view reaction : limits::reactions) json.string(reaction);
  json.end_array();
  json.end_object();
  return out;
}

std::string encode_read(const ReadState& read) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("room").integer(number(read.room.value));
  json.key("seq").integer(number(read.seq));
  json.key("n").integer(number(read.n));
  json.key("position").integer(number(read.position));
  json.end_object();
  return out;
}

std::string encode_typing(RoomId room, MemberId by) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.key("room").integer(number(room.value)).key("by").integer(number(by.value));
  json.end_object();
  return out;
}

std::string encode_ping(Instant now) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("now").integer(now.ms).end_object();
  return out;
}

}  // namespace xinqiao
