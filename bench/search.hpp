// Is everything found, and how fast? Kept conversations become the log of a store, the index is
// built from it by the server's own parts, and words drawn from the conversations are looked for:
// page by page until nothing is left, held against a plain scan of the raw bytes, which knows
// nothing of folding and terms. Every message of the scan must be found. Threading: one thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/log.hpp"

namespace xinqiao::bench {

struct SearchOptions {
  // JSON lines: {"room", "text", …} or {"turns": [{"text"}, …]}, each of which is a room.
  std::vector<std::string> files;
  std::size_t words = 200;   // of two Chinese characters; as many English ones
  std::size_t messages = 0;  // of each file, the first; 0 = all
  std::size_t copies = 1;    // how often the conversations are said
  std::uint64_t seed = 1;    // of the draw
  std::string folder;        // where the store and the index are made; empty = the temporary folder
};

struct SearchReport {
  std::size_t messages = 0;
  std::size_t rooms = 0;
  double index_seconds = 0;
  std::uint64_t index_bytes = 0;
  std::size_t chinese = 0;  // words looked for
  std::size_t english = 0;
  std::size_t due = 0;      // messages that the scan found
  std::size_t missing = 0;  // of these, not found
  std::size_t beyond = 0;   // found, though the raw bytes differ (traditional, capitals, width)
  std::vector<double> first_page_ms;  // ascending
  std::vector<std::string> problems;  // a word with missing messages; or why nothing was measured

  double recall() const {
    return due == 0 ? 1 : 1 - static_cast<double>(missing) / static_cast<double>(due);
  }
  double percentile(double share) const;
};

// log: empty; folder: where the index is to be.
SearchReport measure_search(store::Log& log, const std::string& folder,
                            const SearchOptions& options);
// With a store of its own.
SearchReport measure_search(const SearchOptions& options);
std::string to_text(const SearchReport& report);
std::string to_json(const SearchReport& report);

}  // namespace xinqiao::bench
