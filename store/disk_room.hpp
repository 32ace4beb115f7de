// How much room the disk still has: the low-space gate, and the ballast.
//
// RocksDB aborts when its write-ahead log meets a full disk, so writing stops well before: below
// `floor_bytes` of free space the gate closes, and opens again an eighth above. The ballast is a
// file that only takes up room; when a start finds too little, it is given away so that recovery
// has room to write, and is made again, in the size that is wanted now, when there is plenty.
// Threading: has_room from any thread; look and give_way from one thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace xinqiao::store {

class DiskRoom {
 public:
  struct Options {
    std::uint64_t floor_bytes;
    std::uint64_t ballast_bytes;  // 0 = none
  };
  DiskRoom(std::string folder, Options options);

  bool has_room() const { return has_room_.load(std::memory_order_relaxed); }
  // As it was at the last look.
  std::uint64_t free_then() const { return free_then_.load(std::memory_order_relaxed); }
  std::uint64_t floor_bytes() const { return options_.floor_bytes; }

  void look();      // asks the disk; makes the ballast when there is room for it
  bool give_way();  // removes the ballast when there is less than the floor; whether it did

 private:
  std::optional<std::uint64_t> free_bytes() const;
  std::uint64_t ballast_bytes() const;  // of the file; 0 = there is none
  void make_ballast() const;

  std::string folder_;
  std::string ballast_;
  Options options_;
  std::atomic<bool> has_room_{true};
  std::atomic<std::uint64_t> free_then_{0};
};

}  // namespace xinqiao::store
