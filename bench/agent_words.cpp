#include "bench/agent_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

json::string_view key_view(std::string_view text) {
  return {text.data(), text.size()};
}

double real_of(const json::object& words, std::string_view key) {
  const json::value* value = words.if_contains(key_view(key));
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

const json::object* object_under(const json::object& words, std::string_view key) {
  const json::value* value = words.if_contains(key_view(key));
  return value == nullptr ? nullptr : value->if_object();
}

// The elements of an array of arrays of whole numbers; an element that is null is left out.
std::vector<std::vector<std::int64_t>> rows_of(const json::object& words, std::string_view key) {
  std::vector<std::vector<std::int64_t>> rows;
  const json::value* list = words.if_contains(key_view(key));
  if (list == nullptr || !list->is_array()) return rows;
  for (const json::value& one : list->get_array()) {
    auto& row = rows.emplace_back();
    if (!one.is_array()) continue;
    for (const json::value& number : one.get_array()) {
      json::error_code none;
      if (number.is_number()) row.push_back(number.to_number<std::int64_t>(none));
    }
  }
  return rows;
}

std::uint64_t whole(std::int64_t number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0));
}

json::object to_object(const Histogram& histogram) {
  const Histogram::Packed packed = histogram.packed();
  json::array filled;
  for (const auto& [bucket, count] : packed.filled) filled.push_back(json::array{bucket, count});
  return {{"filled", std::move(filled)},
          {"max", packed.max},
          {"sum_ms", packed.sum_ms},
          {"sum_of_squares", packed.sum_of_squares}};
}

Histogram histogram_of(const json::object& words, std::string_view key) {
  const json::object* object = object_under(words, key);
  if (object == nullptr) return {};
  Histogram::Packed packed;
  for (const auto& row : rows_of(*object, "filled")) {
    if (row.size() == 2) packed.filled.emplace_back(whole(row[0]), whole(row[1]));
  }
  packed.max = number_of(*object, "max");
  packed.sum_ms = real_of(*object, "sum_ms");
  packed.sum_of_squares = real_of(*object, "sum_of_squares");
  return Histogram::unpacked(packed);
}

struct VerdictField {
  std::string_view name;
  std::uint64_t Verdict::*count;
};
constexpr VerdictField verdict_fields[] = {
    {"sent", &Verdict::sent},
    {"acknowledged", &Verdict::acknowledged},
    {"refused", &Verdict::refused},
    {"unanswered", &Verdict::unanswered},
    {"deliveries", &Verdict::deliveries},
    {"expected_deliveries", &Verdict::expected_deliveries},
    {"lost", &Verdict::lost},
    {"duplicated", &Verdict::duplicated},
    {"reordered", &Verdict::reordered},
    {"altered", &Verdict::altered},
};

void put_report(json::object& out, const Report& report) {
  json::object verdict;
  for (const auto& [name, count] : verdict_fields) verdict[key_view(name)] = report.verdict.*count;
  json::object refusals;
  for (const auto& [reason, count] : report.refusals) refusals[reason] = count;
  json::object closes;
  for (const auto& [code, count] : report.closes) closes[std::to_string(code)] = count;
  out["verdict"] = std::move(verdict);
  out["latency"] = to_object(report.latency);
  out["acknowledgement"] = to_object(report.acknowledgement);
  out["late"] = to_object(report.late);
  out["window_seconds"] = report.window_seconds;
  out["window_deliveries"] = report.window_deliveries;
  out["generator_cpu"] = report.generator_cpu;
  out["others_cores"] = report.beside.others_cores;
  out["load"] = report.beside.load;
  out["marks"] = report.marks;
  out["reconnects"] = report.reconnects;
  out["repeats"] = report.repeats;
  out["refusals"] = std::move(refusals);
  out["closes"] = std::move(closes);
  out["connect_seconds"] = report.connect_seconds;
  out["setup_seconds"] = report.setup_seconds;
  json::array seconds;  // milliseconds after the start, deliveries a second, CPU in thousandths
  for (const SecondLook& look : report.timeline) {
    seconds.push_back(json::array{std::llround(look.at * 1e3),
                                  std::llround(look.deliveries_per_second),
                                  std::llround(look.generator_cpu * 1e3)});
  }
  out["timeline"] = std::move(seconds);
  out["history_checked"] = report.is_history_checked;
  out["problem"] = report.problem;
}

