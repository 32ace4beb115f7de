// What people of the demo do beside talking: notices and who confirmed them, reactions, a pin, a
// post that was reported and taken down; and what waits when the story ends. Threading: constant
// data.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/organisation.hpp"

namespace xinqiao::demo {

struct Act {
  enum class Kind : std::uint8_t { react, pin, notice, confirm, report, settle, remove };
  Kind kind = Kind::react;
  std::string_view room;
  int days_ago = 0;
  std::string_view clock;  // "07:52"; later than what it is about
  std::string_view who;
  std::string_view about{};  // the mark of a line or a notice of the room; empty for a notice
  std::string_view text{};   // a reaction, a reason, or what the notice says
  std::string_view title{};
  NoticeClass of = NoticeClass::plain;
};
// The mark of a notice is its title. A report is settled before another is made.
std::span<const Act> acts();

// Posted the morning after the story ends.
inline constexpr Act waiting_notice{
    .kind = Act::Kind::notice,
    .room = "厂区公告",
    .who = "周建民",
    .text = "第二食堂换蒸箱，明天中午只开第一食堂，开饭提前到十一点一刻，班车照常。",
    .title = "明天午饭只在第一食堂",
    .of = NoticeClass::counted,
};
// Whom others may see to be here.
std::span<const std::string_view> seen_to_be_here();
// Who made an invitation, and what for.
inline constexpr std::string_view inviter = "欧阳倩";
inline constexpr std::string_view invitation_note = "秋季实习生，进门后先到接待站";

}  // namespace xinqiao::demo
