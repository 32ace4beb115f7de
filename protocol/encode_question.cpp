#include "protocol/encode_question.hpp"

#include "protocol/encode_parts.hpp"
#include "protocol/limits.hpp"

namespace xinqiao {

void write_question_body(JsonWriter& json, const QuestionMoved& body) {
  json.key("target").integer(number(body.target)).key("move").string(word(body.move));
  const bool breached = body.move == QuestionMove::breached;
  const bool has_unit =
      breached || body.move == QuestionMove::asked || body.move == QuestionMove::transferred;
  if (has_unit) json.key("unit").integer(number(body.unit.value));
  if (body.answer != 0) json.key("answer").integer(number(body.answer));
  if (breached) {
    json.key("clock").string(word(body.clock)).key("due").integer(body.due.ms);
    json.key("level").integer(number(body.level));
  }
  if (!body.reason.empty()) json.key("reason").string(body.reason);
}

void write_question(JsonWriter& json, const QuestionRow& row) {
  json.begin_object().key("room").integer(number(row.room.value));
  json.key("question").integer(number(row.question));
  json.key("by").integer(number(row.by.value)).key("at").integer(row.at.ms);
  json.key("state").string(word(row.state));
  json.key("asked_in").integer(number(row.asked_in.value));
  json.key("unit").integer(number(row.unit.value)).key("co_owners").begin_array();
  for (const UnitId unit : row.co_owners) json.integer(number(unit.value));
  json.end_array();
  json.key("acknowledge_by").integer(row.at.ms + limits::question_acknowledge_ms);
  json.key("answer_by").integer(row.at.ms + limits::question_answer_ms);
  if (row.acknowledged) json.key("acknowledged").boolean(true);
  if (row.taken_by != MemberId{}) json.key("taken_by").integer(number(row.taken_by.value));
  if (row.answer != 0) json.key("answer").integer(number(row.answer));
  const std::uint64_t breaches = row.answer_breaches + (row.acknowledge_breached ? 1 : 0);
  if (breaches != 0) json.key("breaches").integer(number(breaches));
  if (row.answer_breaches != 0) json.key("late").boolean(true);
  if (row.reopened != 0) json.key("reopened").integer(number(row.reopened));
  json.key("moved").integer(number(row.moved)).end_object();
}

std::string encode_questions(const QuestionPage& page) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("questions").begin_array();
  for (const QuestionRow& row : page.questions) write_question(json, row);
  json.end_array().key("events");
  write_events(json, page.events);
  json.key("about");
  write_events(json, page.about);
  if (page.next) {
    json.key("next").begin_object().key("due").integer(page.next->due.ms);
    json.key("room").integer(number(page.next->room.value));
    json.key("question").integer(number(page.next->question)).end_object();
  }
  json.end_object();
  return out;
}

std::string encode_figures(const std::vector<QuestionFigures>& units, std::optional<UnitId> next) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("units").begin_array();
  for (const QuestionFigures& one : units) {
    const QuestionCounts& counts = one.counts;
    json.begin_object().key("unit").integer(number(counts.unit.value));
    json.key("asked").integer(number(counts.asked)).key("open").integer(number(counts.open()));
    json.key("solved").integer(number(counts.solved));
    json.key("withdrawn").integer(number(counts.withdrawn));
    json.key("in_time").integer(number(counts.in_time)).key("late").integer(number(counts.late));
    json.key("overdue").integer(number(one.overdue)).end_object();
  }
  json.end_array();
  if (next) json.key("next").integer(number(next->value));
  json.end_object();
  return out;
}

}  // namespace xinqiao
