// The physical limit of telling many: a process with nothing but epoll, that sends frames made
// before, put together in one buffer, to every socket it holds, when it is told to: one send() a
// socket. It speaks just enough HTTP to let a Link in, and greets it with one frame. Threading: one
// process of its own; the handle belongs to its maker. Errors are sentences in problem().
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/clock.hpp"
#include "bench/process.hpp"

namespace xinqiao::bench {

class BareFanOut {
 public:
  BareFanOut() = default;
  ~BareFanOut();
  BareFanOut(const BareFanOut&) = delete;
  BareFanOut& operator=(const BareFanOut&) = delete;

  // Listens on a free port of 127.0.0.1; `payloads` are the texts of the frames.
  // syncs: before it tells it appends the bytes to a file in the folder for temporary files and
  // syncs that. buffer_bytes: what the kernel holds of one socket; 0 = as much as it likes.
  bool start(const std::vector<std::string>& payloads, Core core = {}, bool syncs = false,
             int buffer_bytes = 0);
  void fire();  // sends it to all, now
  void stop();

  std::uint16_t port() const { return port_; }
  Nanos cpu() const;            // of the process so far
  std::uint64_t sends() const;  // calls of send() so far
  pid_t process() const { return process_; }
  const std::string& problem() const { return problem_; }

 private:
  pid_t process_ = 0;
  int orders_ = -1;
  std::uint16_t port_ = 0;
  struct Shared;  // with the process
  Shared* shared_ = nullptr;
  std::string problem_;
};

}  // namespace xinqiao::bench
