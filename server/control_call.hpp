// The other end of the control socket: one request to the server that has this data folder. What
// the answer holds there lives as long as this does. Every wait is bounded.
// Errors: `absent` when no server listens, else a sentence. Threading: one thread.
#pragma once

#include <string>

#include "protocol/control.hpp"
#include "protocol/variant.hpp"

namespace xinqiao {

class ControlCall {
 public:
  // How long a checkpoint may take on a slow disk.
  static constexpr int patience_ms = 120'000;

  struct Absent {};  // no server runs over this folder
  using Outcome = variant<control::Answer, Absent, std::string>;

  ControlCall() = default;
  ~ControlCall();
  ControlCall(const ControlCall&) = delete;
  ControlCall& operator=(const ControlCall&) = delete;

  Outcome ask(const std::string& folder, const control::Request& request);

 private:
  int socket_ = -1;
};

}  // namespace xinqiao
