#include "bench/wire.hpp"

#include <boost/json/src.hpp>

#include <array>
#include <charconv>
#include <cstdio>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr std::string_view event_prefix = R"({"jsonrpc":"2.0","method":"event","params":)";

std::string request(std::uint64_t id, std::string_view method, json::object params) {
  json::object call;
  call["jsonrpc"] = "2.0";
  call["id"] = id;
  call["method"] = json::string_view(method.data(), method.size());
  call["params"] = std::move(params);
  return json::serialize(call);
}

json::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

std::optional<json::value> parse(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(view(text), error);
  if (error) {
    return std::nullopt;
  }
  return value;
}

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(view(key));
  return value == nullptr ? nullptr : value->if_object();
}

std::uint64_t number_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(view(key));
  if (value == nullptr || !value->is_number()) {
    return 0;
  }
  json::error_code error;
  const auto number = value->to_number<std::uint64_t>(error);
  return error ? 0 : number;
}

std::string string_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(view(key));
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(text->begin(), text->end());
}

bool truth_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(view(key));
  return value != nullptr && value->is_bool() && value->get_bool();
}

// Reads `literal` and a number after it.
bool take_number(std::string_view& rest, std::string_view literal, std::uint64_t& number) {
  if (rest.substr(0, literal.size()) != literal) {
    return false;
  }
  rest.remove_prefix(literal.size());
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return error == std::errc{};
}

Answer read_answer(const json::object& frame) {
  Answer answer;
  answer.id = number_at(frame, "id");
  if (const json::object* result = object_at(frame, "result")) {
    answer.accepted = true;
    answer.repeated = truth_at(*result, "repeated");
    answer.room.value = number_at(*result, "room");
    answer.seq = number_at(*result, "seq");
    return answer;
  }
  if (const json::object* error = object_at(frame, "error")) {
    if (const json::object* data = object_at(*error, "data")) {
      answer.reason = string_at(*data, "reason");
      answer.action = string_at(*data, "action");
      answer.field = string_at(*data, "field");
      answer.retry_ms = static_cast<std::int64_t>(number_at(*data, "retry_ms"));
    }
  }
  return answer;
}

}  // namespace

std::string post_request(std::uint64_t id, std::string_view outbox, std::uint64_t n, RoomId room,
                         std::string_view text) {
  return request(id, "message.post",
                 {{"outbox", view(outbox)}, {"n", n}, {"room", room.value}, {"text", view(text)}});
}

std::string ask_request(std::uint64_t id, std::string_view outbox, std::uint64_t n, RoomId room,
                        std::string_view text) {
  return request(id, "question.ask",
                 {{"outbox", view(outbox)}, {"n", n}, {"room", room.value}, {"text", view(text)}});
}

std::string answer_request(std::uint64_t id, std::string_view outbox, std::uint64_t n,
                           PostRef question, std::string_view text) {
  return request(id, "question.answer",
                 {{"outbox", view(outbox)},
                  {"n", n},
                  {"room", question.room.value},
                  {"question", question.seq},
                  {"text", view(text)}});
}

std::string solve_request(std::uint64_t id, std::string_view key, RoomId room, Seq question) {
  return request(id, "question.solve",
                 {{"key", view(key)}, {"room", room.value}, {"question", question}});
}

std::string figures_request(std::uint64_t id) {
  return request(id, "question.figures", {{"limit", 200}});
}

std::string create_questions_request(std::uint64_t id, std::string_view key,
                                     std::string_view title) {
  return request(id, "room.create",
                 {{"key", view(key)}, {"title", view(title)}, {"type", "questions"}});
}

std::string create_room_request(std::uint64_t id, std::string_view key, std::string_view title) {
  return request(id, "room.create", {{"key", view(key)}, {"title", view(title)}});
}

std::string join_room_request(std::uint64_t id, std::string_view key, RoomId room) {
  return request(id, "room.join", {{"key", view(key)}, {"room", room.value}});
}

std::string read_request(std::uint64_t id, RoomId room, Seq seq) {
  return request(id, "read.set", {{"room", room.value}, {"seq", seq}});
}

std::string history_request(std::uint64_t id, RoomId room, Seq after) {
  return request(id, "history", {{"room", room.value}, {"after", after}, {"limit", 200}});
}

std::string resume_request(std::uint64_t id, std::string_view epoch,
                           const std::vector<ResumeRoom>& rooms) {
  json::array list;
  for (const ResumeRoom& room : rooms) {
    json::array have;
    for (const Interval& interval : room.have) {
      have.push_back(json::array{interval.first, interval.last});
    }
    list.push_back(json::object{{"room", room.room.value}, {"have", std::move(have)}});
  }
  json::object params;
  if (!epoch.empty()) {
    params["epoch"] = view(epoch);
  }
  params["rooms"] = std::move(list);
  return request(id, "resume", std::move(params));
}

std::string make_key(std::uint64_t high, std::uint64_t low) {
  std::array<char, 37> text{};
  // The version (4) and variant bits of RFC 4122 are set, as a strict reader may ask for them.
  std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xFFFF),
                static_cast<unsigned>(high & 0xFFF),
                static_cast<unsigned>(0x8000 | (low >> 48 & 0x3FFF)),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFF));
  return text.data();
}

