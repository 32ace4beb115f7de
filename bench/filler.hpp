// Says many posts into a store that `xinqiao seed` made, while no server has it open: by a pipeline
// with its threads over the real log, so that what it leaves is what members could have made, byte
// for byte and row for row. Threading: one call, that waits. Errors are a sentence; empty = none.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "protocol/ids.hpp"

namespace xinqiao::bench {

struct FillOptions {
  std::string data;          // the folder of the store
  std::string tokens;        // who may post, and where
  std::uint64_t posts = 0;   // in all; the rooms get as many each, in turn
  std::size_t posters = 40;  // the first so many members of the file
  std::size_t text_bytes = 200;
};

// tops: where each room of the posters stands afterwards.
std::string fill_store(const FillOptions& options, std::map<RoomId, Seq>& tops);

}  // namespace xinqiao::bench
