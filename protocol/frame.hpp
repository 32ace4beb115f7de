// One encoded message, immutable and shared: every member of a room is told the same bytes.
// Threading: immutable after construction; may be shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace xinqiao {

class Frame {
 public:
  Frame() = default;
  explicit Frame(std::string payload)
      : payload_(std::make_shared<const std::string>(std::move(payload))) {}

  // The UTF-8 text of the WebSocket message.
  std::string_view payload() const {
    return payload_ ? std::string_view(*payload_) : std::string_view();
  }
  std::size_t bytes() const { return payload_ ? payload_->size() : 0; }

 private:
  std::shared_ptr<const std::string> payload_;
};

}  // namespace xinqiao
