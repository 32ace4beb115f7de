// One way to read a range of rows, for all that open a RocksDB. Threading: any thread.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string_view>

#include "store/log.hpp"
#include "store/rocks_options.hpp"

namespace xinqiao::store::rocks {

inline rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}
inline std::string_view view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// Which rows, as Log::scan says.
struct Range {
  std::string_view from;
  std::string_view to;
  Order order;
};

inline Status scan_rows(rocksdb::DB& database, rocksdb::ColumnFamilyHandle* family,
                        rocksdb::ReadOptions options, const Range& range, const Log::Visit& visit) {
  if (!range.to.empty() && range.from >= range.to) return Status::ok();
  const rocksdb::Slice lower = slice(range.from);
  const rocksdb::Slice upper = slice(range.to);
  options.iterate_lower_bound = &lower;
  if (!range.to.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> at(database.NewIterator(options, family));
  const bool forward = range.order == Order::ascending;
  forward ? at->SeekToFirst() : at->SeekToLast();
  while (at->Valid() && visit(view(at->key()), view(at->value()))) {
    forward ? at->Next() : at->Prev();
  }
  return status_of("cannot read the log", at->status());
}

}  // namespace xinqiao::store::rocks
