// Batch and commit: what groups of posts cost on disk, ours beside RocksDB's own synced WriteBatch
// of the same rows. Time is wall time, since nearly all of it is the disk's.
#include "bench/words.hpp"
#include "protocol/encode.hpp"
#include "store/keys.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"

#include <benchmark/benchmark.h>
#include <rocksdb/db.h>

#include <stdlib.h>

#include <filesystem>

namespace {

using namespace xinqiao;

class Folder {
 public:
  Folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "xinqiao-micro-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string event_bytes() {
  return encode_event({.room = RoomId{1},
                       .seq = 7,
                       .at = {1'700'000'000'000},
                       .by = MemberId{3},
                       .n = 5,
                       .body = Posted{bench::make_text(1, 1, 200), std::nullopt}});
}

// The rows of `posts` posts from seq on: events alone, so that both sides write the same.
void fill(store::Batch& batch, std::int64_t posts, Seq& seq, const std::string& value) {
  for (std::int64_t i = 0; i < posts; ++i) {
    batch.put(store::Family::events, store::keys::event(RoomId{1}, ++seq), value);
  }
}

void build_batch(benchmark::State& state) {
  const std::string value = event_bytes();
  store::Batch batch;
  Seq seq = 0;
  for (auto _ : state) {
    batch.clear();
    fill(batch, state.range(0), seq, value);
    benchmark::DoNotOptimize(batch.bytes());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(build_batch)->Arg(1)->Arg(100);

void commit_ours(benchmark::State& state) {
  const Folder folder;
  std::unique_ptr<store::RocksLog> log;
  if (!store::RocksLog::open(folder.path() + "/data", {}, log).is_ok()) {
    return state.SkipWithError("the store cannot be opened");
  }
  const std::string value = event_bytes();
  store::Batch batch;
  Seq seq = 0;
  for (auto _ : state) {
    batch.clear();
    fill(batch, state.range(0), seq, value);
    if (!log->append(batch).is_ok()) return state.SkipWithError("the store failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(commit_ours)->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->UseRealTime();

void commit_rocksdb(benchmark::State& state) {
  const Folder folder;
  const store::RocksLog::Options options;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(store::rocks::database_options(options, true), folder.path() + "/raw",
                         store::rocks::all_families(options), &families, &opened)
           .ok()) {
    return state.SkipWithError("RocksDB cannot be opened");
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  const std::string value = event_bytes();
  rocksdb::WriteOptions write;
  write.sync = true;
  rocksdb::WriteBatch batch;
  Seq seq = 0;
  for (auto _ : state) {
    batch.Clear();
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      batch.Put(families[1], store::keys::event(RoomId{1}, ++seq), value);
    }
    if (!db->Write(write, &batch).ok()) {
      state.SkipWithError("RocksDB failed");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  for (rocksdb::ColumnFamilyHandle* family : families) {
    db->DestroyColumnFamilyHandle(family);
  }
}
BENCHMARK(commit_rocksdb)->Arg(1)->Arg(10)->Arg(100)->Arg(1'000)->UseRealTime();

}  // namespace
