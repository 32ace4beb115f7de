#include "bench/plain_pages.hpp"

#include "store/keys.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"
#include "store/rocks_silent.hpp"

#include <rocksdb/db.h>

#include <vector>

namespace xinqiao::bench {
struct PlainPages::Parts {
  ~Parts() {
    events.reset();
    for (rocksdb::ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
  }

  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::unique_ptr<rocksdb::Iterator> events;
};

PlainPages::PlainPages() = default;
PlainPages::~PlainPages() = default;

bool PlainPages::open(const std::string& folder) {
  parts_ = std::make_unique<Parts>();
  const store::RocksLog::Options options;
  auto settings = store::rocks::database_options(options, false);
  settings.info_log = std::make_shared<store::rocks::Silent>();
  // All at once, so that none goes while it is needed: whoever writes there may take files away.
  settings.max_open_files = -1;
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::OpenForReadOnly(
      settings, folder, store::rocks::all_families(options), &parts_->families, &db);
  parts_->db.reset(db);
  if (!status.ok()) {
    problem_ = status.ToString();
    return false;
  }
  const auto family = 1 + static_cast<std::size_t>(store::Family::events);  // the default is first
  parts_->events.reset(db->NewIterator({}, parts_->families[family]));
  return true;
}

void PlainPages::close() {
  parts_.reset();
}

bool PlainPages::read(RoomId room, Seq from, std::size_t count) {
  rocksdb::Iterator& events = *parts_->events;
  const std::string last = store::keys::event(room, from + count - 1);
  events.Seek(store::keys::event(room, from));
  for (std::size_t i = 1; i < count && events.Valid(); ++i) {
    bytes_ += events.value().size();
    events.Next();
  }
  if (events.Valid() && events.key() == last) {
    bytes_ += events.value().size();
    return true;
  }
  problem_ = "events are missing in the store: " + events.status().ToString();
  return false;
}

}  // namespace xinqiao::bench
