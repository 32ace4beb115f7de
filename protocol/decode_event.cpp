#include "protocol/decode.hpp"
#include "protocol/decode_alert.hpp"
#include "protocol/decode_event_organisation.hpp"
#include "protocol/decode_event_rooms.hpp"
#include "protocol/decode_params.hpp"
#include "protocol/decode_parser.hpp"
#include "protocol/decode_question.hpp"
#include "protocol/decode_talk.hpp"

namespace xinqiao {
namespace {

// Every character of the longest text and title escaped, and the other fields.
constexpr std::size_t event_bytes_max = (limits::text_bytes + limits::title_bytes) * 6 + 1024;
constexpr std::size_t common_fields = 6;  // room, seq, at, by, kind, n

// The fields of a kind; false for a kind we do not know. `own` counts them.
bool read_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  if (kind == "post") {
    Posted post{fields.text("text"), fields.maybe_integer("re", 1)};
    own = post.re ? 2 : 1;
    body = std::move(post);
  } else if (kind == "edit") {
    const Seq target = fields.integer("target", 1);
    body = Edited{target, fields.text("text")};
    own = 2;
  } else if (kind == "delete") {
    body = Deleted{fields.integer("target", 1)};
    own = 1;
  } else if (kind == "joined") {
    body = Joined{};
  } else if (kind == "left") {
    body = Left{};
  } else if (kind == "room_created") {
    body = RoomCreated{fields.text("title")};
    own = 1;
  } else if (kind == "deleted_post") {
    body = DeletedPost{fields.integer("del", 0)};
    own = 1;
  } else if (kind == "deleted_edit") {
    const Seq target = fields.integer("target", 1);
    body = DeletedEdit{target, fields.integer("del", 0)};
    own = 2;
  } else if (kind == "member_added") {
    const bool organiser = fields.maybe_true("organiser");
    body = MemberAdded{fields.id<MemberId>("member"), organiser};
    own = organiser ? 2 : 1;
  } else {
    return read_rooms_body(fields, kind, body, own) ||
           read_organisation_body(fields, kind, body, own) ||
           read_question_body(fields, kind, body, own) ||
           read_alert_body(fields, kind, body, own) || read_talk_body(fields, kind, body, own);
  }
  return true;
}

}  // namespace

bool Decoder::event(std::string_view bytes, Event& event) {
  JsonTree& tree = parser_->tree;
  if (bytes.size() > event_bytes_max || tree.read(bytes) != JsonTree::Fault::none) return false;
  if (tree.root().kind != JsonNode::Kind::object) return false;
  Params fields(tree, &tree.root());
  event.room = RoomId{fields.integer("room", 0)};
  event.seq = fields.integer("seq", 1);
  event.at = Instant{static_cast<std::int64_t>(fields.integer("at", 0))};
  event.by = MemberId{fields.integer("by", 0)};
  event.n = fields.integer("n", 0);
  const std::string kind = fields.text("kind");
  std::size_t own = 0;
  if (!fields.ok() || !read_body(fields, kind, event.body, own)) return false;
  return fields.ok() && fields.fields() == common_fields + own;
}

}  // namespace xinqiao
