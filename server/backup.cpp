#include "server/backup.hpp"

#include "server/control_call.hpp"
#include "store/backup.hpp"
#include "store/checkpoint.hpp"
#include "store/rocks_log.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

namespace fs = std::filesystem;

int problem(Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao backup: %s\n", what.c_str());
  return code;
}

// A backup in the folder it is of goes with it when the disk does.
bool is_within(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(path, error);
  const fs::path outer = fs::weakly_canonical(folder, error);
  const auto [end, at] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

std::string told(const store::Manifest& manifest, const std::string& to) {
  constexpr std::uint64_t kibibyte = 1024;
  return "backed up to " + to + ": position " + std::to_string(manifest.position) + ", epoch " +
         manifest.epoch + ", " + std::to_string(manifest.files.size()) + " files, " +
         std::to_string((manifest.bytes() + kibibyte - 1) / kibibyte) + " KiB";
}

int copy(const std::string& folder, const std::string& to, Position at_least) {
  store::Manifest manifest;
  const store::Status written = store::write_backup(folder, to, at_least, manifest);
  if (!written.is_ok()) return problem(exit_problem, written.message);
  std::printf("%s\n", told(manifest, to).c_str());
  return exit_ok;
}

int back_up_stopped(const BackupOptions& options) {
  std::unique_ptr<store::RocksLog> log;
  store::Status status = store::RocksLog::open(options.data, {}, log);
  if (!status.is_ok()) return problem(exit_store, status.message);
  std::unique_ptr<store::Checkpoint> checkpoint;
  status = log->checkpoint(checkpoint);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  return copy(checkpoint->folder(), options.to, checkpoint->at_least());
}

int back_up_running(const BackupOptions& options, const control::Answer& answer) {
  if (!answer.is_ok()) return problem(exit_problem, answer.error);
  const auto folder = answer.result.find("folder");
  const auto position = answer.result.find("position");
  Position at_least{};
  if (folder == answer.result.end() || position == answer.result.end()) {
    return problem(exit_problem, "the server's answer cannot be read: is it of another version?");
  }
  const std::string& digits = position->second;
  std::from_chars(digits.data(), digits.data() + digits.size(), at_least);
  return copy(options.data + "/" + folder->second, options.to, at_least);
}

}  // namespace

int backup(const BackupOptions& options) {
  // Opening would make a new store where none is; there is nothing to back up then.
  std::error_code error;
  if (!fs::exists(options.data, error)) return problem(exit_store, options.data + " is not there");
  if (is_within(options.to, options.data)) {
    return problem(exit_problem, options.to +
                                     " is inside the data folder: a backup there is lost "
                                     "with it, choose a place on another disk");
  }
  const store::Status free = store::check_backup_target(options.to);
  if (!free.is_ok()) return problem(exit_problem, free.message);

  ControlCall call;  // holds the checkpoint until the copy is done
  const auto outcome = call.ask(options.data, {"checkpoint", {}});
  if (const auto* trouble = get_if<std::string>(&outcome)) {
    return problem(exit_store, *trouble);
  }
  if (const auto* answer = get_if<control::Answer>(&outcome)) {
    return back_up_running(options, *answer);
  }
  return back_up_stopped(options);
}

}  // namespace xinqiao