Report report_of(const json::object& words) {
  Report report;
  if (const json::object* verdict = object_under(words, "verdict")) {
    for (const auto& [name, count] : verdict_fields) {
      report.verdict.*count = whole(number_of(*verdict, name));
    }
  }
  report.latency = histogram_of(words, "latency");
  report.acknowledgement = histogram_of(words, "acknowledgement");
  report.late = histogram_of(words, "late");
  report.window_seconds = real_of(words, "window_seconds");
  report.window_deliveries = whole(number_of(words, "window_deliveries"));
  report.generator_cpu = real_of(words, "generator_cpu");
  report.beside = {.load = real_of(words, "load"), .others_cores = real_of(words, "others_cores")};
  report.marks = whole(number_of(words, "marks"));
  report.reconnects = whole(number_of(words, "reconnects"));
  report.repeats = whole(number_of(words, "repeats"));
  report.connect_seconds = real_of(words, "connect_seconds");
  report.setup_seconds = real_of(words, "setup_seconds");
  for (const auto& row : rows_of(words, "timeline")) {
    if (row.size() != 3) continue;
    SecondLook look{.at = static_cast<double>(row[0]) / 1e3, .server_cpu = {}};
    look.deliveries_per_second = static_cast<double>(row[1]);
    look.generator_cpu = static_cast<double>(row[2]) / 1e3;
    report.timeline.push_back(look);
  }
  const json::value* checked = words.if_contains("history_checked");
  report.is_history_checked = checked != nullptr && checked->is_bool() && checked->get_bool();
  report.problem = word_of(words, "problem");
  if (const json::object* refusals = object_under(words, "refusals")) {
    for (const auto& [reason, count] : *refusals) {
      report.refusals[std::string(reason)] = whole(number_of(*refusals, std::string(reason)));
    }
  }
  if (const json::object* closes = object_under(words, "closes")) {
    for (const auto& [code, count] : *closes) {
      const auto number = static_cast<std::uint16_t>(std::atoi(std::string(code).c_str()));
      report.closes[number] = whole(number_of(*closes, std::string(code)));
    }
  }
  return report;
}

}  // namespace

std::optional<json::object> read_words(const std::string& line) {
  json::error_code error;
  json::value value = json::parse(line, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string word_of(const json::object& words, std::string_view key) {
  const json::value* value = words.if_contains(key_view(key));
  return value != nullptr && value->is_string() ? value->get_string().c_str() : "";
}

std::int64_t number_of(const json::object& words, std::string_view key) {
  const json::value* value = words.if_contains(key_view(key));
  json::error_code none;
  return value != nullptr && value->is_number() ? value->to_number<std::int64_t>(none) : 0;
}

// Each agent gets the keys of its own members and no others.
json::array to_array(const std::vector<Credential>& everybody, std::size_t index, std::size_t of) {
  json::array list;
  for (std::size_t i = 0; i < everybody.size(); ++i) {
    json::array rooms;
    for (const RoomId room : everybody[i].rooms) rooms.push_back(room.value);
    const bool is_its_own = i % of == index;
    list.push_back(json::object{{"member", everybody[i].member.value},
                                {"token", is_its_own ? everybody[i].token : ""},
                                {"rooms", std::move(rooms)}});
  }
  return list;
}

std::vector<Credential> credentials_of(const json::object& words) {
  std::vector<Credential> everybody;
  const json::value* list = words.if_contains("members");
  if (list == nullptr || !list->is_array()) return everybody;
  for (const json::value& one : list->get_array()) {
    if (!one.is_object()) continue;
    const json::object& member = one.get_object();
    Credential credential{.member = {whole(number_of(member, "member"))},
                          .token = word_of(member, "token"),
                          .rooms = {}};
    const json::value* rooms = member.if_contains("rooms");
    for (const json::value& room : rooms == nullptr ? json::array{} : rooms->as_array()) {
      credential.rooms.push_back({room.to_number<std::uint64_t>()});
    }
    everybody.push_back(std::move(credential));
  }
  return everybody;
}

json::object to_object(const AgentFound& found) {
  json::object out{{"said", "report"}};
  put_report(out, found.report);
  json::array posts;
  for (const Audit::Heard& one : found.posts) {
    json::array row{one.post, one.due};
    if (one.after) row.push_back(*one.after);
    posts.push_back(std::move(row));
  }
  json::array rooms;
  for (const Run::Count& one : found.rooms) {
    rooms.push_back(json::array{one.room.value, one.acknowledged, one.listeners});
  }
  out["posts"] = std::move(posts);
  out["rooms"] = std::move(rooms);
  return out;
}

std::optional<AgentFound> agent_found_of(const json::object& words) {
  if (word_of(words, "said") != "report") return std::nullopt;
  AgentFound found{.report = report_of(words), .posts = {}, .rooms = {}};
  for (const auto& row : rows_of(words, "posts")) {
    if (row.size() < 2) return std::nullopt;
    Audit::Heard one{.post = static_cast<PostIndex>(row[0]), .due = row[1], .after = {}};
    if (row.size() > 2) one.after = row[2];
    found.posts.push_back(one);
  }
  for (const auto& row : rows_of(words, "rooms")) {
    if (row.size() != 3) return std::nullopt;
    found.rooms.push_back({{whole(row[0])}, whole(row[1]), whole(row[2])});
  }
  return found;
}

}  // namespace xinqiao::bench
