// Metrics as the text that Prometheus reads: every family has its HELP and TYPE, and stands in
// docs/metrics.md. Threading: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "server/metrics.hpp"

namespace xinqiao::net {

// What is known of the server beside its counts.
struct Surroundings {
  bool is_ready = true;
  std::uint64_t disk_free_bytes = 0;  // 0 = there is no disk
  std::uint64_t disk_floor_bytes = 0;
  std::uint64_t store_cache_bytes = 0;
  std::size_t connections = 0;  // that may be open at once
};

std::string metrics_text(const Metrics& metrics, const Surroundings& around = {});

}  // namespace xinqiao::net
