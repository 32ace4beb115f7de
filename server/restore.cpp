#include "server/backup.hpp"
#include "server/tools.hpp"
#include "server/unfinished_folder.hpp"
#include "server/verify.hpp"
#include "store/backup.hpp"
#include "store/rocks_log.hpp"
#include "store/sign.hpp"
#include "store/upgrade.hpp"

#include <cstdio>
#include <memory>
#include <optional>

namespace xinqiao {
namespace {

using store::Fault;
using store::Status;

int problem(Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao restore: %s\n", what.c_str());
  return code;
}

struct Restored {
  std::string epoch;
  VerifyReport report;
  std::optional<std::size_t> ended;  // sessions
};

Status end_sessions(store::Log& log, Restored& restored) {
  ServerTool tool(log);
  if (Status loaded = tool.load(); !loaded.is_ok()) return loaded;
  restored.ended = tool.end_sessions();
  if (restored.ended) return Status::ok();
  return Status::error(Fault::io_error, "the sessions could not be ended: " + tool.last_error());
}

// Opens what was unpacked, which begins a new epoch, and holds every row against its events.
Status bring_to_life(const RestoreOptions& options, const store::Manifest& manifest,
                     Restored& restored) {
  store::RocksLog::Options quiet;
  quiet.restoring = true;
  quiet.housekeeping = false;
  quiet.ballast_bytes = 0;
  quiet.room_bytes = 0;
  std::unique_ptr<store::RocksLog> log;
  if (Status opened = store::RocksLog::open(options.data, quiet, log); !opened.is_ok()) {
    return opened;
  }
  if (log->report().position != manifest.position) {
    return Status::error(Fault::corrupted, options.from + " is damaged: it ends at position " +
                                               std::to_string(log->report().position) +
                                               ", not at " + std::to_string(manifest.position));
  }
  restored.epoch = log->report().epoch;
  if (options.end_sessions) {
    if (Status ended = end_sessions(*log, restored); !ended.is_ok()) return ended;
  }
  restored.report = verify(*log);
  if (restored.report.is_ok()) return log->failure();
  for (const std::string& what : restored.report.problems) std::printf("%s\n", what.c_str());
  return Status::error(Fault::corrupted, options.from + " does not agree with itself (" +
                                             std::to_string(restored.report.problems_found) +
                                             " problems, above): restore an older backup");
}

void tell(const RestoreOptions& options, const store::Manifest& manifest,
          const Restored& restored) {
  const VerifyReport& report = restored.report;
  const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
  std::printf(
      "restored %s, made %s, into %s: position %llu, %llu rooms, %llu members, %llu events\n",
      options.from.c_str(), manifest.made.c_str(), options.data.c_str(), count(manifest.position),
      count(report.rooms), count(report.members), count(report.events));
  std::printf("a new epoch begins, %s after %s: every device will notice\n", restored.epoch.c_str(),
              manifest.epoch.c_str());
  if (restored.ended) std::printf("%llu sessions were ended\n", count(*restored.ended));
}

}  // namespace

int restore(const RestoreOptions& options) {
  store::Manifest manifest;
  Status status = store::read_backup(options.from, manifest);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  const std::uint64_t newest = store::format_after(store::released_steps().size());
  if (manifest.store_format > newest) {
    return problem(exit_problem,
                   store::newer_store(options.from, manifest.store_format, newest).message);
  }
  UnfinishedFolder unfinished(options.data);
  status = store::prepare_restore(options.data);
  if (!status.is_ok()) return problem(exit_store, status.message);
  unfinished.begin();
  status = store::unpack_backup(options.from, manifest, options.data);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  Restored restored;
  status = bring_to_life(options, manifest, restored);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  status = store::sign_store(options.data, newest);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  unfinished.finish();
  tell(options, manifest, restored);
  return exit_ok;
}

}  // namespace xinqiao
