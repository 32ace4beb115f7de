// What RocksDB's own list of its tables (CURRENT names it: MANIFEST-n) was known to hold. It only
// grows while a store is open, and its end may be cut off without RocksDB seeing more in it than
// the torn end of a crash: then tables are left out, whose words are in no write-ahead log any
// more, and what was written after them is still there. So what was on the disk is noted in the
// second line of `high_water`, and held against the list before the store is opened:
//
//   line = name " " number-of-bytes " " 64 hex " " 16 hex "\n"
//
// the digest of that many bytes, and that of the line before it: a line that is damaged itself
// says nothing. Errors: a Status. Threading: plain values and pure functions over the disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/status.hpp"

namespace xinqiao::store {

struct TableList {
  std::string name;
  std::uint64_t bytes = 0;

  bool operator==(const TableList&) const = default;
};

// As it stands now.
Status look_at_tables(const std::string& folder, TableList& list);
// The line of a list that was looked at, whose bytes are on the disk from now on.
Status note_tables(const std::string& folder, const TableList& list, std::string& line);
// Whether the list in use still begins as the line says; ok, too, when the line says nothing, or
// speaks of another list.
Status check_tables(const std::string& folder, std::string_view line);

}  // namespace xinqiao::store
