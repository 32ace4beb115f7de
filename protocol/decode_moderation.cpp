#include "protocol/decode_moderation.hpp"

#include <utility>

namespace xinqiao {
namespace {

// How long it may be is the rule's to say, in words.
std::string read_reason(Params& params, std::string_view name) {
  return params.has(name) ? params.text(name) : std::string();
}

void read_remove(Params& params, Request& request) {
  RemovePost command;
  command.room = params.id<RoomId>("room");
  command.target = params.integer("target", 1);
  command.reason = params.text("reason");
  request.command = std::move(command);
}
void read_mute(Params& params, Request& request) {
  MuteMember command;
  command.room = params.id<RoomId>("room");
  command.member = params.id<MemberId>("member");
  command.minutes = params.integer("minutes", 1, limits::mute_minutes);
  command.reason = params.text("reason");
  request.command = std::move(command);
}
void read_unmute(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = UnmuteMember{room, params.id<MemberId>("member")};
}
void read_read_only(Params& params, Request& request) {
  SetReadOnly command;
  command.room = params.id<RoomId>("room");
  command.on = params.boolean("on");
  command.reason = read_reason(params, "reason");
  request.command = std::move(command);
}
void read_release(Params& params, Request& request) {
  MoveRelease command;
  command.room = params.id<RoomId>("room");
  command.move = params.one_of<ReleaseMove>("move");
  command.reason = read_reason(params, "reason");
  request.command = std::move(command);
}
void read_report(Params& params, Request& request) {
  ReportPost command;
  command.room = params.id<RoomId>("room");
  command.seq = params.integer("seq", 1);
  command.reason = params.text("reason");
  request.command = std::move(command);
}
void read_report_settle(Params& params, Request& request) {
  SettleReport command;
  command.report = params.integer("report", 1);
  command.outcome = params.one_of<Outcome>("outcome");
  command.note = read_reason(params, "note");
  request.command = std::move(command);
}
void read_report_list(Params& params, Request& request) {
  ListReports query;
  query.settled = params.maybe_true("settled");
  query.after = params.maybe_integer("after", 0).value_or(0);
  query.limit = page_limit(params, limits::report_rows, limits::report_rows);
  request.command = query;
}
void read_report_mine(Params& params, Request& request) {
  ListOwnReports query;
  query.after = params.maybe_integer("after", 0).value_or(0);
  query.limit = page_limit(params, limits::report_rows, limits::report_rows);
  request.command = query;
}
void read_presence_set(Params& params, Request& request) {
  request.command = SetPresence{params.boolean("on")};
}
void read_presence_list(Params& params, Request& request) {
  request.command = ListPresent{params.id<RoomId>("room")};
}

}  // namespace

const std::array<Method, 11> moderation_methods{{
    {"message.remove", read_remove, true},
    {"message.report", read_report, false},
    {"room.mute", read_mute, true},
    {"room.unmute", read_unmute, true},
    {"room.read_only", read_read_only, true},
    {"room.release", read_release, true},
    {"report.list", read_report_list, false},
    {"report.mine", read_report_mine, false},
    {"report.settle", read_report_settle, false},
    {"presence.set", read_presence_set, false},
    {"presence.list", read_presence_list, false},
}};

}  // namespace xinqiao
