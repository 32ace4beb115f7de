// The physical limit of telling many: a process with nothing but epoll, that sends frames made
// before, put together in one buffer, to every socket it holds, when it is told to: one send() a
// socket. It speaks just enough HTTP to let a Link in, and greets it with one frame. Threading: a
// process of its own, with threads that share nothing but the port; the handle belongs to its
// maker, who has no threads when it starts. Errors are sentences in problem().
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

  struct Options {
    Core core;
    // Each has a door of its own at the same port, and tells those whom the kernel brings to it.
    unsigned threads = 1;
    // Before it tells it appends the bytes to a file in the folder for temporary files and syncs
    // that. With one thread only.
    bool syncs = false;
    bool tls = false;      // one SSL_write a socket in place of one send()
    int buffer_bytes = 0;  // what the kernel holds of one socket; 0 = as much as it likes
  };
  static constexpr unsigned threads_most = 8;

  // Listens on a free port of 127.0.0.1; `payloads` are the texts of the frames.
  bool start(const std::vector<std::string>& payloads, const Options& options);
  void fire();  // sends it to all, now
  void stop();

  std::uint16_t port() const { return port_; }
  Nanos cpu() const;            // of the process so far
  std::uint64_t sends() const;  // calls of send() (of SSL_write) so far, of all threads
  pid_t process() const { return process_; }
  const std::string& problem() const { return problem_; }

 private:
  pid_t process_ = 0;
  std::vector<int> orders_;  // one a thread
  std::uint16_t port_ = 0;
  struct Shared;  // with the process
  Shared* shared_ = nullptr;
  std::string problem_;
};

}  // namespace xinqiao::bench
