// How RocksDB is set up for us, and what its words mean to us. For rocks_log.cpp alone.
// Threading: pure functions.
#pragma once

#include <string>
#include <vector>

#include "store/rocks_log.hpp"

namespace rocksdb {
struct ColumnFamilyDescriptor;
struct DBOptions;
class Status;
}  // namespace rocksdb

namespace xinqiao::store::rocks {

rocksdb::DBOptions database_options(const RocksLog::Options& options, bool create);

// RocksDB's default family, which stays empty, and then ours in the order of Family.
std::vector<rocksdb::ColumnFamilyDescriptor> all_families(const RocksLog::Options& options);

Status status_of(const std::string& what, const rocksdb::Status& status);
Status opening_error(const std::string& folder, const rocksdb::Status& status);

}  // namespace xinqiao::store::rocks
