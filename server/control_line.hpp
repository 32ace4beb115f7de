// How the control socket asks the pipeline: as the server itself, and waits until the answer is
// kept. An Audience before the real one, which it listens in on while somebody waits.
// Threading: ask by one thread at a time; tell as Audience says.
#pragma once

#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <string>

#include "server/audience.hpp"
#include "server/pipeline.hpp"

namespace xinqiao {

class ControlLine final : public Audience {
 public:
  explicit ControlLine(Audience& behind) : behind_(behind) {}

  void tell(std::shared_ptr<const TellBatch> batch) override;
  // None: there was no answer in time.
  std::optional<Answer> ask(Pipeline& pipeline, Command command, std::string disclose);

 private:
  Audience& behind_;
  std::atomic<bool> is_waiting_{false};
  std::mutex mutex_;
  std::promise<Answer> answer_;  // guarded by mutex_
  std::uint64_t asked_ = 0;      // likewise
};

}  // namespace xinqiao
