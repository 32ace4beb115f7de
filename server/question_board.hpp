// The board of questions: which stand on a page of it, and the rows that a page of a room's past
// needs. The world knows the open ones and no words; the reader adds the words from the log.
// Threading: question_board on the decider thread, the reading ones on any with a Decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "protocol/question.hpp"
#include "server/domain/rules.hpp"
#include "server/group.hpp"
#include "store/log.hpp"

namespace xinqiao {

// Those that the caller may know of, in the order of what is owed; limits::question_rows at most.
QuestionsTask question_board(const domain::World& world, const domain::Caller& caller,
                             const ListQuestions& query);
// How many wait for the caller: it holds a duty in a unit that owns them.
std::uint64_t questions_waiting(const domain::World& world, const domain::Caller& caller);

// How many are past what is owed next.
std::uint64_t questions_overdue(const domain::World& world, Instant now);

// None: the log cannot be read.
std::optional<std::string> read_questions(const store::Log& log, QuestionsTask task);
// Those whose posts stand on the page, open and closed.
bool add_questions(const store::Log& log, Decoder& decoder, HistoryPage& page);

}  // namespace xinqiao
