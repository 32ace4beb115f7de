// The event object: the order of its fields is part of what is kept, so it never changes.
#include <cstdint>

#include "protocol/encode.hpp"
#include "protocol/encode_alert.hpp"
#include "protocol/encode_parts.hpp"
#include "protocol/encode_question.hpp"
#include "protocol/encode_talk.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

// Each kind writes its name, the room's count, and then its own fields.
struct BodyWriter {
  JsonWriter& json;
  Ordinal n;

  JsonWriter& kind(std::string_view name) const {
    return json.key("kind").string(name).key("n").integer(number(n));
  }

  void operator()(const RoomCreated& body) const {
    kind("room_created").key("title").string(body.title);
  }
  void operator()(const Joined&) const { kind("joined"); }
  void operator()(const Left&) const { kind("left"); }
  void operator()(const Posted& body) const {
    kind("post").key("text").string(body.text);
    if (body.re) json.key("re").integer(number(*body.re));
  }
  void operator()(const Edited& body) const {
    kind("edit").key("target").integer(number(body.target)).key("text").string(body.text);
  }
  void operator()(const Deleted& body) const {
    kind("delete").key("target").integer(number(body.target));
  }
  void operator()(const DeletedPost& body) const {
    kind("deleted_post").key("del").integer(number(body.del));
  }
  void operator()(const DeletedEdit& body) const {
    kind("deleted_edit").key("target").integer(number(body.target));
    json.key("del").integer(number(body.del));
  }
  void operator()(const MemberAdded& body) const {
    kind("member_added").key("member").integer(number(body.member.value));
    if (body.organiser) json.key("organiser").boolean(true);
  }
  void operator()(const RoomRules& body) const {
    kind("room_rules");
    id("unit", body.unit).key("type").string(word(body.type));
    json.key("access").string(word(body.access)).key("past").string(word(body.past));
  }
  void operator()(const RoomRenamed& body) const {
    kind("room_renamed").key("title").string(body.title);
  }
  void operator()(const RoomArchived&) const { kind("room_archived"); }
  void operator()(const RoomReopened&) const { kind("room_reopened"); }
  void operator()(const Added& body) const {
    kind("added");
    id("member", body.member);
  }
  void operator()(const Removed& body) const {
    kind("removed");
    id("member", body.member).key("why").string(word(body.why));
  }
  void operator()(const UnitCreated& body) const {
    kind("unit_created");
    id("unit", body.unit);
    id("parent", body.parent).key("name").string(body.name);
  }
  void operator()(const UnitRenamed& body) const {
    kind("unit_renamed");
    id("unit", body.unit).key("name").string(body.name);
  }
  void operator()(const UnitMoved& body) const {
    kind("unit_moved");
    id("unit", body.unit);
    id("parent", body.parent);
  }
  void operator()(const UnitClosed& body) const {
    kind("unit_closed");
    id("unit", body.unit);
  }
  void operator()(const ReceptionSet& body) const {
    kind("reception_set");
    id("unit", body.unit).key("on").boolean(body.on);
  }
  void operator()(const HomeSet& body) const {
    kind("home_set");
    id("member", body.member);
    id("unit", body.unit);
    id("from", body.from);
  }
  void operator()(const Welcomed& body) const { standing("member_welcomed", body); }
  void operator()(const WelcomeOverdue& body) const { standing("welcome_overdue", body); }
  void operator()(const DutyGiven& body) const {
    standing("duty_given", body);
    json.key("duty").string(word(body.duty));
  }
  void operator()(const DutyTaken& body) const {
    standing("duty_taken", body);
    json.key("duty").string(word(body.duty));
  }
  void operator()(const Deactivated& body) const { standing("member_deactivated", body); }
  void operator()(const Reactivated& body) const { standing("member_reactivated", body); }
  void operator()(const MemberErased& body) const { standing("member_erased", body); }

  void operator()(const Noticed& body) const {
    kind("notice").key("class").string(word(body.of));
    json.key("title").string(body.title).key("text").string(body.text);
  }
  void operator()(const Recalled& body) const {
    kind("recalled").key("target").integer(number(body.target));
  }
  void operator()(const Forwarded& body) const {
    kind("forwarded").key("text").string(body.text);
    id("from_room", body.from_room);
    id("from_by", body.from_by).key("from_at").integer(body.from_at.ms);
  }
  void operator()(const Moderated& body) const {
    kind("moderated").key("target").integer(number(body.target)).key("reason").string(body.reason);
  }
  void operator()(const Muted& body) const {
    kind("muted");
    id("member", body.member).key("until").integer(body.until.ms);
    json.key("reason").string(body.reason);
  }
  void operator()(const Unmuted& body) const {
    kind("unmuted");
    id("member", body.member);
  }
  void operator()(const ReadOnlySet& body) const {
    kind("read_only").key("on").boolean(body.on);
    if (!body.reason.empty()) json.key("reason").string(body.reason);
  }
  void operator()(const ReleaseMoved& body) const {
    kind("release").key("move").string(word(body.move));
    if (!body.reason.empty()) json.key("reason").string(body.reason);
  }
  void operator()(const Pinned& body) const {
    kind("pinned").key("target").integer(number(body.target));
  }
  void operator()(const Unpinned& body) const {
    kind("unpinned").key("target").integer(number(body.target));
  }
  void operator()(const NoticeClosed& body) const {
    kind("notice_closed").key("target").integer(number(body.target));
    json.key("confirmed").integer(number(body.confirmed)).key("of").integer(number(body.members));
  }

  void operator()(const QuestionMoved& body) const {
    kind("question");
    write_question_body(json, body);
  }

  void operator()(const AlertMoved& body) const {
    kind("alert");
    write_alert_body(json, body);
  }

  void operator()(const TalkMoved& body) const {
    kind("talk");
    write_talk_body(json, body);
  }

  template <class SomeId>
  JsonWriter& id(std::string_view name, SomeId value) const {
    return json.key(name).integer(number(value.value));
  }
  template <class Body>
  void standing(std::string_view name, const Body& body) const {
    kind(name);
    id("member", body.member);
    id("unit", body.unit);
  }
};

std::size_t text_bytes(const EventBody& body) {
  if (const auto* post = get_if<Posted>(&body)) return post->text.size();
  if (const auto* edit = get_if<Edited>(&body)) return edit->text.size();
  if (const auto* notice = get_if<Noticed>(&body)) return notice->text.size();
  if (const auto* forwarded = get_if<Forwarded>(&body)) return forwarded->text.size();
  if (const auto* talk = get_if<TalkMoved>(&body)) return talk->bytes.size();
  return 0;
}

}  // namespace

std::string encode_event(const Event& event) {
  std::string out;
  out.reserve(160 + text_bytes(event.body) + text_bytes(event.body) / 8);
  JsonWriter json(out);
  json.begin_object();
  json.key("room").integer(number(event.room.value));
  json.key("seq").integer(number(event.seq));
  json.key("at").integer(event.at.ms);
  json.key("by").integer(number(event.by.value));
  visit(BodyWriter{json, event.n}, event.body);
  json.end_object();
  return out;
}

}  // namespace xinqiao
