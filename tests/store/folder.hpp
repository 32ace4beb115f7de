// A folder of its own for a test, removed with everything in it at the end. In memory where the
// system has such a place: what is synced there is not tested, and ten thousand syncs of a real
// disk take half a minute. Threading: belongs to its test.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "store/rocks_log.hpp"

namespace xinqiao::testing {

class Folder {
 public:
  Folder() {
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    const auto parent =
        memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "xinqiao-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }
  std::string store() const { return path_ + "/store"; }

 private:
  std::string path_;
};

// Small buffers, no thread beside, no ballast: what most tests want.
inline store::RocksLog::Options small_store() {
  store::RocksLog::Options options;
  options.ballast_bytes = 0;
  options.room_bytes = 0;
  options.write_buffer_bytes = store::RocksLog::mebibyte;
  options.wal_bytes = store::RocksLog::mebibyte;
  options.cache_bytes = store::RocksLog::mebibyte;
  options.housekeeping = false;
  return options;
}

inline std::unique_ptr<store::RocksLog> open_store(
    const std::string& folder, const store::RocksLog::Options& options = small_store()) {
  std::unique_ptr<store::RocksLog> log;
  const store::Status opened = store::RocksLog::open(folder, options, log);
  BOOST_REQUIRE_MESSAGE(opened.is_ok(), opened.message);
  return log;
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The files of the folder whose name ends so, by name.
inline std::vector<std::filesystem::path> files(const std::string& folder,
                                                const std::string& ending = "") {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().ends_with(ending)) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Whether any file of the folder holds these bytes. RocksDB writes files anew meanwhile: what was
// read and does not hold them must still be all that is there.
inline bool stands_in(const std::string& folder, const std::string& bytes) {
  while (true) {
    const auto all = files(folder);
    const bool stands = std::any_of(all.begin(), all.end(), [&](const auto& file) {
      return content(file).find(bytes) != std::string::npos;
    });
    if (stands || files(folder) == all) return stands;
  }
}

}  // namespace xinqiao::testing
