#include "bench/replay.hpp"

#include "protocol/limits.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

struct RawLine {
  std::string room;
  std::string from;
  std::string text;
  std::int64_t minute = 0;  // in seconds
};

const json::string* text_at(const json::object& object, const char* key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_string();
}

bool read_line(const std::string& line, RawLine& raw) {
  json::error_code error;
  const json::value value = json::parse(line, error);
  const json::object* object = error ? nullptr : value.if_object();
  if (object == nullptr) {
    return false;
  }
  const json::string* room = text_at(*object, "room");
  const json::string* at = text_at(*object, "at");
  const json::string* from = text_at(*object, "from");
  const json::string* text = text_at(*object, "text");
  if (room == nullptr || at == nullptr || from == nullptr || text == nullptr) {
    return false;
  }
  raw = {.room = room->c_str(), .from = from->c_str(), .text = text->c_str(), .minute = 0};
  return read_instant(at->c_str(), raw.minute);
}

// A server takes no blank text (no event to wait for), so such lines are left out.
bool is_sayable(const std::string& text) {
  return text.size() <= limits::text_bytes &&
         text.find_first_not_of(" \t\r\n\f\v") != std::string::npos;
}

// The moments in the file's own seconds: a minute's lines spread over it, long silences cut, never
// backwards.
std::vector<double> moments(const std::vector<RawLine>& lines, double gap_most) {
  std::vector<double> due(lines.size());
  double last = 0;
  double total = 0;
  for (std::size_t from = 0; from < lines.size();) {
    std::size_t to = from;
    while (to < lines.size() && lines[to].minute == lines[from].minute &&
           lines[to].room == lines[from].room) {
      ++to;
    }
    for (std::size_t i = from; i < to; ++i) {
      const double share = (static_cast<double>(i - from) + 0.5) / static_cast<double>(to - from);
      const double at = static_cast<double>(lines[i].minute) + 60 * share;
      total += i == 0 ? 0 : std::clamp(at - last, 0.0, gap_most);
      last = at;
      due[i] = total;
    }
    from = to;
  }
  return due;
}

}  // namespace

bool read_instant(const std::string& text, std::int64_t& seconds) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  char zone = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u%c", &year, &month, &day, &hour, &minute,
                  &second, &zone) != 7 ||
      zone != 'Z') {
    return false;
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return false;
  }
  const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
  seconds = std::int64_t{days} * 86'400 + hour * 3'600 + minute * 60 + second;
  return true;
}

variant<Replay, std::string> read_replay(const Scenario& scenario, std::size_t members) {
  std::ifstream file(scenario.data, std::ios::binary);
  if (!file) {
    return scenario.data + ": cannot be read";
  }
  std::vector<RawLine> raw;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (scenario.lines != 0 && raw.size() == scenario.lines) {
      break;
    }
    RawLine next;
    if (!read_line(line, next)) {
      return scenario.data + ": line " + std::to_string(number) +
             " is no {\"room\", \"at\", \"from\", \"text\"}";
    }
    if (is_sayable(next.text)) {
      raw.push_back(std::move(next));
    }
  }
  if (raw.empty()) {
    return scenario.data + ": has no lines";
  }
  Replay replay;
  std::map<std::string, std::size_t> rooms;
  std::map<std::string, std::size_t> names;
  const std::vector<double> due = moments(raw, scenario.gap_seconds);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto [room, is_new] = rooms.try_emplace(raw[i].room, rooms.size());
    if (is_new) {
      replay.titles.push_back(raw[i].room);
    }
    const std::size_t speaker = names.try_emplace(raw[i].from, names.size()).first->second;
    replay.lines.push_back({.room = room->second,
                            .from = speaker % members,
                            .due = static_cast<Nanos>(due[i] / scenario.speedup * 1e9),
                            .text = std::move(raw[i].text)});
  }
  replay.speakers = names.size();
  return replay;
}

}  // namespace xinqiao::bench
