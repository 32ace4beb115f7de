#include "server/portable/commands.hpp"

#include "server/clock.hpp"
#include "server/portable/line_export.hpp"
#include "server/portable/line_file.hpp"
#include "server/portable/line_import.hpp"
#include "server/unfinished_folder.hpp"
#include "server/verify.hpp"
#include "store/backup.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_reading.hpp"
#include "store/sign.hpp"
#include "store/upgrade.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

namespace xinqiao::portable {
namespace {

namespace fs = std::filesystem;
using store::Status;

int failed(const char* command, Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao %s: %s\n", command, what.c_str());
  return code;
}

ExportOrder order_now() {
  return {XINQIAO_VERSION, SystemClock{}.now()};
}

// Opening would make a new store where none is.
bool is_store(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(folder + "/" + std::string(store::sign_file), ignored);
}
bool is_backup(const std::string& folder) {
  std::error_code ignored;
  return fs::exists(folder + "/" + std::string(store::manifest_file), ignored);
}

Status open_backup(const std::string& folder, std::unique_ptr<store::Log>& log) {
  store::Manifest manifest;
  if (Status read = store::read_backup(folder, manifest); !read.is_ok()) return read;
  const std::uint64_t known = store::format_after(store::released_steps().size());
  if (manifest.store_format > known) {
    return store::newer_store(folder, manifest.store_format, known);
  }
  if (manifest.store_format < known) {
    return Status::error(store::Fault::not_a_store,
                         folder + " is of an older format: restore it, and export the store");
  }
  std::unique_ptr<store::RocksReading> reading;
  Status opened = store::RocksReading::open(folder, reading);
  log = std::move(reading);
  return opened;
}

Status open_source(const std::string& folder, std::unique_ptr<store::Log>& log) {
  if (!is_store(folder) && is_backup(folder)) return open_backup(folder, log);
  if (!is_store(folder)) {
    return Status::error(store::Fault::not_a_store,
                         folder + " is neither a data folder of xinqiao nor a backup");
  }
  std::unique_ptr<store::RocksLog> opened;
  Status status = store::RocksLog::open(folder, {}, opened);
  log = std::move(opened);
  return status;
}

std::string counted(std::uint64_t number, const char* what) {
  return std::to_string(number) + " " + what;
}

std::string told(const Exported& done) {
  const exported::Head& head = done.head;
  std::string text =
      "exported " + counted(done.end.rooms, "rooms, ") + counted(done.end.members, "members, ") +
      counted(done.end.events, "events; left out: ") + counted(head.closed, "closed rooms, ") +
      counted(head.direct, "direct, ") + counted(head.talks, "talks heart to heart");
  if (head.unknown > 0) text += ", " + counted(head.unknown, "that this store does not hold");
  return text;
}

// The lines as they are, and what was counted at their end.
Wrong read_lines(LineReader& reader, LineImport& import) {
  while (const auto line = reader.next()) {
    if (Wrong wrong = import.take(*line)) return wrong;
  }
  if (!reader.status().is_ok()) return reader.status().message;
  return import.finish();
}

std::string at_line(const std::string& file, std::uint64_t number, const std::string& what) {
  return file + ", line " + std::to_string(number) + ": " + what;
}

// All of the new store, but for the sign on its door.
Wrong fill(const ImportOptions& options, LineReader& reader, std::string& told) {
  store::RocksLog::Options making;
  making.restoring = true;
  making.importing = true;
  making.ballast_bytes = 0;
  std::unique_ptr<store::RocksLog> log;
  if (Status opened = store::RocksLog::open(options.data, making, log); !opened.is_ok()) {
    return opened.message;
  }
  LineImport import(*log);
  if (Wrong wrong = read_lines(reader, import)) {
    return at_line(options.file, reader.number(), *wrong);
  }
  LineReader again(options.file);
  if (Status opened = again.check(); !opened.is_ok()) return opened.message;
  // Not before it was made, whatever the clock says here: what was released then still is.
  ExportOrder order = order_now();
  order.made = std::max(order.made, import.head().made);
  const NextLine next = [&] { return again.next(); };
  std::uint64_t number = 0;
  if (Wrong wrong = compare_lines(*log, order, next, number)) {
    return at_line(options.file, number, *wrong);
  }
  const VerifyReport report = verify(*log);
  if (!report.is_ok()) {
    for (const std::string& what : report.problems) std::printf("%s\n", what.c_str());
    return options.file + " does not agree with itself (" + std::to_string(report.problems_found) +
           " problems, above): get the file again from where it was made";
  }
  if (Status failure = log->failure(); !failure.is_ok()) return failure.message;
  told = "imported " + counted(report.rooms, "rooms, ") + counted(report.members, "members, ") +
         counted(report.events, "events, made ") + "by version " + import.head().version +
         "; a new epoch begins, " + log->report().epoch;
  return std::nullopt;
}

// What the database takes on the disk.
std::uint64_t bytes_in(const std::string& folder) {
  std::error_code error;
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const bool is_of_database = name.ends_with(".sst") || name.ends_with(".log");
    if (!is_of_database || !entry.is_regular_file(error)) continue;
    const std::uint64_t size = entry.file_size(error);
    if (!error) bytes += size;
  }
  return bytes;
}

}  // namespace

