// Records of rows. Those of marks: record.cpp.
#include "store/record.hpp"

#include "store/record_bytes.hpp"

namespace xinqiao::store {
namespace {

// What a row holds, told once for writing and reading.
void fields(auto& io, As<RoomRow> auto& row) {
  io(row.room, row.title, row.created_by, row.last_seq, row.last_n, row.last_at);
}
void fields(auto& io, As<MembershipRow> auto& row) {
  io(row.room, row.member, row.joined_seq, row.joined_n);
}
void fields(auto& io, As<MemberRow> auto& row) {
  io(row.member, row.organiser, row.added);
}

void fields(auto& io, As<RulesRow> auto& row) {
  io(row.room, row.rules.unit, row.rules.type, row.rules.access, row.rules.past, row.archived);
}
void fields(auto& io, As<UnitRow> auto& row) {
  io(row.unit, row.parent, row.name, row.closed, row.reception_since, row.changed);
}
void fields(auto& io, As<StandingRow> auto& row) {
  io(row.member, row.home, row.active, row.welcome, row.waiting_since, row.duties);
}

void fields(auto& io, As<NoticeRow> auto& row) {
  io(row.room, row.seq, row.of, row.at, row.closed, row.confirmed, row.members);
}
void fields(auto& io, As<PinsRow> auto& row) {
  io(row.room, row.pins);
}
void fields(auto& io, As<OrderRow> auto& row) {
  io(row.room, row.read_only, row.mutes);
}
void fields(auto& io, As<ReleaseRow> auto& row) {
  io(row.room, row.state, row.by, row.with, row.at);
}
void fields(auto& io, As<QuestionRow> auto& row) {
  io(row.room, row.question, row.by, row.at, row.asked_in, row.unit, row.co_owners, row.state,
     row.taken_by, row.acknowledged, row.acknowledge_breached, row.answer_breaches, row.at_top,
     row.reopened, row.answer, row.moved);
}
void fields(auto& io, As<AlertRow> auto& row) {
  io(row.room, row.by, row.at, row.drill, row.units, row.options, row.targeted, row.state,
     row.words);
}
void fields(auto& io, As<TalkRow> auto& row) {
  io(row.room, row.asker, row.unit, row.listener, row.accepted, row.state, row.asked_at, row.seals,
     row.sealed_bytes, row.moved, row.package);
}
void fields(auto& io, As<QuestionCounts> auto& row) {
  io(row.unit, row.asked, row.solved, row.withdrawn, row.in_time, row.late);
}
void fields(auto& io, As<ReactionTotals> auto& totals) {
  io(totals);
}

template <class Row>
std::string encode(const Row& row) {
  std::string out;
  out.reserve(record_bytes_usual);
  out.push_back(static_cast<char>(version));
  RecordWriter writer(out);
  fields(writer, row);
  return out;
}

template <class Row>
std::optional<Row> decode(std::string_view record) {
  Row row;
  RecordReader reader(body_of(record));
  fields(reader, row);
  if (!is_known(record) || !reader.is_done()) return std::nullopt;
  return row;
}

}  // namespace

std::string encode_record(const RoomRow& row) {
  return encode(row);
}
std::string encode_record(const MembershipRow& row) {
  return encode(row);
}
std::string encode_record(const MemberRow& row) {
  return encode(row);
}

std::string encode_record(const RulesRow& row) {
  return encode(row);
}
std::string encode_record(const UnitRow& row) {
  return encode(row);
}
std::string encode_record(const StandingRow& row) {
  return encode(row);
}

std::string encode_record(const NoticeRow& row) {
  return encode(row);
}
std::string encode_record(const PinsRow& row) {
  return encode(row);
}
std::string encode_record(const OrderRow& row) {
  return encode(row);
}
std::string encode_record(const ReleaseRow& row) {
  return encode(row);
}
std::string encode_record(const AlertRow& row) {
  return encode(row);
}
std::string encode_record(const TalkRow& row) {
  return encode(row);
}
std::string encode_record(const QuestionRow& row) {
  return encode(row);
}
std::string encode_record(const QuestionCounts& counts) {
  return encode(counts);
}
std::string encode_record(const ReactionTotals& totals) {
  return encode(totals);
}

std::optional<RoomRow> decode_room(std::string_view record) {
  return decode<RoomRow>(record);
}
std::optional<MembershipRow> decode_membership(std::string_view record) {
  return decode<MembershipRow>(record);
}
std::optional<MemberRow> decode_member(std::string_view record) {
  return decode<MemberRow>(record);
}

std::optional<RulesRow> decode_rules(std::string_view record) {
  return decode<RulesRow>(record);
}
std::optional<UnitRow> decode_unit(std::string_view record) {
  return decode<UnitRow>(record);
}
std::optional<StandingRow> decode_standing(std::string_view record) {
  return decode<StandingRow>(record);
}

std::optional<NoticeRow> decode_notice(std::string_view record) {
  return decode<NoticeRow>(record);
}
std::optional<PinsRow> decode_pins(std::string_view record) {
  return decode<PinsRow>(record);
}
std::optional<OrderRow> decode_order(std::string_view record) {
  return decode<OrderRow>(record);
}
std::optional<ReleaseRow> decode_release(std::string_view record) {
  return decode<ReleaseRow>(record);
}
std::optional<AlertRow> decode_alert(std::string_view record) {
  return decode<AlertRow>(record);
}
std::optional<TalkRow> decode_talk(std::string_view record) {
  return decode<TalkRow>(record);
}
std::optional<QuestionRow> decode_question(std::string_view record) {
  return decode<QuestionRow>(record);
}
std::optional<QuestionCounts> decode_question_counts(std::string_view record) {
  return decode<QuestionCounts>(record);
}
std::optional<ReactionTotals> decode_totals(std::string_view record) {
  return decode<ReactionTotals>(record);
}

}  // namespace xinqiao::store
