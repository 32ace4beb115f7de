#include "protocol/decode_organisation.hpp"

namespace xinqiao {
namespace {

using Kind = JsonNode::Kind;

UnitId maybe_unit(Params& params, std::string_view name) {
  return UnitId{params.maybe_integer(name, 1).value_or(0)};
}

void read_direct_open(Params& params, Request& request) {
  request.command = OpenDirect{params.id<MemberId>("member")};
}
void read_room_rename(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = RenameRoom{room, params.text("title")};
}
void read_room_rules(Params& params, Request& request) {
  SetRoomRules command;
  command.room = params.id<RoomId>("room");
  command.access = params.maybe_one_of<Access>("access");
  command.past = params.maybe_one_of<Past>("past");
  if (command.access == Access::direct) params.refuse("access");
  request.command = command;
}
void read_room_archive(Params& params, Request& request) {
  request.command = ArchiveRoom{params.id<RoomId>("room"), true};
}
void read_room_reopen(Params& params, Request& request) {
  request.command = ArchiveRoom{params.id<RoomId>("room"), false};
}
void read_room_add(Params& params, Request& request) {
  AddToRoom command;
  command.room = params.id<RoomId>("room");
  command.members = read_members(params, "members", limits::members_added);
  request.command = std::move(command);
}
void read_room_remove(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = RemoveFromRoom{room, params.id<MemberId>("member")};
}

void read_unit_create(Params& params, Request& request) {
  const UnitId parent = params.id<UnitId>("parent");
  request.command = CreateUnit{parent, params.text("name")};
}
void read_unit_rename(Params& params, Request& request) {
  const UnitId unit = params.id<UnitId>("unit");
  request.command = RenameUnit{unit, params.text("name")};
}
void read_unit_move(Params& params, Request& request) {
  const UnitId unit = params.id<UnitId>("unit");
  request.command = MoveUnit{unit, params.id<UnitId>("parent")};
}
void read_unit_close(Params& params, Request& request) {
  request.command = CloseUnit{params.id<UnitId>("unit")};
}
void read_unit_reception(Params& params, Request& request) {
  const UnitId unit = params.id<UnitId>("unit");
  request.command = SetReception{unit, params.boolean("on")};
}

void read_member_move(Params& params, Request& request) {
  const MemberId member = params.id<MemberId>("member");
  request.command = SetHome{member, maybe_unit(params, "unit")};
}
void read_member_welcome(Params& params, Request& request) {
  request.command = WelcomeMember{params.id<MemberId>("member")};
}
void read_duty(Params& params, Request& request, bool held) {
  SetDuty command;
  command.member = params.id<MemberId>("member");
  command.unit = params.id<UnitId>("unit");
  command.duty = params.one_of<Duty>("duty");
  command.held = held;
  request.command = command;
}
void read_duty_give(Params& params, Request& request) {
  read_duty(params, request, true);
}
void read_duty_take(Params& params, Request& request) {
  read_duty(params, request, false);
}
void read_member_deactivate(Params& params, Request& request) {
  request.command = SetActive{params.id<MemberId>("member"), false};
}
void read_member_reactivate(Params& params, Request& request) {
  request.command = SetActive{params.id<MemberId>("member"), true};
}

void read_tree(Params& params, Request& request) {
  Tree query;
  query.version = params.maybe_integer("version", 0);
  query.after = maybe_unit(params, "after");
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}
void read_people(Params& params, Request& request) {
  ListPeople query;
  query.unit = maybe_unit(params, "unit");
  query.after = MemberId{params.maybe_integer("after", 0).value_or(0)};
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}
void read_organisation_log(Params& params, Request& request) {
  OrganisationLog query;
  query.before = params.maybe_integer("before", 1).value_or(0);
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}

}  // namespace

const std::array<Method, 21> organisation_methods{{
    {"direct.open", read_direct_open, true},
    {"room.rename", read_room_rename, true},
    {"room.rules", read_room_rules, true},
    {"room.archive", read_room_archive, true},
    {"room.reopen", read_room_reopen, true},
    {"room.add", read_room_add, true},
    {"room.remove", read_room_remove, true},
    {"unit.create", read_unit_create, true},
    {"unit.rename", read_unit_rename, true},
    {"unit.move", read_unit_move, true},
    {"unit.close", read_unit_close, true},
    {"unit.reception", read_unit_reception, true},
    {"unit.tree", read_tree, false},
    {"unit.log", read_organisation_log, false},
    {"member.list", read_people, false},
    {"member.move", read_member_move, true},
    {"member.welcome", read_member_welcome, true},
    {"member.deactivate", read_member_deactivate, true},
    {"member.reactivate", read_member_reactivate, true},
    {"duty.give", read_duty_give, true},
    {"duty.take", read_duty_take, true},
}};

std::size_t page_limit(Params& params, std::size_t max, std::size_t otherwise) {
  return static_cast<std::size_t>(params.maybe_integer("limit", 1, max).value_or(otherwise));
}

std::vector<MemberId> read_members(Params& params, std::string_view name, std::size_t max) {
  std::vector<MemberId> members;
  for (const JsonNode* node : params.array(name, max)) {
    const auto id = node->kind == Kind::number ? plain_integer(node->raw) : std::nullopt;
    if (!id || *id == 0) {
      params.refuse(name);
      return {};
    }
    members.push_back(MemberId{*id});
  }
  return members;
}

void read_room_create(Params& params, Request& request) {
  CreateRoom command;
  command.title = params.text("title");
  command.unit = maybe_unit(params, "unit");
  command.type = params.maybe_one_of<RoomType>("type").value_or(RoomType::chat);
  command.access = params.maybe_one_of<Access>("access").value_or(Access::open);
  command.past = params.maybe_one_of<Past>("past").value_or(Past::shown);
  if (command.access == Access::direct) params.refuse("access");
  request.command = std::move(command);
}

}  // namespace xinqiao
