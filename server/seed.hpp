// `xinqiao seed`: fills an empty store with members that are signed in already, for benches and
// tests. Everything walks through the pipeline, by its steps and in full commit groups, so a seeded
// store is one that members could have made themselves.
//
// The tokens file has one JSON object a line, readable by its owner only:
//   {"member":1,"token":"…","rooms":[1]}
// Member i of M (from 0) is in the k rooms (i*k + j) mod R, j < k; the first to be in a room made
// it; the first member is organiser. k = rooms_per_member; 0 = the smaller of R and 10, and never
// fewer than leave no room empty. Threading: one thread. Errors are said on stderr and by the exit
// code.
#pragma once

#include <cstdint>
#include <string>

namespace xinqiao {

struct SeedOptions {
  std::string folder;  // of the store
  std::uint64_t members = 10;
  std::uint64_t rooms = 1;  // 0 = none
  std::uint64_t rooms_per_member = 0;
  std::string tokens;  // the file to write
};

// The exit code: 0 done, 1 the store said no, 2 the options make no sense.
int seed(const SeedOptions& options);

}  // namespace xinqiao
