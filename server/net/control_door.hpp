// The socket `control` in the data folder, for the commands of the binary: a line in, a line out,
// and what the answer holds until the connection ends. Only the user who runs the server, and root,
// get in: the socket is 0600, and the kernel is asked who is there. A thread of its own, so that
// slow work here delays no member. Threading: start and stop from one thread. Errors: start says
// what is wrong; guests that say nothing, too much or are too many are let go.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/control.hpp"
#include "server/control.hpp"

namespace xinqiao::net {

class ControlDoor {
 public:
  struct Options {
    std::string folder;
    std::function<ControlReply(std::string_view line)> answer;  // on the door's thread
    std::size_t connections = control::connections;
    std::chrono::milliseconds line_time{control::line_ms};
    std::chrono::milliseconds held_time{control::held_ms};
  };

  explicit ControlDoor(Options options);
  ~ControlDoor();  // stops
  ControlDoor(const ControlDoor&) = delete;
  ControlDoor& operator=(const ControlDoor&) = delete;

  [[nodiscard]] std::optional<std::string> start();
  void stop();  // what is held is let go

 private:
  struct Parts;
  class Guest;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::net
