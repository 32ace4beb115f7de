#include "server/demo_acts.hpp"

namespace xinqiao::demo {
namespace {

using enum Act::Kind;

constexpr std::string_view drill = "明早演练，请每个人看过";
constexpr std::string_view shuttle = "三号门班车改点";

constexpr Act all_acts[] = {
    {react, "安全值班", 18, "10:31", "彭立新", "电动车", "👍"},
    {react, "安全值班", 18, "10:40", "赵国强", "电动车", "👍"},
    {react, "安全值班", 18, "11:02", "罗永福", "电动车", "🙏"},
    {react, "食堂意见", 17, "09:15", "沈晓燕", "夜餐", "👍"},
    {react, "食堂意见", 17, "09:16", "马俊杰", "夜餐", "👍"},
    {react, "食堂意见", 17, "09:40", "王海涛", "夜餐", "💪"},
    {notice,
     "厂区公告",
     8,
     "10:00",
     "周建民",
     {},
     "三号门班车晚十分钟发车，给交接班的人留出换衣服的时间。",
     shuttle,
     NoticeClass::counted},
    {react, "厂区公告", 8, "10:20", "邹平", shuttle, "👍"},
    {react, "厂区公告", 8, "12:11", "徐静", shuttle, "❤️"},
    {react, "安全值班", 7, "10:55", "蔡国华", "自检", "👍"},
    {pin, "安全值班", 7, "10:58", "韩冬梅", "自检"},
    {report, "食堂意见", 3, "12:31", "吴铁军", "土鸡蛋", "在食堂的房间里卖东西"},
    {remove, "食堂意见", 3, "12:50", "陈淑芬", "土鸡蛋",
     "这里只说吃饭的事。土鸡蛋请到“工会活动”里问问大家。"},
    {settle, "食堂意见", 3, "12:52", "陈淑芬", {}, "跟老熊说过了，他没在意，请别放在心上。"},
    {notice,
     "厂区公告",
     1,
     "15:00",
     "周建民",
     {},
     "明早九点 B 区演练，警报响三声。听到警报按撤离图走，到集合点向班长报到；在岗的人听班长安排。",
     drill,
     NoticeClass::must_confirm},
    {confirm, "厂区公告", 1, "15:04", "韩冬梅", drill},
    {confirm, "厂区公告", 1, "15:06", "彭立新", drill},
    {confirm, "厂区公告", 1, "15:10", "王海涛", drill},
    {confirm, "厂区公告", 1, "15:21", "蔡国华", drill},
    {confirm, "厂区公告", 1, "16:02", "冯磊", drill},
    {confirm, "厂区公告", 1, "18:40", "谭志华", drill},
};

constexpr std::string_view here[] = {"周建民", "徐静", "林雨桐", "冯磊", "苏蕾"};

}  // namespace

std::span<const Act> acts() {
  return all_acts;
}

std::span<const std::string_view> seen_to_be_here() {
  return here;
}

}  // namespace xinqiao::demo
