#include "store/rocks_log.hpp"

#include "store/disk_room.hpp"
#include "store/durable_file.hpp"
#include "store/keys.hpp"
#include "store/rocks_failure.hpp"
#include "store/rocks_logger.hpp"
#include "store/rocks_options.hpp"
#include "store/rocks_view.hpp"
#include "store/sign.hpp"

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace xinqiao::store {
namespace {

constexpr std::string_view high_water_file = "high_water";
constexpr std::chrono::seconds housekeeping_period{1};

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

std::string random_epoch() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string epoch;
  while (epoch.size() < 16) epoch.push_back(digits[random() % 16]);
  return epoch;
}

std::uint64_t parse_number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Status newer(const std::string& folder, std::uint64_t found) {
  return Status::error(Fault::newer_format, folder + " was written by a newer version (format " +
                                                std::to_string(found) + "; this one knows " +
                                                std::to_string(format) +
                                                "): start the newer version again");
}

// What stands at the folder: nothing yet, a birth that was cut short, or a store.
enum class Place : std::uint8_t { unborn, store };

Status look_at(const std::string& folder, Place& place) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return system_error("cannot make the folder " + folder, error.value());
  std::optional<std::string> sign;
  if (Status read = read_file(folder + "/" + std::string(sign_file), sign); !read.is_ok()) {
    return read;
  }
  if (sign && sign->starts_with(sign_prefix)) {
    const std::uint64_t found = parse_number(std::string_view(*sign).substr(sign_prefix.size()));
    if (found > format) return newer(folder, found);
    place = Place::store;
    if (found == format) return Status::ok();
  }
  if (sign && *sign == sign_of_birth) {
    place = Place::unborn;
    return Status::ok();
  }
  const bool is_empty = fs::is_empty(folder, error);
  if (error) return system_error("cannot read the folder " + folder, error.value());
  if (sign || !is_empty) {
    return Status::error(Fault::not_a_store, folder +
                                                 " holds something else than a store of "
                                                 "Xinqiao: choose an empty or a new folder");
  }
  place = Place::unborn;
  fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return system_error("cannot close the folder to others: " + folder, error.value());
  return replace_file(folder, sign_file, sign_of_birth);
}

}  // namespace

struct RocksLog::Parts {
  Parts(std::string folder_name, Options chosen)
      : folder(std::move(folder_name)),
        options(chosen),
        room(folder, {.floor_bytes = std::max(options.room_bytes, options.least_room_bytes()),
                      .ballast_bytes = options.ballast_bytes}) {}

  rocksdb::ColumnFamilyHandle* family(Family wanted) const {
    return handles[1 + static_cast<std::size_t>(wanted)];
  }

  const std::string folder;
  const Options options;
  OpenReport report;
  const std::shared_ptr<rocks::Failure> failure = std::make_shared<rocks::Failure>();
  std::unique_ptr<rocksdb::DB> database;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // default, then the families in order

  std::mutex write_mutex;        // writes, and the scrub's one look-and-erase
  rocksdb::WriteBatch outgoing;  // keeps its buffer from write to write
  std::mutex sync_mutex;
  rocks::Views views;
  std::atomic<bool> scrub_canceled{false};

  DiskRoom room;
  std::mutex house_mutex;  // keep_house may be called beside the thread
  Position marked{};       // what high_water says
  std::mutex stop_mutex;
  std::condition_variable stop_changed;
  bool stopping = false;
  std::thread housekeeper;
};

namespace {

// Turns a Batch into RocksDB's, and notices the position it carries.
struct Replay {
  rocksdb::WriteBatch& out;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles;
  Position position{};

  rocksdb::ColumnFamilyHandle* family(Family wanted) const {
    return handles[1 + static_cast<std::size_t>(wanted)];
  }
  void put(Family to, std::string_view key, std::string_view value) {
    if (to == Family::meta && key == keys::position) position = keys::number(value, 0, 0);
    out.Put(family(to), slice(key), slice(value));
  }
  void erase(Family from, std::string_view key) { out.Delete(family(from), slice(key)); }
};

}  // namespace

