// RocksDB's own log, for stores that are only read: it would put one into a folder that is not to
// change. Threading: any thread. Errors: none.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>

namespace xinqiao::store::rocks {

class Silent final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace xinqiao::store::rocks
