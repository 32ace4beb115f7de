#include "store/rocks_log.hpp"

#include "store/checkpoint.hpp"
#include "store/durable_file.hpp"
#include "store/keys.hpp"
#include "store/plant.hpp"
#include "store/rocks_log_parts.hpp"
#include "store/rocks_logger.hpp"
#include "store/rocks_options.hpp"
#include "store/rocks_scan.hpp"
#include "store/sign.hpp"
#include "store/table_list.hpp"
#include "store/upgrade.hpp"

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <limits>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace xinqiao::store {
namespace {

constexpr std::string_view high_water_file = "high_water";
using rocks::slice;

constexpr std::chrono::seconds housekeeping_period{1};

std::string random_epoch() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string epoch;
  while (epoch.size() < 16) epoch.push_back(digits[random() % 16]);
  return epoch;
}

// What was known to be kept when the store was open last: a position, and a note of the tables.
struct HighWater {
  Position position{};
  std::string tables;
};

std::uint64_t parse_number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Status read_high_water(const std::string& folder, HighWater& mark) {
  std::optional<std::string> text;
  const std::string path = folder + "/" + std::string(high_water_file);
  if (Status read = read_file(path, text); !read.is_ok() || !text) return read;
  mark.position = parse_number(*text);
  const std::size_t end = text->find('\n');
  if (end != std::string::npos) mark.tables = text->substr(end + 1);
  return Status::ok();
}

}  // namespace

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

rocksdb::ReadOptions reading(const rocks::View& view) {
  rocksdb::ReadOptions options = view.reading();
  if (is_planted("believe_rot")) options.verify_checksums = false;
  return options;
}

}  // namespace

RocksLog::RocksLog(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Status RocksLog::open(const std::string& folder, const Options& options,
                      std::unique_ptr<RocksLog>& log) {
  auto parts = std::make_unique<Parts>(folder, options);
  Place place = Place::store;
  const std::uint64_t newest = format_after(parts->steps.size());
  if (Status seen = look_at(folder, newest, place); !seen.is_ok()) return seen;
  if ((place == Place::restoring) != options.restoring) {
    return Status::error(Fault::not_a_store,
                         folder +
                             " holds a restore or an import that was cut short: give the same "
                             "command again");
  }
  HighWater mark;
  if (Status read = read_high_water(folder, mark); !read.is_ok()) return read;
  if (Status whole = check_tables(folder, mark.tables); !whole.is_ok()) return whole;
  parts->report.high_water = mark.position;
  parts->report.gave_ballast = parts->room.give_way();

  rocksdb::DB* database = nullptr;
  const bool is_new = place == Place::unborn || options.importing;
  auto settings = rocks::database_options(options, is_new);
  settings.info_log = std::make_shared<rocks::PlainLogger>(folder);
  if (!is_planted("ignore_failed_disk")) {
    settings.listeners.push_back(std::make_shared<rocks::Listener>(parts->failure));
  }
  const auto opened =
      rocksdb::DB::Open(settings, folder, rocks::all_families(options), &parts->handles, &database);
  if (!opened.ok() && is_planted("take_unopened_for_none")) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) remove_all(entry.path());
    return open(folder, options, log);
  }
  if (!opened.ok()) return rocks::opening_error(folder, opened);
  parts->database.reset(database);
  parts->views.wrote(*database, 0);
  parts->views.show(parts->views.written());
  log.reset(new RocksLog(std::move(parts)));
  std::error_code ignored;
  const std::string left_over = folder + "/" + checkpoint_folder;
  std::filesystem::remove_all(left_over, ignored);
  std::filesystem::remove_all(left_over + ".tmp", ignored);  // RocksDB was making it
  Status ready = is_new ? Status::ok() : log->upgrade_if_older();
  if (ready.is_ok()) ready = log->settle(place == Place::unborn);
  if (!ready.is_ok()) log.reset();
  return ready;
}

std::optional<std::uint64_t> RocksLog::number_at(std::string_view key) const {
  const auto value = get(Family::meta, key);
  if (!value || value->size() != 8) return std::nullopt;
  return keys::number(*value, 0, 0);
}

Status RocksLog::upgrade_if_older() {
  const auto found = number_at(keys::format);
  const std::uint64_t newest = format_after(parts_->steps.size());
  if (!found || *found == 0) {
    return Status::error(Fault::corrupted,
                         parts_->folder + " does not say its format: restore a backup");
  }
  if (*found > newest) return newer_store(parts_->folder, *found, newest);
  if (*found == newest) return Status::ok();
  parts_->report.upgraded_from = *found;
  parts_->room.look();  // the checkpoint asks whether there is room
  return upgrade(*this, parts_->folder, parts_->steps, *found, parts_->options.restoring);
}

