#include "store/rocks_reading.hpp"

#include "store/keys.hpp"
#include "store/rocks_options.hpp"
#include "store/rocks_scan.hpp"
#include "store/rocks_silent.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <utility>
#include <vector>

namespace xinqiao::store {
namespace {

Status read_only() {
  return Status::error(Fault::io_error, "the store was opened to be read only");
}

}  // namespace

struct RocksReading::Parts {
  rocksdb::ColumnFamilyHandle* family(Family wanted) const {
    return handles[1 + static_cast<std::size_t>(wanted)];
  }

  std::unique_ptr<rocksdb::DB> database;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // default, then the families in order
};

RocksReading::RocksReading(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Status RocksReading::open(const std::string& folder, std::unique_ptr<RocksReading>& log) {
  auto parts = std::make_unique<Parts>();
  const RocksLog::Options options;
  auto settings = rocks::database_options(options, false);
  settings.info_log = std::make_shared<rocks::Silent>();
  // A database that is only read has no thread to leave work to: Debian's RocksDB asserts so.
  settings.avoid_unnecessary_blocking_io = false;
  rocksdb::DB* database = nullptr;
  const auto opened = rocksdb::DB::OpenForReadOnly(settings, folder, rocks::all_families(options),
                                                   &parts->handles, &database);
  if (!opened.ok()) return rocks::status_of("cannot open " + folder, opened);
  parts->database.reset(database);
  log.reset(new RocksReading(std::move(parts)));
  return Status::ok();
}

RocksReading::~RocksReading() {
  for (auto* handle : parts_->handles) {
    parts_->database->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  parts_->database->Close().PermitUncheckedError();
}

std::uint64_t RocksReading::number_at(std::string_view key) const {
  const auto value = get(Family::meta, key);
  return value && value->size() == 8 ? keys::number(*value, 0, 0) : 0;
}

std::uint64_t RocksReading::format() const {
  return number_at(keys::format);
}

Position RocksReading::position() const {
  return number_at(keys::position);
}

std::string RocksReading::epoch() const {
  return get(Family::meta, keys::epoch).value_or("");
}

Status RocksReading::check_blocks() const {
  return rocks::status_of("a table of the store is damaged", parts_->database->VerifyChecksum());
}

Status RocksReading::write(const Batch&) {
  return read_only();
}

Status RocksReading::sync() {
  return read_only();
}

std::optional<std::string> RocksReading::get(Family family, std::string_view key) const {
  std::string value;
  const auto found = parts_->database->Get(rocksdb::ReadOptions(), parts_->family(family),
                                           rocks::slice(key), &value);
  if (found.ok()) return value;
  return std::nullopt;
}

Status RocksReading::scan(Family family, std::string_view from, std::string_view to, Order order,
                          const Visit& visit) const {
  return rocks::scan_rows(*parts_->database, parts_->family(family), {}, {from, to, order}, visit);
}

}  // namespace xinqiao::store
