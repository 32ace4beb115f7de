// Where passwords are hashed and checked: workers of its own, so that neither the decider nor an
// I/O thread ever waits for one. A request that brings a password comes here from the decider, with
// the credential it is to be held against, and goes back into the inbox with a verdict in place of
// the password; there it has its place, however full it is.
//
//   decider --(request, credential)--> desk --(request, verdict)--> inbox -> decider
// Bounds: limits::password_items wait, limits::password_workers work; what comes beyond is refused
// with `overloaded` by the decider. Threading: put from the decider thread; step from any.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "server/audience.hpp"
#include "server/bounded_queue.hpp"
#include "server/metrics.hpp"

namespace xinqiao {

struct PasswordTask {
  Heard heard;             // of StartByPassword or SetPassword, with its passwords
  std::string credential;  // empty = there is none: that takes as long
  std::string login;       // which a new password must not contain
};

// Whether the request has to go there first.
bool needs_verdict(const Command& command);

class PasswordDesk {
 public:
  // `back` takes the request, whose passwords are gone; a worker's thread.
  PasswordDesk(Metrics& metrics, std::function<void(Heard)> back);
  ~PasswordDesk();
  PasswordDesk(const PasswordDesk&) = delete;
  PasswordDesk& operator=(const PasswordDesk&) = delete;

  // False: full; the task is untouched.
  [[nodiscard]] bool put(PasswordTask&& task) { return queue_.put(std::move(task)); }
  std::size_t waiting() const { return queue_.size(); }
  // Does one that waits and says whether there was one.
  bool step();
  void start();
  void stop();  // finishes what was taken

 private:
  Metrics& metrics_;
  std::function<void(Heard)> back_;
  BoundedQueue<PasswordTask> queue_;
  std::vector<std::thread> workers_;
};

}  // namespace xinqiao
