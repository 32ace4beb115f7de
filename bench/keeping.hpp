// The floors of keeping: batches of 300-byte values, each synced before the next begins, appended
// to a file and written to RocksDB with our own settings, in turn. Threading: one thread.
#pragma once

#include <string>
#include <vector>

#include "bench/durable.hpp"

namespace xinqiao::bench {

std::vector<KeepingRow> measure_keeping(const std::string& folder, int rounds, double seconds,
                                        std::string& problem);

}  // namespace xinqiao::bench
