// The audience of a pipeline without sockets: counts answers, and lets whoever asks wait for them.
// Threading: told by the pipeline's threads, asked by one other.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "server/audience.hpp"

namespace xinqiao::bench {

class Turnstile final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    std::uint64_t answers = 0;
    for (const Instruction& instruction : *batch) {
      const auto* answer = get_if<xinqiao::Answer>(&instruction);
      answers += answer != nullptr ? 1 : 0;
      if (answer != nullptr && !answer->accepted) refused_.fetch_add(1);
    }
    answered_.fetch_add(answers, std::memory_order_release);
    answered_.notify_one();
  }
  std::uint64_t answered() const { return answered_.load(std::memory_order_acquire); }
  void wait_beyond(std::uint64_t count) const { answered_.wait(count); }
  std::uint64_t refused() const { return refused_.load(); }

 private:
  std::atomic<std::uint64_t> answered_{0};
  std::atomic<std::uint64_t> refused_{0};
};

}  // namespace xinqiao::bench
