// A store as an export, and an export as a store, in memory. Threading: belongs to its test.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/portable/line_export.hpp"
#include "server/portable/line_import.hpp"
#include "tests/support/memory_log.hpp"

namespace xinqiao::testing {

using Lines = std::vector<std::string>;

inline const portable::ExportOrder some_order{"0.0.0-test", Instant{1'790'000'000'000}};

struct Export {
  Lines lines;
  store::Status status;
  portable::Exported done;
};
inline Export export_of(const store::Log& log) {
  Export made;
  made.status = portable::export_lines(
      log, some_order,
      [&](std::string_view line) {
        made.lines.emplace_back(line);
        return store::Status::ok();
      },
      made.done);
  return made;
}

struct Import {
  std::unique_ptr<MemoryLog> log = std::make_unique<MemoryLog>();
  portable::Wrong wrong;
  std::uint64_t number = 0;  // of the line that is wrong
};
inline Import import_of(const Lines& lines) {
  Import made;
  portable::LineImport import(*made.log);
  for (const std::string& line : lines) {
    ++made.number;
    if ((made.wrong = import.take(line))) return made;
  }
  if ((made.wrong = import.finish())) return made;
  auto at = lines.begin();
  const auto next = [&]() -> std::optional<std::string_view> {
    if (at == lines.end()) return std::nullopt;
    return *at++;
  };
  made.wrong = portable::compare_lines(*made.log, some_order, next, made.number);
  return made;
}

// What is not the same after export, import and export; nothing if all is.
inline std::optional<std::string> round_trip(const store::Log& log) {
  const Export first = export_of(log);
  if (!first.status.is_ok()) return first.status.message;
  const Import made = import_of(first.lines);
  if (made.wrong) return "line " + std::to_string(made.number) + ": " + *made.wrong;
  const Export second = export_of(*made.log);
  if (!second.status.is_ok()) return second.status.message;
  if (second.lines.size() != first.lines.size()) return "another number of lines";
  // The first line, and the check of it, are of the store that was read.
  for (std::size_t i = 2; i < first.lines.size(); ++i) {
    if (first.lines[i] != second.lines[i]) return "line " + std::to_string(i + 1) + " differs";
  }
  return std::nullopt;
}

}  // namespace xinqiao::testing
