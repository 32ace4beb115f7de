#include "server/doctor.hpp"

#include "protocol/json_writer.hpp"
#include "server/doctor_rows.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace xinqiao::doctor {
namespace {

struct Row {
  std::string_view check;
  Judged (*judge)(const Facts& facts);
};

// In the order in which an operator would ask.
constexpr std::array rows = std::to_array<Row>({
    {"settings", judge_settings},
    {"folder", judge_folder},
    {"store", judge_store},
    {"disk", judge_disk},
    {"file system", judge_file_system},
    {"ballast", judge_ballast},
    {"sync", judge_sync},
    {"listen", judge_listen},
    {"tls", judge_tls},
    {"push", judge_push},
    {"backups", judge_backups},
    {"descriptors", judge_descriptors},
    {"memory", judge_memory},
    {"swap", judge_swap},
    {"clock", judge_clock},
    {"kernel", judge_kernel},
    {"locale", judge_locale},
});

constexpr std::array<std::string_view, 3> mark_words = {"ok", "warning", "problem"};

std::string_view words(Mark mark) {
  return mark_words[static_cast<std::size_t>(mark)];
}

std::string padded(std::string_view word, std::size_t columns) {
  std::string out(word);
  out.resize(std::max(columns, out.size()), ' ');
  return out;
}

}  // namespace

std::vector<Finding> examine(const Facts& facts) {
  std::vector<Finding> findings;
  for (const Row& row : rows) {
    if (Judged judged = row.judge(facts)) findings.push_back({row.check, *std::move(judged)});
  }
  return findings;
}

Mark worst(const std::vector<Finding>& findings) {
  Mark mark = Mark::ok;
  for (const Finding& finding : findings) mark = std::max(mark, finding.verdict.mark);
  return mark;
}

std::string to_lines(const std::vector<Finding>& findings) {
  constexpr std::size_t mark_columns = 9;
  constexpr std::size_t check_columns = 13;
  std::string out;
  for (const auto& [check, verdict] : findings) {
    out += padded(words(verdict.mark), mark_columns) + padded(check, check_columns) + verdict.what;
    if (!verdict.advice.empty()) out += "; " + verdict.advice;
    out += '\n';
  }
  return out;
}

std::string to_json(const std::vector<Finding>& findings) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("result").string(words(worst(findings))).key("checks").begin_array();
  for (const auto& [check, verdict] : findings) {
    json.begin_object().key("check").string(check).key("mark").string(words(verdict.mark));
    json.key("what").string(verdict.what);
    if (!verdict.advice.empty()) json.key("advice").string(verdict.advice);
    json.end_object();
  }
  json.end_array().end_object();
  return out + '\n';
}

Verdict fine(std::string what) {
  return {Mark::ok, std::move(what), {}};
}
Verdict warning(std::string what, std::string advice) {
  return {Mark::warning, std::move(what), std::move(advice)};
}
Verdict problem(std::string what, std::string advice) {
  return {Mark::problem, std::move(what), std::move(advice)};
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> units = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (number >= 1024 && unit + 1 < units.size()) {
    number /= 1024;
    unit += 1;
  }
  std::array<char, 48> place{};
  std::snprintf(place.data(), place.size(), unit == 0 ? "%.0f %s" : "%.1f %s", number, units[unit]);
  return place.data();
}

std::string program_words(const Program& program) {
  const std::string name = program.name.empty() ? "a program" : program.name;
  if (program.pid == 0) return name + " that this user cannot see";
  return name + " (process " + std::to_string(program.pid) + ")";
}

}  // namespace xinqiao::doctor
