// From WebSocket messages to the messages of a stranger's wire and back. A text message is one; of
// NATS a message holds lines, or parts of lines; of MQTT, packets or parts of packets, which become
// lines of words: "PUBLISH topic\ntext". Threading: belongs to its connection.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bench/adapter.hpp"

namespace xinqiao::bench {

class StrangerFraming {
 public:
  virtual ~StrangerFraming() = default;

  struct Ears {
    std::function<void(std::string_view message)> on_message;
    std::function<void(const std::string& bytes)> on_answer;  // to be said at once
  };
  // False: the bytes are none of this wire.
  [[nodiscard]] virtual bool feed(std::string_view bytes, const Ears& ears) = 0;
  // The bytes of a message; empty: there is no such message.
  virtual std::string bytes_of(std::string_view message) = 0;
  virtual bool is_binary() const = 0;
};

std::unique_ptr<StrangerFraming> make_framing(Framing framing);

}  // namespace xinqiao::bench
