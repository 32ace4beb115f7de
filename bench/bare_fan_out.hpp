// The physical limit of telling many: a process with nothing but epoll, that sends one frame made
// before to every socket it holds, when it is told to. It speaks just enough HTTP to let a Link in,
// and greets it with one frame. Threading: one process of its own; the handle belongs to its maker.
// Errors are sentences in problem().
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/clock.hpp"

namespace xinqiao::bench {

class BareFanOut {
 public:
  BareFanOut() = default;
  ~BareFanOut();
  BareFanOut(const BareFanOut&) = delete;
  BareFanOut& operator=(const BareFanOut&) = delete;

  // Listens on a free port of 127.0.0.1; `payload` is the text of the frame.
  bool start(std::string_view payload);
  void fire();  // sends it to all, now
  void stop();

  std::uint16_t port() const { return port_; }
  Nanos cpu() const;  // of the process so far
  const std::string& problem() const { return problem_; }

 private:
  pid_t process_ = 0;
  int orders_ = -1;
  std::uint16_t port_ = 0;
  std::string problem_;
};

}  // namespace xinqiao::bench
