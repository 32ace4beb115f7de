// What a RocksLog is made of. For rocks_log.cpp and rocks_scrub.cpp alone; RocksDB stays inside.
// Threading: as rocks_log.hpp says.
#pragma once

#include "store/disk_room.hpp"
#include "store/rocks_failure.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"
#include "store/rocks_view.hpp"
#include "store/table_list.hpp"
#include "store/upgrade.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace xinqiao::store {

struct RocksLog::Parts {
  Parts(std::string folder_name, Options chosen)
      : folder(std::move(folder_name)),
        options(chosen),
        steps(options.steps != nullptr ? *options.steps : released_steps()),
        room(folder, {.floor_bytes = std::max(options.room_bytes, options.least_room_bytes()),
                      .ballast_bytes = options.ballast_bytes}) {}

  rocksdb::ColumnFamilyHandle* family(Family wanted) const {
    return handles[1 + static_cast<std::size_t>(wanted)];
  }

  const std::string folder;
  const Options options;
  const UpgradeSteps& steps;
  OpenReport report;
  const std::shared_ptr<rocks::Failure> failure = std::make_shared<rocks::Failure>();
  std::unique_ptr<rocksdb::DB> database;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // default, then the families in order

  std::mutex write_mutex;        // writes, and the scrub's one look-and-erase
  rocksdb::WriteBatch outgoing;  // keeps its buffer from write to write
  std::mutex sync_mutex;
  rocks::Views views;
  std::atomic<bool> scrub_canceled{false};
  std::atomic<bool> has_told_unreadable{false};
  const std::shared_ptr<std::atomic<bool>> has_checkpoint =
      std::make_shared<std::atomic<bool>>(false);

  DiskRoom room;
  std::mutex house_mutex;   // keep_house may be called beside the thread
  Position marked{};        // what high_water says, in its first line,
  TableList listed;         // and in its second,
  std::string listed_line;  // which is this
  std::mutex stop_mutex;
  std::condition_variable stop_changed;
  bool stopping = false;
  std::thread housekeeper;
};

}  // namespace xinqiao::store
