#include "server/demo_alerts.hpp"

#include "server/domain/world.hpp"

#include <algorithm>
#include <array>

namespace xinqiao::demo {
namespace {

using Does = AlertStep::Kind;

constexpr std::string_view drill_unit = "第一联合车间党支部";
constexpr std::string_view drill_title = "硫化氢泄漏撤离";
constexpr std::string_view safe = "已到集合点";
constexpr std::string_view helping = "在帮别人";
constexpr std::string_view elsewhere = "今天不在厂里";
constexpr std::array drill_answers{safe, helping, elsewhere};

constexpr AlertStep drill_steps[] = {
    {Does::raise, 9, "10:00", "赵国强",
     "演练：二号平台硫化氢报警。请停下手里的活，沿逆风方向撤到东门集合点，到了点一下。"},
    {Does::seen, 9, "10:00", "徐静"},
    {Does::answer, 9, "10:01", "孙丽", safe},
    {Does::answer, 9, "10:01", "吴铁军", helping},
    {Does::answer, 9, "10:02", "张小龙", safe},
    {Does::answer, 9, "10:02", "何敏", safe},
    {Does::answer, 9, "10:03", "王海涛", safe},
    {Does::update, 9, "10:04", "赵国强", "演练：风向变了，改走南侧检修路，集合点不变。"},
    {Does::answer, 9, "10:05", "徐静", safe},
    {Does::answer, 9, "10:05", "林雨桐", safe},
    {Does::answer, 9, "10:06", "高翔", elsewhere},
    {Does::answer, 9, "10:07", "吴铁军", safe},
    {Does::answer, 9, "10:07", "李卫东", safe},
    {Does::answer, 9, "10:08", "刘志远", elsewhere},
    {Does::answer, 9, "10:08", "赵国强", safe},
    {Does::seen, 9, "10:09", "马俊杰"},
    {Does::tick, 9, "10:10", "赵国强", "蔡国华"},
    {Does::all_clear, 9, "10:15", "赵国强",
     "演练结束，十五分钟，十三人里十一人回答，蔡师傅打电话找到。马俊杰看到了没点，下次记得。"},
};

// The demo raises one alert.
RoomId the_alert(const domain::World& world) {
  return world.alerts().all().empty() ? RoomId{} : world.alerts().all().begin()->first;
}

Command command_of(const AlertStep& step, const Cast& cast, RoomId room) {
  const std::string text(step.text);
  switch (step.kind) {
    case Does::raise: {
      RaiseAlert alert{{cast.units.at(drill_unit)}, true, std::string(drill_title), text, {}};
      for (const std::string_view one : drill_answers) alert.options.emplace_back(one);
      return alert;
    }
    case Does::seen:
      return ReachAlert{room, Reach::seen};
    case Does::answer: {
      const auto place = std::ranges::find(drill_answers, step.text) - drill_answers.begin();
      return AnswerAlert{room, static_cast<std::uint64_t>(place) + 1};
    }
    case Does::tick:
      return TickAlert{room, cast.members.at(step.text), true};
    case Does::update:
      return MoveAlert{AlertMove::updated, room, text};
    case Does::all_clear:
      return MoveAlert{AlertMove::all_clear, room, text};
  }
  return Ping{};
}

}  // namespace

std::span<const AlertStep> alert_steps() {
  return drill_steps;
}

bool take(ServerTool& tool, const Cast& cast, const AlertStep& step) {
  const RoomId known = the_alert(tool.world());
  const RoomId room = step.kind == Does::raise ? tool.world().next_room() : known;
  const Command command = command_of(step, cast, room);
  return tool.command(cast.tokens.at(step.who), room, command).has_value();
}

}  // namespace xinqiao::demo
