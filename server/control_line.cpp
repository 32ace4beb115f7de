#include "server/control_line.hpp"

#include "server/decider.hpp"

#include <chrono>
#include <utility>

namespace xinqiao {
namespace {

constexpr std::chrono::seconds patience{30};
// No I/O thread has this number: what is told to it reaches nobody else.
constexpr std::uint32_t own_thread = UINT32_MAX;

}  // namespace

void ControlLine::tell(std::shared_ptr<const TellBatch> batch) {
  if (is_waiting_) {
    for (const Instruction& instruction : *batch) {
      const auto* answer = get_if<Answer>(&instruction);
      if (answer == nullptr || answer->to.thread != own_thread) continue;
      const std::lock_guard lock(mutex_);
      if (answer->to.generation != asked_ || !is_waiting_.exchange(false)) continue;
      answer_.set_value(*answer);
    }
  }
  behind_.tell(std::move(batch));
}

std::optional<Answer> ControlLine::ask(Pipeline& pipeline, Command command, std::string disclose) {
  std::future<Answer> coming;
  Heard heard;
  heard.caller = server_itself();
  heard.request.id = "0";
  heard.request.command = std::move(command);
  heard.disclose = std::move(disclose);
  {
    const std::lock_guard lock(mutex_);
    answer_ = {};
    coming = answer_.get_future();
    heard.from = {own_thread, 0, ++asked_};
    is_waiting_ = true;
  }
  if (!pipeline.hear(std::move(heard))) return std::nullopt;
  if (coming.wait_for(patience) != std::future_status::ready) {
    const std::lock_guard lock(mutex_);
    if (is_waiting_.exchange(false)) return std::nullopt;
  }
  return coming.get();
}

}  // namespace xinqiao
