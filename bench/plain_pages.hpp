// RocksDB alone over a store that a server's parts have open, read-only: a page is a seek and so
// many steps, and nothing is decoded. What a reader above it cannot do without. It sees what stood
// there when it was opened, and has a cache of its own, as large as the server's. Threading:
// belongs to its maker. Errors are sentences in problem().
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "protocol/ids.hpp"

namespace xinqiao::bench {

class PlainPages {
 public:
  PlainPages();
  ~PlainPages();

  bool open(const std::string& folder);
  void close();
  // Steps over `count` events of a room from a seq on; false: they are not all there.
  bool read(RoomId room, Seq from, std::size_t count);
  std::uint64_t bytes() const { return bytes_; }  // of the values so far
  const std::string& problem() const { return problem_; }

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  std::uint64_t bytes_ = 0;
  std::string problem_;
};

}  // namespace xinqiao::bench
