// The Audience over the hubs: every tell goes to every I/O thread as one shared batch, one post a
// thread. It stands before the Pipeline (which needs an Audience) and before the Server (which
// needs the Pipeline): whoever wires them owns all three. What is told before connect or after
// disconnect reaches nobody: nobody listens then. Threading: any thread. Two tells from one thread
// arrive in order.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "server/audience.hpp"

namespace xinqiao::net {

class Switchboard final : public Audience {
 public:
  using Line = std::function<void(std::shared_ptr<const TellBatch>)>;

  void tell(std::shared_ptr<const TellBatch> batch) override {
    const std::lock_guard held(mutex_);
    for (const Line& line : lines_) line(batch);
  }
  // One line an I/O thread; each only posts.
  void connect(std::vector<Line> lines) {
    const std::lock_guard held(mutex_);
    lines_ = std::move(lines);
  }
  void disconnect() { connect({}); }

 private:
  std::mutex mutex_;
  std::vector<Line> lines_;
};

}  // namespace xinqiao::net
