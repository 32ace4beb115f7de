#include "protocol/decode_question.hpp"

#include <utility>

namespace xinqiao {
namespace {

Instant question_instant(Params& params, std::string_view name) {
  return Instant{static_cast<std::int64_t>(params.integer(name, 0))};
}

void read_question_ask(Params& params, Request& request) {
  MoveQuestion command;
  command.move = QuestionMove::asked;
  command.room = params.id<RoomId>("room");
  command.text = params.text("text");
  request.command = std::move(command);
}

MoveQuestion question_move_of(Params& params, QuestionMove move) {
  MoveQuestion command;
  command.move = move;
  command.room = params.id<RoomId>("room");
  command.question = params.integer("question", 1);
  return command;
}
template <QuestionMove move>
void read_question_move(Params& params, Request& request) {
  request.command = question_move_of(params, move);
}
void read_question_transfer(Params& params, Request& request) {
  MoveQuestion command = question_move_of(params, QuestionMove::transferred);
  command.unit = params.id<UnitId>("unit");
  command.reason = params.text("reason");
  request.command = std::move(command);
}
void read_question_answer(Params& params, Request& request) {
  MoveQuestion command = question_move_of(params, QuestionMove::answered);
  command.text = params.text("text");
  request.command = std::move(command);
}
void read_question_reopen(Params& params, Request& request) {
  MoveQuestion command = question_move_of(params, QuestionMove::reopened);
  if (params.has("reason")) command.reason = params.text("reason");
  request.command = std::move(command);
}

QuestionPlace question_place_of(Params& params, std::string_view name) {
  const JsonNode* node = params.object(name);
  if (node == nullptr) return {};
  Params fields(params.tree(), node);
  QuestionPlace place;
  place.due = question_instant(fields, "due");
  place.room = fields.id<RoomId>("room");
  place.question = fields.integer("question", 1);
  if (!fields.ok()) params.refuse(name);
  return place;
}

void read_question_list(Params& params, Request& request) {
  ListQuestions query;
  query.unit = UnitId{params.maybe_integer("unit", 1).value_or(0)};
  query.mine = params.maybe_true("mine");
  if (params.has("after")) query.after = question_place_of(params, "after");
  query.limit = page_limit(params, limits::question_rows, limits::question_rows);
  request.command = std::move(query);
}
void read_question_figures(Params& params, Request& request) {
  CountQuestions query;
  query.after = UnitId{params.maybe_integer("after", 0).value_or(0)};
  query.limit = page_limit(params, limits::list_rows, limits::list_rows);
  request.command = query;
}

}  // namespace

const std::array<Method, 9> question_methods{{
    {"question.ask", read_question_ask, true},
    {"question.take", read_question_move<QuestionMove::taken>, true},
    {"question.transfer", read_question_transfer, true},
    {"question.answer", read_question_answer, true},
    {"question.solve", read_question_move<QuestionMove::solved>, true},
    {"question.reopen", read_question_reopen, true},
    {"question.withdraw", read_question_move<QuestionMove::withdrawn>, true},
    {"question.list", read_question_list, false},
    {"question.figures", read_question_figures, false},
}};

bool read_question_body(Params& fields, std::string_view kind, EventBody& body, std::size_t& own) {
  if (kind != "question") return false;
  QuestionMoved moved;
  moved.target = fields.integer("target", 1);
  moved.move = fields.one_of<QuestionMove>("move");
  own = 2;
  switch (moved.move) {
    case QuestionMove::asked:
      moved.unit = fields.id<UnitId>("unit");
      own += 1;
      break;
    case QuestionMove::transferred:
      moved.unit = fields.id<UnitId>("unit");
      moved.reason = fields.text("reason");
      own += 2;
      break;
    case QuestionMove::answered:
      moved.answer = fields.integer("answer", 1);
      own += 1;
      break;
    case QuestionMove::reopened:
      if (!fields.has("reason")) break;
      moved.reason = fields.text("reason");
      own += 1;
      break;
    case QuestionMove::breached:
      moved.unit = UnitId{fields.integer("unit", 0)};
      moved.clock = fields.one_of<QuestionClock>("clock");
      moved.due = question_instant(fields, "due");
      moved.level = fields.integer("level", 1);
      own += 4;
      break;
    case QuestionMove::taken:
    case QuestionMove::solved:
    case QuestionMove::withdrawn:
      break;
  }
  body = std::move(moved);
  return true;
}

}  // namespace xinqiao
