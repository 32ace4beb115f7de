#include "server/demo_organisation.hpp"

#include "server/demo_questions.hpp"
#include "server/demo_seed.hpp"
#include "server/domain/world.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace xinqiao::demo {
namespace {

constexpr Unit all_units[] = {
    {"生产系统", "", "", ""},
    {"第一联合车间党支部", "生产系统", "赵国强", "赵国强 孙丽 蔡国华"},
    {"一班", "第一联合车间党支部", "王海涛", "王海涛 张小龙 吴铁军 林雨桐"},
    {"二班", "第一联合车间党支部", "", "李卫东 何敏 徐静 高翔"},
    {"三班", "第一联合车间党支部", "", "刘志远 马俊杰"},
    {"第二联合车间党支部", "生产系统", "丁浩", "丁浩"},
    {"生产调度中心", "生产系统", "蒋文", "周建民 蒋文 沈晓燕 潘志刚"},
    {"化验中心", "生产系统", "袁芳", "袁芳 董洁 阿依古丽"},
    {"机动与安环", "", "韩冬梅", "韩冬梅 冯磊 曹颖 彭立新 罗永福 宋伟 邓强"},
    {"机关与后勤", "", "陈淑芬", "陈淑芬 苏蕾 卢明 杜鹏 魏红 欧阳倩 姚远 谭志华 邹平 熊大勇"},
    {"接待站", "", "欧阳倩", "", true},
};

constexpr Listener all_listeners[] = {
    {"徐静", "生产系统", true},
    {"欧阳倩", "", true},
    {"陈淑芬", "机关与后勤"},
};

constexpr std::string_view waiting[] = {"郑凯", "唐思远"};

constexpr Line branch_lines[] = {
    say(6, "16:30", "赵国强",
        "支部这个月的学习安排在周五中班前，二十分钟，就一件事：把换热器那次抢修讲明白。"),
    say(6, "16:41", "王海涛", "一班准备了流程图，孙丽帮着画的。"),
    say(6, "16:52", "孙丽", "图放在值班室墙上了，谁看出不对的地方直接用红笔改。").as("图"),
    answer("图", 5, "08:05", "蔡国华", "旁路阀的位号标反了，我改了，你们对一下。"),
    answer("图", 5, "08:20", "孙丽", "确实反了，谢谢蔡师傅。"),
    say(1, "17:10", "林雨桐", "我第一次参加，能带笔记本吗？"),
    say(1, "17:12", "赵国强", "<@林雨桐> 能，最好把不明白的先写下来，当场问。"),
};

constexpr Line closed_lines[] = {
    say(4, "09:20", "韩冬梅", "这里只有我们四个。没核实的隐患先在这里说，核实了再发到安全值班。"),
    say(4, "09:31", "冯磊", "罐区东侧有一处接地线松动，我下午去复测，先别外传，免得大家乱猜。")
        .as("接地"),
    answer("接地", 4, "15:48", "冯磊", "复测合格，是卡子松了，已经紧上。"),
    say(3, "10:02", "曹颖", "污水在线数据夜里跳过一次，我在查是仪表还是水质。"),
    say(3, "16:15", "曹颖", "查清了，仪表供电闪断，换了端子。"),
    say(1, "11:00", "彭立新", "演练脚本发各位，请挑毛病。"),
};

constexpr Line direct_lines[] = {
    say(3, "20:10", "林雨桐", "蔡师傅，今天我把样取错口了，王班长没说我，可我一晚上都在想。"),
    say(3, "20:24", "蔡国华", "我第一年比你错得多。取样口挂个牌子，明天我陪你挂。"),
    say(3, "20:25", "林雨桐", "好，谢谢师傅。"),
    say(2, "09:15", "蔡国华", "牌子挂好了，往后新来的也不会错了。你看，错一回，值。"),
};

}  // namespace

std::span<const Unit> units() {
  return all_units;
}

std::span<const Listener> listeners() {
  return all_listeners;
}

std::span<const std::string_view> newcomers_without_home() {
  return waiting;
}

std::vector<RoomStory> rooms_of_units() {
  RoomStory branch{"第一联合车间党支部", "赵国强", "李卫东 何敏 徐静", branch_lines};
  branch.unit = "第一联合车间党支部";
  RoomStory closed{"隐患先说", "韩冬梅", "", closed_lines};
  closed.unit = "机动与安环";
  closed.access = Access::closed;
  RoomStory direct{"", "林雨桐", "", direct_lines};
  direct.access = Access::direct;
  RoomStory bulletin{"厂区公告", "周建民", "*", {}};
  bulletin.type = RoomType::bulletin;
  return {branch, closed, direct, bulletin, room_of_questions()};
}

bool names(std::string_view list, std::string_view name) {
  if (list == "*") return true;
  for (std::size_t at = list.find(name); at != list.npos; at = list.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

std::vector<std::string_view> members_of(const RoomStory& story) {
  std::set<std::string_view> speakers{story.founder};
  for (const Line& line : story.lines) speakers.insert(line.who);
  std::vector<std::string_view> members;
  for (const Person& person : people()) {
    if (speakers.contains(person.name) || names(story.listeners, person.name)) {
      members.push_back(person.name);
    }
  }
  return members;
}

std::vector<Guest> guests(const domain::World& world) {
  constexpr std::array<std::string_view, 3> chosen = {"周建民", "徐静", "林雨桐"};
  std::vector<Guest> found;
  for (const std::string_view name : chosen) {
    for (const auto& [id, member] : world.members()) {
      if (member.name != name) continue;
      const auto person = std::ranges::find(people(), name, &Person::name);
      found.push_back({id, member.name, std::string(person->post)});
      break;
    }
  }
  return found;
}

}  // namespace xinqiao::demo
