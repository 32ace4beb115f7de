#include "protocol/decode_params.hpp"
#include "protocol/exported.hpp"
#include "protocol/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace xinqiao::exported {
namespace {

using Found = std::optional<Line>;

template <class Kind>
Found if_ok(const Params& fields, Kind kind) {
  if (!fields.ok()) return std::nullopt;
  return Line(std::move(kind));
}

Instant instant(Params& fields, std::string_view name) {
  return {static_cast<std::int64_t>(fields.integer(name, 0))};
}

Found read_head(Params& fields) {
  Head head;
  head.format = fields.integer("format", 1);
  if (!fields.ok()) return std::nullopt;
  if (head.format > format) return Line(std::move(head));
  head.version = fields.text("version");
  head.made = instant(fields, "made");
  head.epoch = fields.text("epoch");
  head.position = fields.integer("position", 0);
  head.next_member = fields.id<MemberId>("next_member");
  head.next_room = fields.id<RoomId>("next_room");
  head.next_unit = fields.id<UnitId>("next_unit");
  head.rooms = fields.integer("rooms", 0);
  head.released = fields.integer("released", 0);
  Params left_out(fields.tree(), fields.object("left_out"));
  head.closed = left_out.integer("closed", 0);
  head.direct = left_out.integer("direct", 0);
  head.talks = left_out.integer("talks", 0);
  head.unknown = left_out.integer("unknown", 0);
  head.reports = left_out.integer("reports", 0);
  head.waiting_notices = left_out.integer("waiting_notices", 0);
  if (!left_out.ok()) return std::nullopt;
  return if_ok(fields, std::move(head));
}

Found read_derived(Params&) {
  return Line(Derived{});
}

// Where a member stands is said by the events.
Found read_member(Params& fields) {
  Member member;
  member.member = fields.id<MemberId>("member");
  member.name = fields.text("name");
  if (member.name.size() > limits::name_bytes) return std::nullopt;
  member.login = fields.maybe_text("login", limits::login_bytes).value_or("");
  member.presence = fields.maybe_true("presence");
  if (fields.has("erasing")) {
    Params place(fields.tree(), fields.object("erasing"));
    const RoomId room{place.integer("room", 0)};
    member.erasing = PostRef{room, place.integer("seq", 0)};
    if (!place.ok()) return std::nullopt;
  }
  return if_ok(fields, std::move(member));
}

Found read_seat(Params& fields) {
  Seat seat;
  seat.room = fields.id<RoomId>("room");
  seat.member = fields.id<MemberId>("member");
  seat.joined = fields.integer("joined", 1);
  if (fields.has("read_seq")) {
    ReadMark read{.member = seat.member, .room = seat.room};
    read.seq = fields.integer("read_seq", 1);
    read.n = fields.integer("read_n", 0);
    seat.read = read;
  }
  return if_ok(fields, seat);
}

Found read_reaction(Params& fields) {
  ReactionMark mark;
  mark.room = fields.id<RoomId>("room");
  mark.target = fields.integer("target", 1);
  mark.member = fields.id<MemberId>("member");
  const auto found = std::ranges::find(limits::reactions, fields.text("reaction"));
  if (found == limits::reactions.end()) return std::nullopt;
  mark.reaction = static_cast<std::uint8_t>(found - limits::reactions.begin() + 1);
  return if_ok(fields, mark);
}

Found read_confirmation(Params& fields) {
  Confirmation mark;
  mark.room = fields.id<RoomId>("room");
  mark.seq = fields.integer("seq", 1);
  mark.member = fields.id<MemberId>("member");
  return if_ok(fields, mark);
}

Found read_alert(Params& fields) {
  AlertMark mark;
  mark.room = fields.id<RoomId>("room");
  mark.member = fields.id<MemberId>("member");
  mark.unit = UnitId{fields.integer("unit", 0)};
  mark.reach = fields.one_of<Reach>("reach");
  mark.option = fields.maybe_integer("option", 1).value_or(0);
  if (mark.option != 0) mark.answered_at = instant(fields, "answered_at");
  mark.revisions = fields.maybe_integer("revisions", 1).value_or(0);
  mark.ticked_by = MemberId{fields.maybe_integer("ticked_by", 1).value_or(0)};
  return if_ok(fields, mark);
}

Found read_mention(Params& fields) {
  Mention mark;
  mark.member = fields.id<MemberId>("member");
  mark.room = fields.id<RoomId>("room");
  mark.seq = fields.integer("seq", 1);
  mark.at = instant(fields, "at");
  mark.by = MemberId{fields.integer("by", 0)};
  return if_ok(fields, mark);
}

Found read_check(Params& fields) {
  Check check;
  check.lines = fields.integer("lines", 0);
  check.sha256 = fields.text("sha256");
  return if_ok(fields, std::move(check));
}

Found read_end(Params& fields) {
  End end;
  end.lines = fields.integer("lines", 0);
  end.members = fields.integer("members", 0);
  end.rooms = fields.integer("rooms", 0);
  end.events = fields.integer("events", 0);
  end.sha256 = fields.text("sha256");
  return if_ok(fields, std::move(end));
}

struct Reading {
  std::string_view kind;
  Found (*read)(Params& fields);
};
constexpr std::array readings{
    Reading{"export", read_head},     Reading{"unit", read_derived},
    Reading{"member", read_member},   Reading{"room", read_derived},
    Reading{"seat", read_seat},       Reading{"reaction", read_reaction},
    Reading{"alert", read_alert},     Reading{"confirmed", read_confirmation},
    Reading{"mention", read_mention}, Reading{"check", read_check},
    Reading{"end", read_end},
};

}  // namespace

struct Decoder::Parser {
  JsonTree tree;
};

Decoder::Decoder() : parser_(std::make_unique<Parser>()) {}
Decoder::~Decoder() = default;

std::optional<Line> Decoder::line(std::string_view line) {
  JsonTree& tree = parser_->tree;
  if (line.size() > line_bytes || tree.read(line) != JsonTree::Fault::none) return std::nullopt;
  const JsonNode& root = tree.root();
  if (root.kind != JsonNode::Kind::object || root.children != 1) return std::nullopt;
  const JsonNode* inner = JsonTree::first(root);
  if (inner->kind != JsonNode::Kind::object) return std::nullopt;
  const auto reading = std::ranges::find(readings, inner->key, &Reading::kind);
  if (reading == readings.end()) return std::nullopt;
  Params fields(tree, inner);
  return reading->read(fields);
}

}  // namespace xinqiao::exported
