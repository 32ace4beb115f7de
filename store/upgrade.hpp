// From one format of the store to the next. Opening a store of an older format first makes a backup
// of it in its own folder (`before-format-N`, as `xinqiao backup` makes them), then raises the
// sign, so that an older version leaves the folder alone, then takes the steps that are left, one
// by one, each made durable with the new number. Cut short at any moment, the next opening goes on.
// Errors: a Status; the store is not opened. Threading: within RocksLog::open.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/rocks_log.hpp"

namespace xinqiao::store {

// Leads from one format to the next. It may be cut short and run again, so it must come to the same
// when part of it, or all, has been done. It keeps what it writes by RocksLog::append, in batches
// of bounded size, and leaves keys::format to the frame.
struct UpgradeStep {
  std::string what;  // for the operator's log
  std::function<Status(RocksLog& log)> run;
};

// The first leads from format 1 to 2. So this version's format is one more than there are steps.
using UpgradeSteps = std::vector<UpgradeStep>;
const UpgradeSteps& released_steps();

constexpr std::uint64_t format_after(std::size_t steps) {
  return 1 + steps;
}

// found: the format that the store's meta row says. restored: there is a backup already, and the
// sign is the restore's.
Status upgrade(RocksLog& log, const std::string& folder, const UpgradeSteps& steps,
               std::uint64_t found, bool restored);

// Where the backup before the upgrade to this format stands.
std::string before_format(const std::string& folder, std::uint64_t format);

}  // namespace xinqiao::store
