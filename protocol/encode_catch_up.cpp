// The two answers by which a device catches up: resume and history.
#include "protocol/encode.hpp"
#include "protocol/encode_parts.hpp"
#include "protocol/encode_question.hpp"
#include "protocol/encode_totals.hpp"

namespace xinqiao {
namespace {

std::size_t bytes(const std::vector<std::string>& events) {
  std::size_t sum = 0;
  for (const std::string& event : events) sum += event.size() + 1;
  return sum;
}

}  // namespace

std::string encode_resumed(std::string_view epoch, Position position,
                           const std::vector<ResumedRoom>& rooms,
                           const std::vector<ReadState>& reads) {
  std::string out;
  out.reserve(128 + rooms.size() * 64 + reads.size() * 48);
  JsonWriter json(out);
  json.begin_object();
  json.key("epoch").string(epoch);
  json.key("position").integer(number(position));
  json.key("rooms").begin_array();
  for (const ResumedRoom& room : rooms) {
    json.begin_object().key("room").integer(number(room.room.value));
    if (room.gone) {
      json.key("gone").boolean(true);
    } else {
      json.key("first").integer(number(room.first));
      json.key("top").integer(number(room.top));
      json.key("complete").boolean(room.complete);
      if (room.rolled_back) json.key("rolled_back").boolean(true);
    }
    json.end_object();
  }
  json.end_array();
  json.key("reads").begin_array();
  for (const ReadState& read : reads) {
    json.begin_object();
    json.key("room").integer(number(read.room.value));
    json.key("seq").integer(number(read.seq));
    json.key("n").integer(number(read.n));
    json.end_object();
  }
  json.end_array().end_object();
  return out;
}

std::string encode_history(const HistoryPage& page) {
  std::string out;
  out.reserve(128 + bytes(page.events) + bytes(page.about));
  JsonWriter json(out);
  json.begin_object();
  json.key("room").integer(number(page.room.value));
  json.key("events");
  write_events(json, page.events);
  json.key("about");
  write_events(json, page.about);
  if (!page.totals.empty()) {
    json.key("totals");
    write_totals(json, page.totals);
  }
  if (!page.questions.empty()) {
    json.key("questions").begin_array();
    for (const QuestionRow& row : page.questions) write_question(json, row);
    json.end_array();
  }
  json.key("top").integer(number(page.top));
  if (page.at_seq) json.key("at_seq").integer(number(*page.at_seq));
  json.end_object();
  return out;
}

}  // namespace xinqiao