RocksLog::RocksLog(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Status RocksLog::open(const std::string& folder, const Options& options,
                      std::unique_ptr<RocksLog>& log) {
  Place place = Place::store;
  if (Status seen = look_at(folder, place); !seen.is_ok()) return seen;
  auto parts = std::make_unique<Parts>(folder, options);
  parts->report.gave_ballast = parts->room.give_way();

  rocksdb::DB* database = nullptr;
  auto settings = rocks::database_options(options, place == Place::unborn);
  settings.info_log = std::make_shared<rocks::PlainLogger>(folder);
  settings.listeners.push_back(std::make_shared<rocks::Listener>(parts->failure));
  const auto opened =
      rocksdb::DB::Open(settings, folder, rocks::all_families(options), &parts->handles, &database);
  if (!opened.ok()) return rocks::opening_error(folder, opened);
  parts->database.reset(database);
  parts->views.wrote(*database, 0);
  parts->views.show(parts->views.written());
  log.reset(new RocksLog(std::move(parts)));
  Status ready = log->settle(place == Place::unborn);
  if (!ready.is_ok()) log.reset();
  return ready;
}

Status RocksLog::settle(bool unborn) {
  const auto number_at = [this](std::string_view key) -> std::optional<std::uint64_t> {
    const auto value = get(Family::meta, key);
    if (!value || value->size() != 8) return std::nullopt;
    return keys::number(*value, 0, 0);
  };
  const auto found = number_at(keys::format);
  if (found && *found > format) return newer(parts_->folder, *found);
  if (!found && !unborn) {
    return Status::error(Fault::corrupted,
                         parts_->folder + " does not say its format: restore a backup");
  }
  OpenReport& report = parts_->report;
  report.created = !found;
  report.position = number_at(keys::position).value_or(0);
  std::optional<std::string> mark;
  const std::string mark_path = parts_->folder + "/" + std::string(high_water_file);
  if (Status read = read_file(mark_path, mark); !read.is_ok()) return read;
  report.high_water = mark ? parse_number(*mark) : 0;
  report.lost_words = report.position < report.high_water;
  report.epoch = get(Family::meta, keys::epoch).value_or("");
  if (report.created || report.lost_words || report.epoch.empty()) {
    report.epoch = random_epoch();
    Batch batch;
    batch.put(Family::meta, keys::format, keys::number_value(format));
    batch.put(Family::meta, keys::epoch, report.epoch);
    if (Status kept = append(batch); !kept.is_ok()) return kept;
  }
  if (unborn) {
    const std::string sign = std::string(sign_prefix) + std::to_string(format) + "\n";
    if (Status said = replace_file(parts_->folder, sign_file, sign); !said.is_ok()) return said;
  }
  // Only now that the new epoch is kept may the mark sink to the shorter log.
  parts_->views.wrote(*parts_->database, report.position);
  if (Status shown = sync(); !shown.is_ok()) return shown;
  parts_->marked = report.high_water;
  if (parts_->failure->is_set()) return failure();
  keep_house();
  if (parts_->options.housekeeping) {
    parts_->housekeeper = std::thread([this] { keep_house_until_stopped(); });
  }
  return Status::ok();
}

RocksLog::~RocksLog() {
  if (!parts_) return;
  if (parts_->housekeeper.joinable()) {
    {
      const std::lock_guard lock(parts_->stop_mutex);
      parts_->stopping = true;
    }
    parts_->stop_changed.notify_all();
    parts_->housekeeper.join();
  }
  if (!parts_->failure->is_set()) keep_house();
  parts_->views.forget();
  rocksdb::CancelAllBackgroundWork(parts_->database.get(), true);
  for (auto* handle : parts_->handles) {
    parts_->database->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  parts_->database->Close().PermitUncheckedError();
}

const OpenReport& RocksLog::report() const {
  return parts_->report;
}

Status RocksLog::write(const Batch& batch) {
  const std::lock_guard lock(parts_->write_mutex);
  if (parts_->failure->is_set()) return failure();
  parts_->outgoing.Clear();
  Replay replay{parts_->outgoing, parts_->handles, parts_->views.written()->position()};
  batch.replay(replay);
  const auto written = parts_->database->Write(rocksdb::WriteOptions(), &parts_->outgoing);
  if (!written.ok()) {
    parts_->failure->set(rocks::status_of("cannot keep a batch", written));
    return failure();
  }
  parts_->views.wrote(*parts_->database, replay.position);
  return Status::ok();
}

Status RocksLog::sync() {
  const std::lock_guard lock(parts_->sync_mutex);
  if (parts_->failure->is_set()) return failure();
  rocks::ViewPtr covered = parts_->views.written();
  if (covered == parts_->views.shown()) return Status::ok();
  if (const auto synced = parts_->database->SyncWAL(); !synced.ok()) {
    parts_->failure->set(rocks::status_of("cannot sync what was written", synced));
    return failure();
  }
  // An error that was noticed meanwhile: RocksDB may have passed over what was not written.
  if (parts_->failure->is_set()) return failure();
  parts_->views.show(std::move(covered));
  return Status::ok();
}

std::optional<std::string> RocksLog::get(Family family, std::string_view key) const {
  std::string value;
  const rocks::ViewPtr shown = parts_->views.shown();
  const auto found =
      parts_->database->Get(shown->reading(), parts_->family(family), slice(key), &value);
  if (found.ok()) return value;
  // What cannot be read must not pass for absent: nothing decided on it may be kept.
  if (!found.IsNotFound()) parts_->failure->set(rocks::status_of("cannot read a row", found));
  return std::nullopt;
}

Status RocksLog::scan(Family family, std::string_view from, std::string_view to, Order order,
                      const Visit& visit) const {
  if (!to.empty() && from >= to) return Status::ok();
  const rocksdb::Slice lower = slice(from);
  const rocksdb::Slice upper = slice(to);
  const rocks::ViewPtr shown = parts_->views.shown();
  rocksdb::ReadOptions options = shown->reading();
  options.iterate_lower_bound = &lower;
  if (!to.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> at(
      parts_->database->NewIterator(options, parts_->family(family)));
  const bool forward = order == Order::ascending;
  forward ? at->SeekToFirst() : at->SeekToLast();
  while (at->Valid() && visit(view(at->key()), view(at->value()))) {
    forward ? at->Next() : at->Prev();
  }
  return rocks::status_of("cannot read the log", at->status());
}

bool RocksLog::has_room() const {
  return parts_->room.has_room();
}

Status RocksLog::failure() const {
  return parts_->failure->status();
}

Status RocksLog::scrub() {
  const auto due = get(Family::meta, keys::scrub_due);
  auto& database = *parts_->database;
  // The log on disk goes when no family needs it any more: all are flushed, and a new one begins.
  const auto flushed = database.Flush(rocksdb::FlushOptions(), parts_->handles);
  if (!flushed.ok()) return rocks::status_of("cannot flush the store", flushed);
  rocksdb::CompactRangeOptions compact;
  compact.exclusive_manual_compaction = false;
  compact.canceled = &parts_->scrub_canceled;
  const auto compacted =
      database.CompactRange(compact, parts_->family(Family::events), nullptr, nullptr);
  if (!compacted.ok()) return rocks::status_of("cannot compact the events", compacted);
  if (!due) return Status::ok();

  {
    const std::lock_guard lock(parts_->write_mutex);
    if (parts_->failure->is_set()) return failure();
    // As it was written, synced or not: words deleted meanwhile must be seen here.
    std::string latest;
    auto* meta = parts_->family(Family::meta);
    const auto found = database.Get(rocksdb::ReadOptions(), meta, slice(keys::scrub_due), &latest);
    if (!found.ok() || latest != *due) {
      return rocks::status_of("cannot read a row", found.IsNotFound() ? rocksdb::Status() : found);
    }
    const auto erased = database.Delete(rocksdb::WriteOptions(), meta, slice(keys::scrub_due));
    if (!erased.ok()) return rocks::status_of("cannot say that the words are gone", erased);
    parts_->views.wrote(*parts_->database, parts_->views.written()->position());
  }
  return sync();
}

void RocksLog::cancel_scrub() {
  parts_->scrub_canceled.store(true);
}

bool RocksLog::is_scrub_due() const {
  return get(Family::meta, keys::scrub_due).has_value();
}

void RocksLog::keep_house() {
  const std::lock_guard lock(parts_->house_mutex);
  parts_->room.look();
  const Position kept = parts_->views.shown()->position();
  if (kept == parts_->marked) return;
  // A mark that could not be written is tried again; it only ever says less than was kept.
  const Status marked = replace_file(parts_->folder, high_water_file, std::to_string(kept) + "\n");
  if (marked.is_ok()) parts_->marked = kept;
}

void RocksLog::keep_house_until_stopped() {
  std::unique_lock lock(parts_->stop_mutex);
  const auto is_stopping = [this] { return parts_->stopping; };
  while (!parts_->stop_changed.wait_for(lock, housekeeping_period, is_stopping)) {
    lock.unlock();
    keep_house();
    lock.lock();
  }
}

}  // namespace xinqiao::store
