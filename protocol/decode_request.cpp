// From a JSON tree to a Request: the envelope, the table of methods, and one reader a method.
#include <algorithm>
#include <utility>

#include "protocol/decode.hpp"
#include "protocol/decode_alert.hpp"
#include "protocol/decode_moderation.hpp"
#include "protocol/decode_organisation.hpp"
#include "protocol/decode_params.hpp"
#include "protocol/decode_parser.hpp"
#include "protocol/decode_people.hpp"
#include "protocol/decode_question.hpp"
#include "protocol/decode_rooms.hpp"
#include "protocol/decode_talk.hpp"

namespace xinqiao {
namespace {

using Kind = JsonNode::Kind;

constexpr std::size_t epoch_bytes = 64;
constexpr std::size_t told_key_bytes = 64;  // of a duplicate key, told back in `field`

void read_session_end(Params& params, Request& request) {
  request.command = EndSession{SessionId{params.maybe_integer("session", 1).value_or(0)}};
}
void read_session_list(Params&, Request& request) {
  request.command = ListSessions{};
}
void read_session_me(Params&, Request& request) {
  request.command = Me{};
}
void read_ping(Params&, Request& request) {
  request.command = Ping{};
}

void read_link_create(Params& params, Request& request) {
  CreateLink command;
  if (const auto member = params.maybe_integer("member", 1)) command.member = MemberId{*member};
  command.end_sessions = params.maybe_true("end_sessions");
  request.command = command;
}

void read_member_add(Params& params, Request& request) {
  const std::string name = params.text("name");
  request.command = AddMember{name, false, UnitId{params.maybe_integer("unit", 1).value_or(0)}};
}

void read_member_names(Params& params, Request& request) {
  request.command = NameMembers{read_members(params, "members", limits::list_rows)};
}

void read_room_list(Params& params, Request& request) {
  ListRooms command;
  command.after = RoomId{params.maybe_integer("after", 0).value_or(0)};
  command.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = command;
}

void read_room_members(Params& params, Request& request) {
  ListMembers command;
  command.room = params.id<RoomId>("room");
  command.after = MemberId{params.maybe_integer("after", 0).value_or(0)};
  command.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = command;
}

void read_room_join(Params& params, Request& request) {
  request.command = JoinRoom{params.id<RoomId>("room")};
}

void read_room_leave(Params& params, Request& request) {
  request.command = LeaveRoom{params.id<RoomId>("room")};
}

void read_message_post(Params& params, Request& request) {
  Post command;
  command.room = params.id<RoomId>("room");
  command.text = params.text("text");
  command.re = params.maybe_integer("re", 1);
  request.command = std::move(command);
}

void read_message_edit(Params& params, Request& request) {
  Edit command;
  command.room = params.id<RoomId>("room");
  command.target = params.integer("target", 1);
  command.text = params.text("text");
  request.command = std::move(command);
}

void read_message_delete(Params& params, Request& request) {
  Delete command;
  command.room = params.id<RoomId>("room");
  command.target = params.integer("target", 1);
  request.command = command;
}

void read_read_set(Params& params, Request& request) {
  SetRead command;
  command.room = params.id<RoomId>("room");
  command.seq = params.integer("seq", 0);
  request.command = command;
}

void read_history(Params& params, Request& request) {
  constexpr std::pair<std::string_view, HistoryFrom> places[] = {
      {"before", HistoryFrom::before},
      {"after", HistoryFrom::after},
      {"around", HistoryFrom::around},
      {"at", HistoryFrom::at},
  };
  History command;
  command.room = params.id<RoomId>("room");
  command.limit = page_limit(params, limits::history_events, limits::history_events_default);
  for (const auto& [name, from] : places) {
    const auto value = params.maybe_integer(name, 0);
    if (!value) continue;
    if (command.from != HistoryFrom::latest) params.refuse(name);  // one, not two
    command.from = from;
    command.value = *value;
  }
  request.command = command;
}

SearchPlace place_of(Params& params, std::string_view name) {
  const JsonNode* node = params.object(name);
  if (node == nullptr) return {};
  Params fields(params.tree(), node);
  SearchPlace place;
  place.room = fields.id<RoomId>("room");
  place.seq = fields.integer("seq", 1);
  place.at = Instant{static_cast<std::int64_t>(fields.integer("at", 0))};
  if (!fields.ok()) params.refuse(name);
  return place;
}

void read_search(Params& params, Request& request) {
  Search command;
  command.query = params.text("query");
  command.limit = page_limit(params, limits::search_hits, limits::search_hits_default);
  if (params.has("rooms")) {
    command.rooms = params.ids<RoomId>("rooms", limits::rooms_per_member);
    std::sort(command.rooms.begin(), command.rooms.end());
    const bool twice =
        std::adjacent_find(command.rooms.begin(), command.rooms.end()) != command.rooms.end();
    if (twice || command.rooms.empty()) params.refuse("rooms");
  }
  if (params.has("before")) command.before = place_of(params, "before");
  request.command = std::move(command);
}

void read_resume(Params& params, Request& request) {
  Resume command;
  command.epoch = params.maybe_text("epoch", epoch_bytes).value_or("");
  command.marks_since = params.maybe_integer("marks_since", 0).value_or(0);
  std::vector<std::uint64_t> named;
  for (const JsonNode* node : params.array("rooms", limits::resume_rooms)) {
    if (node->kind != Kind::object) return params.refuse("rooms");
    Params fields(params.tree(), node);
    ResumeRoom room{fields.id<RoomId>("room"), fields.intervals("have")};
    if (!fields.ok()) return params.refuse(fields.wrong());
    named.push_back(room.room.value);
    command.rooms.push_back(std::move(room));
  }
  std::sort(named.begin(), named.end());
  if (std::adjacent_find(named.begin(), named.end()) != named.end()) params.refuse("rooms");
  request.command = std::move(command);
}

void read_typing(Params& params, Request& request) {
  request.command = Typing{params.id<RoomId>("room")};
}

// The most frequent first.
constexpr Method methods[] = {
    {"message.post", read_message_post, true},
    {"read.set", read_read_set, false},
    {"typing", read_typing, false},
    {"ping", read_ping, false},
    {"history", read_history, false},
    {"search", read_search, false},
    {"resume", read_resume, false},
    {"message.edit", read_message_edit, true},
    {"message.delete", read_message_delete, true},
    {"room.list", read_room_list, false},
    {"room.members", read_room_members, false},
    {"room.create", read_room_create, true},
    {"room.join", read_room_join, true},
    {"room.leave", read_room_leave, true},
    {"member.names", read_member_names, false},
    {"member.add", read_member_add, true},
    {"session.me", read_session_me, false},
    {"session.start", read_session_start, false},
    {"session.end", read_session_end, false},
    {"session.list", read_session_list, false},
    {"link.create", read_link_create, false},
};

// The id as it came, or nothing if it is none that we take.
std::string_view readable_id(const JsonNode& node) {
  if (node.kind == Kind::number && plain_integer(node.raw)) return node.raw;
  if (node.kind == Kind::string && node.text.size() <= limits::request_id_bytes) return node.raw;
  return {};
}

DecodeError refusal(std::string_view id, Reason reason, std::string_view field = {}) {
  DecodeError error;
  if (!id.empty()) error.id = id;
  error.refusal.reason = reason;
  error.refusal.field = field;
  return error;
}

using Result = variant<Request, DecodeError>;

Result read_call(const JsonTree& tree, const Method& method, std::string_view id) {
  const JsonNode* node = tree.find(tree.root(), "params");
  if (node != nullptr && node->kind != Kind::object) {
    return refusal(id, Reason::invalid_params, "params");
  }
  Params params(tree, node);
  Request request;
  request.id = id;
  method.read(params, request);
  if (params.ok() && method.guarded) {
    bool one = false;
    request.guard = params.guard(one);
    if (!one) return refusal(id, Reason::guard_missing);
  }
  if (!params.ok()) return refusal(id, Reason::invalid_params, params.wrong());
  return request;
}

Result read_envelope(const JsonTree& tree) {
  const JsonNode& root = tree.root();
  const JsonNode* id_node = tree.find(root, "id");
  const std::string_view id = id_node ? readable_id(*id_node) : std::string_view();
  const JsonNode* version = tree.find(root, "jsonrpc");
  if (version == nullptr || version->kind != Kind::string || version->text != "2.0") {
    return refusal(id, Reason::invalid_request, "jsonrpc");
  }
  if (id_node != nullptr && id.empty()) return refusal({}, Reason::invalid_request, "id");
  const JsonNode* name = tree.find(root, "method");
  if (name == nullptr || name->kind != Kind::string) {
    return refusal(id, Reason::invalid_request, "method");
  }
  if (id_node == nullptr && name->text != "typing") {
    return refusal({}, Reason::invalid_request, "id");
  }
  for (const Method& method : methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : organisation_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : room_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : moderation_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : people_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : question_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : alert_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  for (const Method& method : talk_methods) {
    if (method.name == name->text) return read_call(tree, method, id);
  }
  return refusal(id, Reason::method_not_found);
}

DecodeError duplicate_key(const JsonTree& tree) {
  const std::string_view key = tree.duplicate();
  std::string_view id;
  if (tree.root().kind == Kind::object && !(tree.duplicate_is_in_root() && key == "id")) {
    const JsonNode* node = tree.find(tree.root(), "id");
    if (node != nullptr) id = readable_id(*node);
  }
  return refusal(id, Reason::invalid_request, key.size() <= told_key_bytes ? key : "");
}

}  // namespace

Decoder::Decoder() : parser_(std::make_unique<Parser>()) {}
Decoder::~Decoder() = default;

variant<Request, DecodeError> Decoder::request(std::string_view text) {
  if (text.size() > limits::frame_bytes) return refusal({}, Reason::invalid_request);
  JsonTree& tree = parser_->tree;
  switch (tree.read(text)) {
    case JsonTree::Fault::malformed:
      return refusal({}, Reason::parse_error);
    case JsonTree::Fault::too_deep:
      return refusal({}, Reason::invalid_request);
    case JsonTree::Fault::duplicate_key:
      return duplicate_key(tree);
    case JsonTree::Fault::none:
      break;
  }
  if (tree.root().kind != Kind::object) return refusal({}, Reason::invalid_request);
  auto read = read_envelope(tree);
  if (auto* request = get_if<Request>(&read)) request->bytes = text.size();
  return read;
}

}  // namespace xinqiao
