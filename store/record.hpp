// The value bytes of rows and marks: a version byte, then varints and length-prefixed strings in
// field order. A reader of a record checks every length and refuses what is cut, too long or of
// another version. Grammar: record = version:u8 field*; a mark's first field is its position, and
// what its key says is not repeated.
//          integer = LEB128, shortest form; signed = zigzag; string = length:integer bytes; boolean
//          = 0 | 1 (u8); reason = u8; hash, key = 32 or 16 bytes as they are; optional = boolean
//          [field].
// Threading: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/mark.hpp"
#include "protocol/rows.hpp"
#include "store/batch.hpp"

namespace xinqiao::store {

std::string encode_record(const RoomRow& row);
std::string encode_record(const MembershipRow& row);
std::string encode_record(const MemberRow& row);
std::string encode_record(const RulesRow& row);
std::string encode_record(const UnitRow& row);
std::string encode_record(const StandingRow& row);
std::string encode_record(const NoticeRow& row);
std::string encode_record(const PinsRow& row);
std::string encode_record(const OrderRow& row);
std::string encode_record(const ReleaseRow& row);
std::string encode_record(const AlertRow& row);
std::string encode_record(const TalkRow& row);
std::string encode_record(const QuestionRow& row);
std::string encode_record(const QuestionCounts& counts);
std::string encode_record(const ReactionTotals& totals);

std::optional<RoomRow> decode_room(std::string_view record);
std::optional<MembershipRow> decode_membership(std::string_view record);
std::optional<MemberRow> decode_member(std::string_view record);
std::optional<RulesRow> decode_rules(std::string_view record);
std::optional<UnitRow> decode_unit(std::string_view record);
std::optional<StandingRow> decode_standing(std::string_view record);
std::optional<NoticeRow> decode_notice(std::string_view record);
std::optional<PinsRow> decode_pins(std::string_view record);
std::optional<OrderRow> decode_order(std::string_view record);
std::optional<ReleaseRow> decode_release(std::string_view record);
std::optional<AlertRow> decode_alert(std::string_view record);
std::optional<TalkRow> decode_talk(std::string_view record);
std::optional<QuestionRow> decode_question(std::string_view record);
std::optional<QuestionCounts> decode_question_counts(std::string_view record);
std::optional<ReactionTotals> decode_totals(std::string_view record);

// A mark as kept: where it stands (its key), what it says, and the position of the entry that set
// it.
std::string mark_key(const Mark& mark);  // of OutboxForgotten: the prefix of the slots
bool removes(const Mark& mark);          // gone, or OutboxForgotten: the key(s) are erased instead
std::string encode_mark(const Mark& mark, Position position);

// Puts the mark, or erases what it removes.
void add_mark(Batch& batch, const Mark& mark, Position position);

struct KeptMark {
  Position position{};
  Mark mark;
};
// The key's first letter says which kind the record is.
std::optional<KeptMark> decode_mark(std::string_view key, std::string_view record);

}  // namespace xinqiao::store
