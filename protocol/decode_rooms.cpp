#include "protocol/decode_rooms.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

// Its place in limits::reactions, from 1; 0 for "", which takes it back.
std::uint8_t reaction_of(Params& params) {
  const std::string text = params.text("reaction");
  if (text.empty()) return 0;
  const auto found = std::ranges::find(limits::reactions, text);
  if (found == limits::reactions.end()) {
    params.refuse("reaction");
    return 0;
  }
  return static_cast<std::uint8_t>(found - limits::reactions.begin() + 1);
}

void read_reaction_set(Params& params, Request& request) {
  SetReaction command;
  command.room = params.id<RoomId>("room");
  command.target = params.integer("target", 1);
  command.reaction = reaction_of(params);
  request.command = command;
}
void read_reaction_list(Params& params, Request& request) {
  ListReactions query;
  query.room = params.id<RoomId>("room");
  query.seq = params.integer("seq", 1);
  query.after = MemberId{params.maybe_integer("after", 0).value_or(0)};
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}
void read_read_count(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = CountReads{room, params.integer("seq", 1)};
}
void read_notice_post(Params& params, Request& request) {
  PostNotice command;
  command.room = params.id<RoomId>("room");
  command.of = params.one_of<NoticeClass>("class");
  command.title = params.text("title");
  command.text = params.text("text");
  if (const auto at = params.maybe_integer("at", 0)) {
    command.at = Instant{static_cast<std::int64_t>(*at)};
  }
  request.command = std::move(command);
}
void read_notice_confirm(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = ConfirmNotice{room, params.integer("seq", 1)};
}
void read_notice_confirmations(Params& params, Request& request) {
  ListConfirmations query;
  query.room = params.id<RoomId>("room");
  query.seq = params.integer("seq", 1);
  query.confirmed = params.boolean("confirmed");
  query.after = MemberId{params.maybe_integer("after", 0).value_or(0)};
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}
void read_notice_scheduled(Params& params, Request& request) {
  request.command = ListScheduled{params.id<RoomId>("room")};
}
void read_notice_cancel(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = CancelNotice{room, params.integer("notice", 1)};
}

void read_mention_list(Params&, Request& request) {
  request.command = ListMentions{};
}
void read_recall(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = Recall{room, params.integer("target", 1)};
}
void read_pin_set(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = SetPin{room, params.integer("target", 1), true};
}
void read_pin_clear(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = SetPin{room, params.integer("target", 1), false};
}
void read_pin_list(Params& params, Request& request) {
  request.command = ListPins{params.id<RoomId>("room")};
}
void read_forward(Params& params, Request& request) {
  Forward command;
  command.room = params.id<RoomId>("room");
  command.from = params.id<RoomId>("from_room");
  command.seq = params.integer("from_seq", 1);
  request.command = command;
}

}  // namespace

const std::array<Method, 14> room_methods{{
    {"mention.list", read_mention_list, false},
    {"message.recall", read_recall, true},
    {"message.forward", read_forward, true},
    {"pin.set", read_pin_set, true},
    {"pin.clear", read_pin_clear, true},
    {"pin.list", read_pin_list, false},
    {"reaction.set", read_reaction_set, false},
    {"reaction.list", read_reaction_list, false},
    {"read.count", read_read_count, false},
    {"notice.post", read_notice_post, true},
    {"notice.confirm", read_notice_confirm, false},
    {"notice.confirmations", read_notice_confirmations, false},
    {"notice.scheduled", read_notice_scheduled, false},
    {"notice.cancel", read_notice_cancel, true},
}};

}  // namespace xinqiao
