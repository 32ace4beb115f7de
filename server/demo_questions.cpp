#include "server/demo_questions.hpp"

namespace xinqiao::demo {
namespace {

using enum QuestionMove;

constexpr std::string_view shower = "热水";
constexpr std::string_view supper = "夜餐券";
constexpr std::string_view years = "工龄";
constexpr std::string_view lamps = "爬梯";
constexpr std::string_view last_bus = "末班车";
constexpr std::string_view overalls = "工服";
constexpr std::string_view draught = "风口";
constexpr std::string_view telephone = "电话";
constexpr std::string_view lorry = "菜车";

constexpr QuestionStep all_steps[] = {
    {asked, 12, "09:10", "吴铁军", shower,
     "三号浴室下了中班就没热水，冲的是凉的。这事归哪家管，什么时候能好？"},
    {taken, 12, "09:42", "陈淑芬", shower},
    {transferred, 12, "10:05", "陈淑芬", shower, "浴室的蒸汽归机动处，我问过了，请韩主管接着办",
     "机动与安环"},
    {answered, 11, "15:20", "韩冬梅", shower,
     "换热器堵了，下午清完，今晚中班就有热水。罗师傅守到十一点，凉了直接喊他。"},
    {reopened, 10, "00:25", "吴铁军", shower, "十一点以前是热的，十二点下班的人冲的还是凉水"},
    {answered, 10, "09:36", "韩冬梅", shower,
     "是疏水阀关不严，夜里蒸汽压力一低就凉。阀换了，我昨晚没等到十二点就下的结论，对不住。"},
    {solved, 9, "08:02", "吴铁军", shower},

    {asked, 8, "20:31", "马俊杰", supper,
     "夜餐券月底过期，轮休赶上月底的用不完，能不能顺延一个月？"},
    {taken, 7, "08:35", "陈淑芬", supper},
    {answered, 7, "16:12", "陈淑芬", supper,
     "和食堂算过了：从这个月起顺延一个月，旧券照收，不用换。杜鹏今天把告示贴到窗口。"},
    {solved, 7, "19:55", "马俊杰", supper},

    {asked, 6, "12:40", "高翔", years, "实习的三个月算不算工龄？填表要用。"},
    {withdrawn, 6, "13:05", "高翔", years},

    {asked, 5, "09:05", "徐静", lamps,
     "二号平台到减压塔那段爬梯夜里只有一盏灯，下雨天脚下看不清。能不能加两盏？"},
    {transferred, 5, "09:50", "陈淑芬", lamps, "梯子在一联合界区里，请车间先看加在哪里、从哪路接电",
     "第一联合车间党支部"},

    {asked, 4, "13:20", "邹平", last_bus,
     "三号门班车晚发十分钟以后，有六个人赶不上末班公交，能不能跟公交公司商量也等一等？"},
    {taken, 4, "14:02", "陈淑芬", last_bus},
    {answered, 3, "10:30", "陈淑芬", last_bus,
     "谈好了：下周一起，末班车在三号门站多等八分钟，先试一个月。邹师傅看看够不够，不够我再去。"},

    {asked, 2, "08:15", "林雨桐", overalls,
     "防静电工服只发了一套，洗了就没得换。第二套什么时候发？"},
    {transferred, 2, "08:58", "周建民", overalls, "劳保归后勤，请核一下库存", "机关与后勤"},
    {answered, 2, "15:10", "陈淑芬", overalls,
     "第二套到货了，明天起凭工牌到熊师傅那里领，上午下午都行。"},
    {reopened, 1, "18:30", "林雨桐", overalls, "今天去领了，没有 160 的号，最小的袖子也长一截"},

    {asked, 2, "19:20", "张小龙", draught,
     "中控室空调的风口正对三号台，夜班吹一宿脖子发僵，能不能加个挡板？"},
    {taken, 1, "08:40", "周建民", draught},

    {asked, 1, "22:20", "沈晓燕", telephone, "调度台的备用电话这两天有杂音，该找谁修？"},

    {asked, 0, "06:35", "魏红", lorry, "今天演练封东门，九点前后送菜的车从哪个门进？"},
    {answered, 0, "06:58", "周建民", lorry,
     "走西门，门卫已经打过招呼。八点半前到最好，九点到九点半路上有消防车。"},
    {solved, 0, "07:10", "魏红", lorry},
};

// Beside the steps, what others add.
constexpr Line lines[] = {
    answer(lamps, 3, "07:58", "何敏", "昨晚我也踩空了一级，没摔着，手套磨破了。"),
    answer(draught, 1, "08:52", "何敏", "二号台也能吹着，挡板麻烦做长一点。"),
};

}  // namespace

std::span<const QuestionStep> question_steps() {
  return all_steps;
}

RoomStory room_of_questions() {
  RoomStory story{"有问必答", "陈淑芬", "*", lines};
  story.type = RoomType::questions;
  return story;
}

}  // namespace xinqiao::demo