Status RocksLog::settle(bool unborn) {
  const auto found = number_at(keys::format);
  OpenReport& report = parts_->report;
  report.created = !found;
  report.position = number_at(keys::position).value_or(0);
  report.lost_words = report.position < report.high_water && !is_planted("forget_high_water");
  report.epoch = get(Family::meta, keys::epoch).value_or("");
  const std::uint64_t newest = format_after(parts_->steps.size());
  if (report.created || report.lost_words || report.epoch.empty() || parts_->options.restoring) {
    report.epoch = random_epoch();
    Batch batch;
    batch.put(Family::meta, keys::format, keys::number_value(newest));
    batch.put(Family::meta, keys::epoch, report.epoch);
    if (Status kept = append(batch); !kept.is_ok()) return kept;
  }
  if (unborn) {
    if (Status said = sign_store(parts_->folder, newest); !said.is_ok()) return said;
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
    if (is_planted("ignore_failed_disk")) return Status::ok();
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
  if (is_planted("leave_out_sync")) {
    parts_->views.show(std::move(covered));
    return Status::ok();
  }
  if (const auto synced = parts_->database->SyncWAL(); !synced.ok()) {
    if (is_planted("ignore_failed_disk")) return Status::ok();
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
      parts_->database->Get(reading(*shown), parts_->family(family), slice(key), &value);
  if (found.ok()) return value;
  // What cannot be read must not pass for absent: nothing decided on it may be kept.
  if (!found.IsNotFound()) parts_->failure->set(rocks::status_of("cannot read a row", found));
  return std::nullopt;
}

struct RocksLog::Reading {
  rocks::Range range;
  bool is_kept = true;  // in the cache of blocks
};

Status RocksLog::read(Family family, const Reading& what, const Visit& visit) const {
  const rocks::ViewPtr shown = parts_->views.shown();
  rocksdb::ReadOptions options = reading(*shown);
  options.fill_cache = what.is_kept;
  Status status = rocks::scan_rows(*parts_->database, parts_->family(family), std::move(options),
                                   what.range, visit);
  const auto tell = parts_->options.on_unreadable;
  if (!status.is_ok() && tell != nullptr && !parts_->has_told_unreadable.exchange(true)) {
    tell(status);
  }
  return status;
}

Status RocksLog::scan(Family family, std::string_view from, std::string_view to, Order order,
                      const Visit& visit) const {
  return read(family, {{from, to, order}, true}, visit);
}

Status RocksLog::walk(Family family, std::string_view from, std::string_view to,
                      const Visit& visit) const {
  return read(family, {{from, to, Order::ascending}, false}, visit);
}

bool RocksLog::has_room() const {
  return parts_->room.has_room();
}

std::uint64_t RocksLog::free_bytes() const {
  return parts_->room.free_then();
}
std::uint64_t RocksLog::floor_bytes() const {
  return parts_->room.floor_bytes();
}

std::uint64_t RocksLog::cached_bytes() const {
  std::uint64_t bytes = 0;
  parts_->database->GetIntProperty(rocksdb::DB::Properties::kBlockCacheUsage, &bytes);
  return bytes;
}

Status RocksLog::failure() const {
  return parts_->failure->status();
}

Status RocksLog::checkpoint(std::unique_ptr<Checkpoint>& made) {
  if (parts_->failure->is_set()) return failure();
  if (!has_room()) {
    return Status::error(Fault::no_space,
                         "the disk of the store is nearly full: make room there first");
  }
  // A talk that was forgotten before is in no backup that is made after it.
  if (Status forgot = scrub_forgotten(); !forgot.is_ok()) return forgot;
  if (parts_->has_checkpoint->exchange(true)) {
    return Status::error(Fault::in_use, "another backup is being made: wait until it is done");
  }
  const auto folder = std::filesystem::absolute(parts_->folder) / checkpoint_folder;
  auto checkpoint = std::make_unique<Checkpoint>(folder.string(), parts_->has_checkpoint);
  checkpoint->set_at_least(parts_->views.shown()->position());
  rocksdb::Checkpoint* maker = nullptr;
  auto done = rocksdb::Checkpoint::Create(parts_->database.get(), &maker);
  const std::unique_ptr<rocksdb::Checkpoint> owned(maker);
  // Memtables are not flushed: the write-ahead log is taken along instead, and writers wait for
  // nothing.
  constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
  if (done.ok()) done = maker->CreateCheckpoint(checkpoint->folder(), never);
  if (!done.ok()) return rocks::status_of("cannot make a checkpoint", done);
  made = std::move(checkpoint);
  return Status::ok();
}

void RocksLog::keep_house() {
  const std::lock_guard lock(parts_->house_mutex);
  parts_->room.look();
  const Position kept = parts_->views.shown()->position();
  TableList list;
  if (!look_at_tables(parts_->folder, list).is_ok()) return;
  const bool is_same_list = list == parts_->listed;
  if (kept == parts_->marked && is_same_list) return;
  // A mark that could not be written is tried again; it only ever says less than was kept.
  std::string line = parts_->listed_line;
  if (!is_same_list && !note_tables(parts_->folder, list, line).is_ok()) return;
  const std::string mark = std::to_string(kept) + "\n" + line;
  if (!replace_file(parts_->folder, high_water_file, mark).is_ok()) return;
  parts_->marked = kept;
  parts_->listed = std::move(list);
  parts_->listed_line = std::move(line);
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
