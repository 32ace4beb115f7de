// Questions as JSON: their steps in the log, their rows and counts. Threading: pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocol/json_writer.hpp"
#include "protocol/question.hpp"

namespace xinqiao {

// The fields of the event after `n`.
void write_question_body(JsonWriter& json, const QuestionMoved& body);
// A row as clients see it: with the deadlines that follow from when it was asked.
void write_question(JsonWriter& json, const QuestionRow& row);

// The board: rows in their order, the posts that ask and their latest edits as event bytes.
struct QuestionPage {
  std::vector<QuestionRow> questions;
  std::vector<std::string> events;
  std::vector<std::string> about;
  std::optional<QuestionPlace> next;
};
std::string encode_questions(const QuestionPage& page);

struct QuestionFigures {
  QuestionCounts counts;
  std::uint64_t overdue{};  // of those that are open, at this moment
};
std::string encode_figures(const std::vector<QuestionFigures>& units, std::optional<UnitId> next);

}  // namespace xinqiao
