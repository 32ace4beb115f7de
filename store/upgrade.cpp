#include "store/upgrade.hpp"

#include "store/backup.hpp"
#include "store/checkpoint.hpp"
#include "store/keys.hpp"
#include "store/sign.hpp"

#include <filesystem>
#include <memory>
#include <system_error>

namespace xinqiao::store {
namespace {

Status back_up(RocksLog& log, const std::string& target) {
  std::error_code error;
  // It was renamed when it was whole: an upgrade that was cut short goes on with it.
  if (std::filesystem::exists(target, error)) return Status::ok();
  std::unique_ptr<Checkpoint> checkpoint;
  if (Status made = log.checkpoint(checkpoint); !made.is_ok()) return made;
  Manifest manifest;
  return write_backup(checkpoint->folder(), target, 0, manifest);
}

}  // namespace

const UpgradeSteps& released_steps() {
  static const UpgradeSteps none;  // format 1 is the first
  return none;
}

std::string before_format(const std::string& folder, std::uint64_t format) {
  return folder + "/before-format-" + std::to_string(format);
}

Status upgrade(RocksLog& log, const std::string& folder, const UpgradeSteps& steps,
               std::uint64_t found, bool restored) {
  const std::uint64_t newest = format_after(steps.size());
  if (!restored) {
    if (Status kept = back_up(log, before_format(folder, newest)); !kept.is_ok()) {
      return Status::error(kept.fault, folder + " is of format " + std::to_string(found) +
                                           " and is upgraded to " + std::to_string(newest) +
                                           " only after a backup, which failed: " + kept.message);
    }
    if (Status raised = sign_store(folder, newest); !raised.is_ok()) return raised;
  }
  for (std::uint64_t format = found; format < newest; ++format) {
    const UpgradeStep& step = steps[format - 1];
    if (Status done = step.run(log); !done.is_ok()) {
      return Status::error(
          done.fault, "the upgrade of " + folder + " stopped (" + step.what + "): " + done.message);
    }
    Batch batch;
    batch.put(Family::meta, keys::format, keys::number_value(format + 1));
    if (Status kept = log.append(batch); !kept.is_ok()) return kept;
  }
  return Status::ok();
}

}  // namespace xinqiao::store
