// Copies of files that are known to be what they were: bytes, size and SHA-256. A copy is synced
// before its digest is given. Names are single words within a folder; what is no plain file (a
// link, a folder, a socket) is an error, never followed.
// Errors: a Status with the file's name and the system's word. Threading: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/status.hpp"

namespace xinqiao::store {

struct FileDigest {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 hex digits

  bool operator==(const FileDigest&) const = default;
};

// from/name -> to/name, which must not be there yet.
Status copy_file(const std::string& from, const std::string& to, const std::string& name,
                 FileDigest& digest);

// As the disk has it: what the system remembers of the file is dropped first, where it can be.
Status read_digest(const std::string& folder, const std::string& name, FileDigest& digest);

std::string sha256_hex(std::string_view bytes);

// The folder that a folder or file stands in; the path may be relative or end in a slash.
std::string parent_folder(const std::string& path);
std::string whole_path(const std::string& path);  // absolute, without a slash at its end

// A folder's names are on the disk.
Status sync_folder(const std::string& folder);

}  // namespace xinqiao::store