int export_history(const ExportOptions& options) {
  std::unique_ptr<store::Log> log;
  if (Status opened = open_source(options.data, log); !opened.is_ok()) {
    return failed("export", exit_store, opened.message);
  }
  LineWriter writer(options.out);
  if (Status ready = writer.check(); !ready.is_ok()) {
    return failed("export", exit_problem, ready.message);
  }
  Exported done;
  Status status = export_lines(
      *log, order_now(), [&](std::string_view line) { return writer.add(line); }, done);
  if (status.is_ok()) status = writer.finish();
  if (!status.is_ok()) return failed("export", exit_problem, status.message);
  std::fprintf(options.out.empty() ? stderr : stdout, "%s\n", told(done).c_str());
  return exit_ok;
}

int import_history(const ImportOptions& options) {
  LineReader reader(options.file);
  if (Status ready = reader.check(); !ready.is_ok()) {
    return failed("import", exit_problem, ready.message);
  }
  UnfinishedFolder unfinished(options.data);
  if (Status ready = store::prepare_restore(options.data); !ready.is_ok()) {
    return failed("import", exit_store, ready.message);
  }
  unfinished.begin();
  std::string told;
  if (Wrong wrong = fill(options, reader, told)) return failed("import", exit_problem, *wrong);
  const std::uint64_t newest = store::format_after(store::released_steps().size());
  if (Status said = store::sign_store(options.data, newest); !said.is_ok()) {
    return failed("import", exit_problem, said.message);
  }
  unfinished.finish();
  std::printf("%s\n", told.c_str());
  std::printf(
      "nobody has a way in yet: xinqiao user reset NAME --data %s makes a sign-in link for one\n",
      options.data.c_str());
  return exit_ok;
}

int compact(const std::string& data) {
  if (!is_store(data)) return failed("compact", exit_store, data + " is no data folder of xinqiao");
  const std::uint64_t before = bytes_in(data);
  std::unique_ptr<store::RocksLog> log;
  if (Status opened = store::RocksLog::open(data, {}, log); !opened.is_ok()) {
    return failed("compact", exit_store, opened.message);
  }
  const Status done = log->compact();
  log.reset();
  if (!done.is_ok()) return failed("compact", exit_problem, done.message);
  const auto number = [](std::uint64_t bytes) { return static_cast<unsigned long long>(bytes); };
  std::printf("compacted: %llu bytes before, %llu after\n", number(before), number(bytes_in(data)));
  return exit_ok;
}

}  // namespace xinqiao::portable
