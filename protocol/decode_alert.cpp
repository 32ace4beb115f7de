#include "protocol/decode_alert.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao {
namespace {

std::vector<UnitId> alert_units_of(Params& params) {
  std::vector<UnitId> units = params.ids<UnitId>("units", limits::alert_units);
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  if (units.empty()) params.refuse("units");
  return units;
}

void read_alert_raise(Params& params, Request& request) {
  RaiseAlert command;
  command.units = alert_units_of(params);
  command.drill = params.boolean("drill");
  command.title = params.text("title");
  command.text = params.text("text");
  command.options = params.texts("options", limits::alert_options);
  request.command = std::move(command);
}
template <AlertMove move>
void read_alert_move(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = MoveAlert{move, room, params.text("text")};
}
void read_alert_reach(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  const Reach reach = params.one_of<Reach>("reach");
  // The others are not the page's to say.
  if (reach != Reach::delivered && reach != Reach::seen) params.refuse("reach");
  request.command = ReachAlert{room, reach};
}
void read_alert_answer(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = AnswerAlert{room, params.integer("option", 1, limits::alert_options)};
}
template <bool on>
void read_alert_tick(Params& params, Request& request) {
  const RoomId room = params.id<RoomId>("room");
  request.command = TickAlert{room, params.id<MemberId>("member"), on};
}
void read_alert_audience(Params& params, Request& request) {
  request.command = CountAudience{alert_units_of(params)};
}
void read_alert_list(Params&, Request& request) {
  request.command = ListAlerts{};
}
void read_alert_roll(Params& params, Request& request) {
  request.command = RollAlert{params.id<RoomId>("room")};
}
void read_alert_missing(Params& params, Request& request) {
  ListMissing query;
  query.room = params.id<RoomId>("room");
  query.unit = UnitId{params.maybe_integer("unit", 1).value_or(0)};
  query.after = MemberId{params.maybe_integer("after", 0).value_or(0)};
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}

}  // namespace

const std::array<Method, 12> alert_methods{{
    {"alert.raise", read_alert_raise, true},
    {"alert.update", read_alert_move<AlertMove::updated>, true},
    {"alert.cancel", read_alert_move<AlertMove::cancelled>, true},
    {"alert.all_clear", read_alert_move<AlertMove::all_clear>, true},
    {"alert.reach", read_alert_reach, false},
    {"alert.answer", read_alert_answer, true},
    {"alert.tick", read_alert_tick<true>, true},
    {"alert.untick", read_alert_tick<false>, true},
    {"alert.audience", read_alert_audience, false},
    {"alert.list", read_alert_list, false},
    {"alert.roll", read_alert_roll, false},
    {"alert.missing", read_alert_missing, false},
}};

bool read_alert_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  if (kind != "alert") return false;
  AlertMoved moved;
  moved.target = fields.integer("target", 1);
  moved.move = fields.one_of<AlertMove>("move");
  own = 2;
  if (moved.move == AlertMove::raised) {
    moved.drill = fields.boolean("drill");
    moved.units = fields.ids<UnitId>("units", limits::alert_units);
    moved.options = fields.texts("options", limits::alert_options);
    moved.targeted = fields.integer("targeted", 1);
    own += 4;
  }
  body = std::move(moved);
  return true;
}

}  // namespace xinqiao
