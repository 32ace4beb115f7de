// What a running server does for the commands of its binary (protocol/control.hpp): it has the
// store, they have not. Knows no socket; net/control_door.hpp brings the lines.
// Threading: one thread, beside the pipeline's. Errors: an answer that says what is wrong.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/control_line.hpp"
#include "server/metrics.hpp"
#include "store/rocks_log.hpp"

namespace xinqiao {

// What goes back, and what lives until the connection ends.
struct ControlReply {
  std::string line;
  std::shared_ptr<void> held;
};

struct Controlled {
  store::RocksLog& log;
  Pipeline& pipeline;
  ControlLine& line;
  Metrics& metrics;
};
ControlReply answer_control(const Controlled& server, std::string_view line);

}  // namespace xinqiao
