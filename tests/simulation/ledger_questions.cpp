// What is told of questions, held against the book of them.
#include "server/queries.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/simulation/ledger.hpp"

#include <algorithm>

namespace xinqiao::simulation {

bool is_true(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

SeenQuestion question_in(const json::object& row) {
  SeenQuestion seen;
  seen.state = text_in(row, "state");
  seen.by = number_in(row, "by");
  seen.asked_in = number_in(row, "asked_in");
  seen.unit = number_in(row, "unit");
  for (const json::value& unit : row.at("co_owners").as_array()) {
    seen.co_owners.push_back(unit.to_number<std::uint64_t>());
  }
  seen.taken_by = number_in(row, "taken_by");
  seen.answer = number_in(row, "answer");
  seen.breaches = number_in(row, "breaches");
  seen.reopened = number_in(row, "reopened");
  seen.acknowledged = is_true(row, "acknowledged");
  seen.late = is_true(row, "late");
  seen.moved = number_in(row, "moved");
  return seen;
}

void Ledger::put_counts(std::string_view value) {
  const auto row = store::decode_question_counts(value);
  if (!row) return story_.broken("I11", "kept counts of questions cannot be read");
  questions_.counted(*row);
}

// A page of history shows every question whose post stands on it, as it is now.
void Ledger::check_questions(const json::object& page) {
  const RoomId room{number_in(page, "room")};
  std::map<Seq, SeenQuestion> shown;
  if (const json::value* rows = page.if_contains("questions")) {
    for (const json::value& row : rows->as_array()) {
      shown[number_in(row.as_object(), "question")] = question_in(row.as_object());
    }
  }
  std::size_t due = 0;
  for (const json::value& event : page.at("events").as_array()) {
    const Seq seq = number_in(event.as_object(), "seq");
    if (!questions_.knows({room, seq})) continue;
    ++due;
    const SeenQuestion naive = questions_.seen({room, seq});
    if (shown.contains(seq) && shown.at(seq) == naive) continue;
    story_.broken("I11", "history shows " + place_name(room, seq) + " as " + text_of(shown[seq]) +
                             ", and it is " + text_of(naive));
  }
  if (shown.size() != due) story_.broken("I11", "history shows questions of another page");
}

// It was put together before it was read: each question stood so once, and was open.
void Ledger::check_board(const json::object& board, std::string_view bytes) {
  const json::array& rows = board.at("questions").as_array();
  const json::array& posts = board.at("events").as_array();
  if (rows.size() != posts.size()) story_.broken("I11", "a board with other words than questions");
  for (std::size_t i = 0; i < std::min(rows.size(), posts.size()); ++i) {
    const json::object& row = rows[i].as_object();
    const PostRef place{RoomId{number_in(row, "room")}, number_in(row, "question")};
    const SeenQuestion seen = question_in(row);
    const std::string where = place_name(place.room, place.seq);
    if (!questions_.knows(place)) return story_.broken("I9", "a board of what is not kept");
    if (seen.state == "solved" || seen.state == "withdrawn") {
      story_.broken("I11", "a board with what is closed, " + where);
    }
    const SeenQuestion naive = questions_.seen(place);
    if (seen.moved > naive.moved || (seen.moved == naive.moved && seen != naive)) {
      story_.broken("I11", "a board shows " + where + " as " + text_of(seen) + ", and it is " +
                               text_of(naive));
    }
    const auto kept = log_.kept(store::Family::events, store::keys::event(place.room, place.seq));
    if (!kept || bytes.find(*kept) == std::string_view::npos) {
      story_.broken("I2", "a board differs from what is kept at " + where);
    }
  }
}

void Ledger::check_figures(const json::object& figures) {
  for (const json::value& value : figures.at("units").as_array()) {
    const json::object& one = value.as_object();
    if (!one.contains("asked")) return;  // the tree
    QuestionCounts counts{.unit = UnitId{number_in(one, "unit")}};
    counts.asked = number_in(one, "asked");
    counts.solved = number_in(one, "solved");
    counts.withdrawn = number_in(one, "withdrawn");
    counts.in_time = number_in(one, "in_time");
    counts.late = number_in(one, "late");
    const std::uint64_t open = number_in(one, "open");
    if (counts.asked != open + counts.solved + counts.withdrawn ||
        number_in(one, "overdue") > open) {
      story_.broken("I11", "figures that do not balance: " + json::serialize(one));
    }
    if (!questions_.was_ever(counts)) {
      story_.broken("I11", "figures that never were: " + json::serialize(one));
    }
  }
}

void Ledger::check_questions(const domain::World& world, Instant now) {
  // The latest tick may be a second old, and the rest went on after the latest step.
  questions_.compare(world, {now.ms - 2 * limits::tick_ms});
  const Reply reply = answer(world, {}, {.now = now}, CountQuestions{.limit = 1'000});
  const json::value figures = json::parse(get<std::string>(reply));
  const json::object& object = figures.as_object();
  check_figures(object);
  for (const json::value& value : object.at("units").as_array()) {
    const json::object& one = value.as_object();
    const UnitId unit{number_in(one, "unit")};
    const QuestionCounts naive = questions_.counts(unit);
    if (number_in(one, "asked") != naive.asked || number_in(one, "open") != naive.open() ||
        number_in(one, "overdue") != questions_.overdue(unit, now)) {
      story_.broken("I11", "figures that are wrong: " + json::serialize(one));
    }
  }
}

}  // namespace xinqiao::simulation
