// The page: every file of the browser client, embedded in the binary by the build.
// Owned by the build (web-client/build.mjs writes the table); whoever serves HTTP only reads it.
// Threading: constant data, read from any thread. Errors: none; a file not listed is not served.
#pragma once

#include <span>
#include <string_view>

namespace xinqiao {

struct PageFile {
  std::string_view path;  // as asked for; "/" is the page itself
  std::string_view content_type;
  std::string_view body;    // as it is
  std::string_view gzip;    // the same compressed; empty = not worth it
  std::string_view brotli;  // likewise
  std::string_view etag;    // quoted, ready for the header
  bool immutable;           // the name holds a hash: may be cached for ever
};

// Sorted by path.
std::span<const PageFile> page_files();

}  // namespace xinqiao
