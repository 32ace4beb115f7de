// What people of the demo ask in the room of questions, and what became of it: one in every state,
// and one that nobody answered in time. The deadlines that pass are said by the server itself, as
// ever. Threading: constant data.
#pragma once

#include <span>
#include <string_view>

#include "protocol/question.hpp"
#include "server/demo_story.hpp"

namespace xinqiao::demo {

struct QuestionStep {
  QuestionMove move = QuestionMove::asked;
  int days_ago = 0;
  std::string_view clock;  // "07:52"
  std::string_view who;
  std::string_view question;  // its mark
  std::string_view text{};    // of an answer or a question; or the reason
  std::string_view unit{};    // to which it is passed on
};
// In the order of time; those of today that are not yet due are left out.
std::span<const QuestionStep> question_steps();

RoomStory room_of_questions();

}  // namespace xinqiao::demo
