#include "store/rocks_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <memory>

namespace xinqiao::store::rocks {
namespace {

constexpr std::array<const char*, family_count> family_names = {"events", "rows", "marks", "meta",
                                                                "index"};

// Where keys come in ascending order one after another: the events of a room, the ring of an
// outbox's receipts. The memtable looks for the next of them beside the last, not from its top.
class Neighbours final : public rocksdb::SliceTransform {
 public:
  explicit Neighbours(Family family) : family_(family) {}
  const char* Name() const override { return "xinqiao.neighbours"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), family_ == Family::events ? room_bytes : key.size() - 1};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    if (family_ == Family::events) return key.size() > room_bytes;
    return key.size() > 1 && key[0] == 'o';
  }

 private:
  static constexpr std::size_t room_bytes = 8;
  Family family_;
};

// A page of history lies in one or two blocks of the events, and each is fetched and unpacked
// whole.
constexpr std::size_t event_block_bytes = 16 * 1024;
// So few parts of the cache that what one of them holds is large beside any block, also beside the
// index of a whole file in stores of older versions.
constexpr int cache_shard_bits = 3;

rocksdb::CompressionType supported(rocksdb::CompressionType wanted) {
  const auto all = rocksdb::GetSupportedCompressions();
  const bool has = std::find(all.begin(), all.end(), wanted) != all.end();
  return has ? wanted : rocksdb::kNoCompression;
}

enum class Asked : std::uint8_t {
  one_by_one,  // often in vain
  in_ranges,   // and there is no end to how many there are
};

// What grows with every word that is said. The index of a file is itself looked up in blocks: as
// one block it is half a megabyte a file, and with more files than the cache has room for, it would
// be fetched and unpacked again for each page. LZ4 also where nothing is rewritten any more: what
// is read in any place is mostly not in the cache.
void let_grow(rocksdb::ColumnFamilyOptions& out, rocksdb::BlockBasedTableOptions& table) {
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.pin_top_level_index_and_filter = true;
  table.block_size = event_block_bytes;
  out.bottommost_compression = out.compression;
}

rocksdb::ColumnFamilyOptions family_options(const RocksLog::Options& options, Asked asked,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions out;
  out.write_buffer_size = options.write_buffer_bytes / 2;
  out.compression =
      options.compress ? supported(rocksdb::kLZ4Compression) : rocksdb::kNoCompression;
  // What was just flushed is soon rewritten: packing it costs a core that the writers want.
  out.compression_per_level.assign(static_cast<std::size_t>(out.num_levels), out.compression);
  out.compression_per_level.front() = rocksdb::kNoCompression;
  out.bottommost_compression =
      options.compress ? supported(rocksdb::kZSTD) : rocksdb::kNoCompression;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  if (asked == Asked::one_by_one) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  } else {
    let_grow(out, table);
  }
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

}  // namespace

rocksdb::DBOptions database_options(const RocksLog::Options& options, bool create) {
  rocksdb::DBOptions out;
  out.create_if_missing = create;
  out.create_missing_column_families = create;
  out.paranoid_checks = true;
  // A torn tail is what a power cut leaves; what is missing beyond it the high-water mark finds.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  out.track_and_verify_wals_in_manifest = true;
  out.max_bgerror_resume_count = 0;
  out.max_open_files = options.open_files;
  out.max_background_jobs = 2;
  out.db_write_buffer_size = options.write_buffer_bytes;
  out.max_total_wal_size = options.wal_bytes;
  out.bytes_per_sync = RocksLog::mebibyte;
  out.avoid_unnecessary_blocking_io = true;
  out.stats_dump_period_sec = 0;
  out.stats_persist_period_sec = 0;
  return out;
}

std::vector<rocksdb::ColumnFamilyDescriptor> all_families(const RocksLog::Options& options) {
  const auto cache = rocksdb::NewLRUCache(options.cache_bytes, cache_shard_bits);
  std::vector<rocksdb::ColumnFamilyDescriptor> out;
  out.emplace_back(rocksdb::kDefaultColumnFamilyName,
                   family_options(options, Asked::one_by_one, cache));
  for (const char* name : family_names) {
    const auto family = static_cast<Family>(out.size() - 1);  // the default one came first
    const bool grows = family == Family::events || family == Family::index;
    const Asked asked = grows ? Asked::in_ranges : Asked::one_by_one;
    out.emplace_back(name, family_options(options, asked, cache));
    if (family == Family::events || family == Family::marks) {
      out.back().options.memtable_insert_with_hint_prefix_extractor =
          std::make_shared<Neighbours>(family);
    }
  }
  return out;
}

Status status_of(const std::string& what, const rocksdb::Status& status) {
  if (status.ok()) return Status::ok();
  Fault fault = Fault::io_error;
  if (status.IsCorruption()) fault = Fault::corrupted;
  if (status.IsNoSpace()) fault = Fault::no_space;
  return Status::error(fault, what + ": " + status.ToString());
}

Status opening_error(const std::string& folder, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const auto says = [&text](const char* part) { return text.find(part) != std::string::npos; };
  const bool is_held = says("Resource temporarily unavailable") || says("lock hold by");
  if (status.IsIOError() && says("/LOCK") && is_held) {
    return Status::error(Fault::in_use, folder +
                                            " is in use by another process: stop that one first, "
                                            "or choose another folder");
  }
  if (status.IsInvalidArgument() || status.IsCorruption()) {
    return Status::error(Fault::corrupted, folder + " is damaged, restore a backup: " + text);
  }
  return status_of("cannot open the store " + folder, status);
}

}  // namespace xinqiao::store::rocks
