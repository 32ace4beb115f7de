// How much of RocksDB's own pace the log keeps: synced batches of the same rows, in turns, once
// through RocksLog and once through a RocksDB of the same settings. Not a test: a figure to look
// at.
//   store_pace FOLDER [BATCHES [ROWS]]     says batches a second of both and the median ratio of
//   the rounds
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/keys.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"

using namespace xinqiao;
using namespace xinqiao::store;

namespace {

constexpr int rounds = 21;

// Like a commit group: of four rows one is an event, two are marks, one is a row.
struct Row {
  Family family;
  std::string key;
  std::string value;
};
std::vector<Row> rows_of(std::uint64_t batch, std::uint64_t rows) {
  static constexpr Family families[] = {Family::events, Family::marks, Family::marks, Family::rows};
  std::vector<Row> out;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const std::size_t bytes = i % 4 == 0 ? 250 : 45;
    out.push_back({families[i % 4], keys::event({i}, batch), std::string(bytes, 'x')});
  }
  return out;
}

class Raw {
 public:
  explicit Raw(const std::string& folder) {
    const RocksLog::Options options;
    rocksdb::DB* database = nullptr;
    const auto opened = rocksdb::DB::Open(rocks::database_options(options, true), folder,
                                          rocks::all_families(options), &handles_, &database);
    if (!opened.ok()) std::cerr << opened.ToString() << "\n", std::exit(1);
    database_.reset(database);
  }
  ~Raw() {
    for (auto* handle : handles_) database_->DestroyColumnFamilyHandle(handle);
  }
  void append(const std::vector<Row>& rows) {
    rocksdb::WriteBatch batch;
    for (const Row& row : rows) {
      batch.Put(handles_[1 + static_cast<std::size_t>(row.family)], row.key, row.value);
    }
    rocksdb::WriteOptions synced;
    synced.sync = true;
    if (!database_->Write(synced, &batch).ok()) std::exit(1);
  }

 private:
  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

double batches_a_second(std::uint64_t batches, const std::function<void(std::uint64_t)>& append) {
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t batch = 0; batch < batches; ++batch) append(batch);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  return static_cast<double>(batches) / took.count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) return 1;
  const std::string folder = words[1];
  const std::uint64_t batches = count > 2 ? std::stoull(words[2]) : 100;
  const std::uint64_t rows = count > 3 ? std::stoull(words[3]) : 100;
  std::unique_ptr<RocksLog> log;
  const Status opened = RocksLog::open(folder + "/ours", {}, log);
  if (!opened.is_ok()) std::cerr << opened.message << "\n", std::exit(1);
  Raw raw(folder + "/raw");
  std::vector<std::vector<Row>> work;
  for (std::uint64_t batch = 0; batch < batches; ++batch) work.push_back(rows_of(batch, rows));

  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    const auto run_ours = [&] {
      ours.push_back(batches_a_second(batches, [&](std::uint64_t number) {
        Batch batch;
        for (const Row& row : work[number]) batch.put(row.family, row.key, row.value);
        if (!log->append(batch).is_ok()) std::exit(1);
      }));
    };
    const auto run_theirs = [&] {
      theirs.push_back(
          batches_a_second(batches, [&](std::uint64_t number) { raw.append(work[number]); }));
    };
    // Who goes first changes from round to round, so that a slow moment of the disk falls on both.
    round % 2 == 0 ? run_ours() : run_theirs();
    round % 2 == 0 ? run_theirs() : run_ours();
    ratios.push_back(ours.back() / theirs.back());
  }
  std::cout << "rows a batch " << rows << ", RocksLog " << median(ours) << " batches/s, RocksDB "
            << median(theirs) << " batches/s, ratio " << median(ratios) << std::endl;
  return 0;
}
