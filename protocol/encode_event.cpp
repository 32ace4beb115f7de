// The event object: the order of its fields is part of what is kept, so it never changes.
#include <cstdint>
#include <variant>

#include "protocol/encode.hpp"
#include "protocol/json_writer.hpp"

namespace xinqiao {
namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);  // below 2^53, see limits::integer_max
}

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
};

std::size_t text_bytes(const EventBody& body) {
  if (const auto* post = std::get_if<Posted>(&body)) return post->text.size();
  if (const auto* edit = std::get_if<Edited>(&body)) return edit->text.size();
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
  std::visit(BodyWriter{json, event.n}, event.body);
  json.end_object();
  return out;
}

}  // namespace xinqiao
