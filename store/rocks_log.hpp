// The real Log: RocksDB. One process a folder; the folder holds the database,
// the sign `xinqiao-store`, the `high_water` mark and the `ballast`.
//
// A batch is written to RocksDB's log and memtable at once and synced by SyncWAL; readers look
// through a snapshot taken after the last write that a sync has covered.
//
// Fail-stop: the first error of a write, a sync, a look-up or in the background is kept, and every
// later write returns it. The owner then ends the process; what was not acknowledged may or may
// not be there after the restart. Lost words: `high_water` follows the kept position once a second.
// A store that opens behind it has lost words (a damaged or removed file): it gets a new epoch, and
// report() says so. Threading: write and sync as log.hpp says; get, scan, has_room, scrub and
// failure by any thread. RocksDB and, unless turned off, a thread of housekeeping run beside.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "store/log.hpp"

namespace xinqiao::store {

class Checkpoint;
struct UpgradeStep;

struct OpenReport {
  bool created = false;
  bool lost_words = false;          // the epoch is new: tell the operator loudly
  bool gave_ballast = false;        // the disk was nearly full
  std::uint64_t upgraded_from = 0;  // an older format; 0 = it was of this one
  Position position{};              // last kept
  Position high_water{};            // what was known to be kept
  std::string epoch;                // 16 hex digits
};

class RocksLog final : public Log {
 public:
  static constexpr std::uint64_t mebibyte = 1024 * 1024;
  struct Options {
    std::uint64_t ballast_bytes = 256 * mebibyte;
    std::uint64_t room_bytes =
        512 * mebibyte;  // the gate closes below; never less than the buffers need
    std::uint64_t write_buffer_bytes = 64 * mebibyte;  // memtables of all families
    std::uint64_t wal_bytes = 128 * mebibyte;
    std::uint64_t cache_bytes = 64 * mebibyte;
    int open_files = 512;
    bool compress = true;
    bool housekeeping = true;  // off: the owner calls keep_house itself
    // The folder is being restored: a new epoch begins, and the sign is left to the caller.
    bool restoring = false;
    // Likewise, and there is nothing in it yet: a store is made there.
    bool importing = false;
    // Told once, by the thread that met it: rows that a scan cannot read. Whoever asked for them is
    // refused, and the store goes on with what it can read; the operator has to know.
    void (*on_unreadable)(const Status&) = nullptr;
    // How older formats are upgraded (upgrade.hpp). None: as this version does.
    const std::vector<UpgradeStep>* steps = nullptr;

    // What the buffers may still have to write after the gate has closed.
    constexpr std::uint64_t least_room_bytes() const { return 3 * write_buffer_bytes + wal_bytes; }
  };

  static Status open(const std::string& folder, const Options& options,
                     std::unique_ptr<RocksLog>& log);
  ~RocksLog() override;

  const OpenReport& report() const;

  Status write(const Batch& batch) override;
  Status sync() override;
  std::optional<std::string> get(Family family, std::string_view key) const override;
  Status scan(Family family, std::string_view from, std::string_view to, Order order,
              const Visit& visit) const override;
  Status walk(Family family, std::string_view from, std::string_view to,
              const Visit& visit) const override;
  bool has_room() const override;

  // What was free on its disk a second ago, and below what no writes are taken.
  std::uint64_t free_bytes() const;
  std::uint64_t floor_bytes() const;
  // What the cache of blocks holds now.
  std::uint64_t cached_bytes() const;

  // Ok, or why no write will succeed any more.
  Status failure() const;

  // Takes deleted words off the disk: empties the write-ahead log and rewrites the events they
  // stood among. Takes long; writes go on meanwhile. Erases keys::scrub_due unless words were
  // deleted meanwhile. Whoever opened the store calls it at start and every 12 hours if it is due.
  Status scrub();
  void cancel_scrub();  // the one that runs ends soon, with an error; for good
  bool is_scrub_due() const;

  // The same for the talks that were forgotten since the last time, and for them alone: their own
  // range of events is rewritten, so it may be done within seconds. A checkpoint does it first.
  Status scrub_forgotten();
  bool is_forgetting_due() const;

  // Rewrites all files, so that what was deleted or overwritten takes no place in them.
  Status compact();

  // The store as it stands now or a moment later, at one point between two writes, as links in a
  // folder beside it; writes go on meanwhile. All that was kept before the call is in it. Refused
  // while there is another, or the disk is nearly full.
  Status checkpoint(std::unique_ptr<Checkpoint>& made);

  // What the housekeeping thread does each second: looks at the disk's room, writes the high-water
  // mark.
  void keep_house();

 private:
  struct Parts;
  explicit RocksLog(std::unique_ptr<Parts> parts);
  struct Reading;
  Status read(Family family, const Reading& what, const Visit& visit) const;
  std::optional<std::uint64_t> number_at(std::string_view key) const;  // of meta
  Status compact_talks();
  Status upgrade_if_older();
  Status settle(bool unborn);  // after the database is open: epoch, lost words, the sign
  void keep_house_until_stopped();

  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::store
