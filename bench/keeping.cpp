#include "bench/keeping.hpp"

#include "bench/durable_sides.hpp"
#include "bench/histogram.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <functional>
#include <memory>

namespace xinqiao::bench {
namespace {

constexpr std::size_t value_bytes = 300;
constexpr off_t file_bytes_most = off_t{256} * 1024 * 1024;

// Appends and syncs; goes back to the beginning when the file is large, so that a disk holds it.
bool append_synced(int file, const std::string& bytes) {
  if (::lseek(file, 0, SEEK_CUR) > file_bytes_most &&
      (::ftruncate(file, 0) != 0 || ::lseek(file, 0, SEEK_SET) != 0)) {
    return false;
  }
  return ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
         ::fdatasync(file) == 0;
}

class File {
 public:
  explicit File(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
  ~File() {
    if (file_ >= 0) ::close(file_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

// One batch after the other for a time; false: `keep` failed.
bool repeat(double seconds, std::uint64_t batch, const std::function<bool()>& keep,
            std::vector<double>& per_second, std::vector<double>& p99_ms) {
  Histogram times;
  const Nanos start = now_nanos();
  const Nanos until = start + static_cast<Nanos>(seconds * 1e9);
  for (Nanos before = start; before < until;) {
    if (!keep()) return false;
    const Nanos after = now_nanos();
    times.record(after - before);
    before = after;
  }
  per_second.push_back(static_cast<double>(times.count() * batch) / seconds_since(start));
  p99_ms.push_back(times.quantile_ms(0.99));
  return true;
}

class KeepingRocks {
 public:
  explicit KeepingRocks(const std::string& folder) {
    const store::RocksLog::Options options;
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(store::rocks::database_options(options, true), folder,
                                          store::rocks::all_families(options), &families_, &db);
    db_.reset(db);
    if (!status.ok()) problem_ = status.ToString();
  }
  ~KeepingRocks() {
    for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  }
  KeepingRocks(const KeepingRocks&) = delete;
  KeepingRocks& operator=(const KeepingRocks&) = delete;

  bool keep(std::uint64_t batch, const std::string& value) {
    rocksdb::WriteBatch out;
    for (std::uint64_t i = 0; i < batch; ++i) {
      std::string key(sizeof number_, '\0');
      ++number_;
      for (std::size_t byte = 0; byte < sizeof number_; ++byte) {
        key[byte] = static_cast<char>(number_ >> (8 * (sizeof number_ - 1 - byte)) & 0xff);
      }
      out.Put(families_[1], key, value);
    }
    rocksdb::WriteOptions write;
    write.sync = true;
    const auto status = db_->Write(write, &out);
    if (!status.ok()) problem_ = status.ToString();
    return status.ok();
  }
  const std::string& problem() const { return problem_; }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::uint64_t number_ = 0;
  std::string problem_;
};

}  // namespace

AppendSide::AppendSide(const std::string& folder)
    : path_(folder), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
  if (file_ < 0) problem_ = path_ + " cannot be made";
}

AppendSide::~AppendSide() {
  if (file_ >= 0) ::close(file_);
}

double AppendSide::run(const std::vector<KeptBatch>& batches, double seconds) {
  if (batches.empty() || !problem_.empty()) return 0;
  std::uint64_t posts = 0;
  std::string bytes;
  const Nanos start = now_nanos();
  const Nanos until = start + static_cast<Nanos>(seconds * 1e9);
  for (std::size_t i = 0; now_nanos() < until; i = (i + 1) % batches.size()) {
    bytes.resize(batches[i].batch.bytes(), 'x');
    if (!append_synced(file_, bytes)) {
      problem_ = path_ + " cannot be written";
      return 0;
    }
    posts += batches[i].posts;
  }
  return static_cast<double>(posts) / seconds_since(start);
}

std::vector<KeepingRow> measure_keeping(const std::string& folder, int rounds, double seconds,
                                        std::string& problem) {
  std::vector<KeepingRow> rows;
  for (const std::uint64_t batch : {1U, 10U, 100U, 1'000U}) {
    rows.push_back({batch, {}, {}, {}, {}});
  }
  const File file(folder + "/keeping-append");
  KeepingRocks rocks(folder + "/keeping-rocks");
  const std::string value(value_bytes, 'x');
  for (int round = 0; round < rounds && rocks.problem().empty(); ++round) {
    for (KeepingRow& row : rows) {
      const std::string bytes(value_bytes * row.batch, 'x');
      const bool went_well =
          repeat(
              seconds, row.batch, [&] { return append_synced(file.get(), bytes); },
              row.append_per_second, row.append_p99_ms) &&
          repeat(
              seconds, row.batch, [&] { return rocks.keep(row.batch, value); },
              row.rocksdb_per_second, row.rocksdb_p99_ms);
      if (!went_well) problem = "a batch could not be kept: " + rocks.problem();
    }
  }
  problem += problem.empty() ? rocks.problem() : "";
  return rows;
}

}  // namespace xinqiao::bench
