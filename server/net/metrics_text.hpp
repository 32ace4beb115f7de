// Metrics as the text that Prometheus reads.
// Threading: any thread.
#pragma once

#include <string>

#include "server/metrics.hpp"

namespace xinqiao::net {

std::string metrics_text(const Metrics& metrics);

}  // namespace xinqiao::net