std::optional<HeardEvent> read_event_frame(std::string_view frame) {
  if (frame.size() <= event_prefix.size() || frame.substr(0, event_prefix.size()) != event_prefix) {
    return std::nullopt;
  }
  HeardEvent heard;
  heard.bytes = frame.substr(event_prefix.size(), frame.size() - event_prefix.size() - 1);
  std::string_view rest = heard.bytes;
  if (take_number(rest, R"({"room":)", heard.room.value) &&
      take_number(rest, R"(,"seq":)", heard.seq)) {
    return heard;
  }
  const auto facts = read_event(heard.bytes);  // the order of fields is not promised
  if (!facts) {
    return std::nullopt;
  }
  heard.room = facts->room;
  heard.seq = facts->seq;
  return heard;
}

std::optional<EventFacts> read_event(std::string_view bytes) {
  const auto value = parse(bytes);
  const json::object* event = value ? value->if_object() : nullptr;
  if (event == nullptr || number_at(*event, "seq") == 0) {
    return std::nullopt;
  }
  EventFacts facts;
  facts.room.value = number_at(*event, "room");
  facts.seq = number_at(*event, "seq");
  facts.by.value = number_at(*event, "by");
  facts.is_post = string_at(*event, "kind") == "post";
  if (facts.is_post) {
    facts.text = string_at(*event, "text");
  }
  return facts;
}

OtherFrame read_other_frame(std::string_view frame) {
  OtherFrame other;
  other.kind = OtherFrame::Kind::unreadable;
  const auto value = parse(frame);
  const json::object* object = value ? value->if_object() : nullptr;
  if (object == nullptr) {
    return other;
  }
  if (object->contains("id")) {
    other.kind = OtherFrame::Kind::answer;
    other.answer = read_answer(*object);
    return other;
  }
  const std::string method = string_at(*object, "method");
  if (method == "hello") {
    other.kind = OtherFrame::Kind::hello;
    if (const json::object* params = object_at(*object, "params")) {
      other.hello.epoch = string_at(*params, "epoch");
      const json::object* me = object_at(*params, "me");
      other.hello.member.value = me == nullptr ? 0 : number_at(*me, "member");
    }
  } else if (!method.empty() && method != "event") {
    other.kind = OtherFrame::Kind::notification;
  }
  return other;
}

std::optional<std::vector<Resumed>> read_resumed(std::string_view frame) {
  const auto value = parse(frame);
  const json::object* object = value ? value->if_object() : nullptr;
  const json::object* result = object == nullptr ? nullptr : object_at(*object, "result");
  const json::value* list = result == nullptr ? nullptr : result->if_contains("rooms");
  if (list == nullptr || !list->is_array()) {
    return std::nullopt;
  }
  std::vector<Resumed> rooms;
  for (const json::value& entry : list->get_array()) {
    if (const json::object* room = entry.if_object()) {
      rooms.push_back({.room = {number_at(*room, "room")},
                       .first = number_at(*room, "first"),
                       .top = number_at(*room, "top"),
                       .gone = truth_at(*room, "gone"),
                       .rolled_back = truth_at(*room, "rolled_back")});
    }
  }
  return rooms;
}

std::vector<std::string_view> array_elements(std::string_view array) {
  std::vector<std::string_view> elements;
  std::size_t depth = 0;
  std::size_t start = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const char c = array[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
      continue;
    }
    if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      start = depth++ == 0 ? i + 1 : start;
    } else if (c == '}' || c == ']') {
      --depth;
    }
    const bool ends = depth == 0 || (depth == 1 && c == ',');
    if (ends && i > start) {
      elements.push_back(array.substr(start, i - start));
    }
    start = ends ? i + 1 : start;
    if (depth == 0) {
      break;
    }
  }
  return elements;
}

std::optional<HistoryFacts> read_history(std::string_view frame) {
  const auto value = parse(frame);
  const json::object* object = value ? value->if_object() : nullptr;
  const json::object* result = object == nullptr ? nullptr : object_at(*object, "result");
  if (result == nullptr || !result->contains("events")) {
    return std::nullopt;
  }
  HistoryFacts facts;
  facts.top = number_at(*result, "top");
  // The bytes themselves, not their meaning, are to be compared with what was told live. A member's
  // text cannot hold this literal: its quotes would be escaped.
  constexpr std::string_view label = R"("events":)";
  const std::size_t at = frame.find(label);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  for (const std::string_view element : array_elements(frame.substr(at + label.size()))) {
    facts.events.emplace_back(element);
  }
  return facts;
}

std::optional<QuestionSums> read_question_figures(std::string_view frame) {
  const auto value = parse(frame);
  const json::object* object = value ? value->if_object() : nullptr;
  const json::object* result = object == nullptr ? nullptr : object_at(*object, "result");
  const json::value* units = result == nullptr ? nullptr : result->if_contains("units");
  if (units == nullptr || !units->is_array()) {
    return std::nullopt;
  }
  QuestionSums sums;
  for (const json::value& unit : units->get_array()) {
    if (!unit.is_object()) {
      return std::nullopt;
    }
    sums.asked += number_at(unit.get_object(), "asked");
    sums.solved += number_at(unit.get_object(), "solved");
  }
  return sums;
}

}  // namespace xinqiao::bench
