// RocksDB's own log, LOG in the folder of the store: warnings and errors alone, at most
// log_bytes_most and as much in LOG.old. Debian's RocksDB ends the process by an assertion when its
// own logger cannot write; this one loses the line instead. Threading: any thread.
#pragma once

#include <rocksdb/env.h>

#include <cstdarg>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

namespace xinqiao::store::rocks {

class PlainLogger final : public rocksdb::Logger {
 public:
  static constexpr std::size_t log_bytes_most = 4 * 1024 * 1024;

  explicit PlainLogger(std::string folder)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), folder_(std::move(folder)) {}

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list values) override;

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void make_room();

  const std::string folder_;
  std::mutex mutex_;
  std::unique_ptr<std::FILE, Closer> file_;  // opened by the first line
};

}  // namespace xinqiao::store::rocks
