#include "server/question_board.hpp"

#include "store/keys.hpp"
#include "store/record.hpp"

#include <algorithm>

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
namespace keys = store::keys;

// The post that asks, and its latest edit.
bool add_words(const store::Log& log, const QuestionRow& row, QuestionPage& page) {
  auto post = log.get(Family::events, keys::event(row.room, row.question));
  if (!post) return false;
  page.events.push_back(std::move(*post));
  Seq latest = 0;
  const store::Status status =
      log.scan(Family::index, keys::edit(row.room, row.question, 0),
               keys::edit(row.room, row.question + 1, 0), Order::descending,
               [&](std::string_view key, std::string_view) {
                 latest = keys::number(key, 1, 2);
                 return false;
               });
  if (!status.is_ok()) return false;
  if (latest == 0) return true;
  auto edit = log.get(Family::events, keys::event(row.room, latest));
  if (edit) page.about.push_back(std::move(*edit));
  return true;
}

}  // namespace

std::optional<std::string> read_questions(const store::Log& log, QuestionsTask task) {
  for (const QuestionRow& row : task.page.questions) {
    if (!add_words(log, row, task.page)) return std::nullopt;
  }
  return encode_questions(task.page);
}

bool add_questions(const store::Log& log, Decoder& decoder, HistoryPage& page) {
  if (page.events.empty()) return true;
  Event first;
  Event last;
  if (!decoder.event(page.events.front(), first) || !decoder.event(page.events.back(), last)) {
    return false;
  }
  bool readable = true;
  const auto add = [&](std::string_view, std::string_view record) {
    const auto row = store::decode_question(record);
    readable = row.has_value();
    if (row) page.questions.push_back(*row);
    return readable;
  };
  for (const auto key : {keys::question, keys::closed_question}) {
    const store::Status status = log.scan(Family::rows, key(page.room, first.seq),
                                          key(page.room, last.seq + 1), Order::ascending, add);
    if (!status.is_ok() || !readable) return false;
  }
  std::ranges::sort(page.questions, {}, &QuestionRow::question);
  return true;
}

}  // namespace xinqiao
