// Encoded messages, immutable and shared: every member of a room is told the same bytes. They are
// the bytes that go over a WebSocket, the head of each frame included, so that telling one more is
// one more send. What is told together to the same room is one piece (joined): sent at once, not
// frame by frame.
// Threading: immutable after construction; may be shared between threads. Source: RFC 6455 5.2.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace xinqiao {

class Frame {
 public:
  Frame() = default;
  // One message: its UTF-8 text.
  explicit Frame(std::string_view text);
  // The messages of all, in their order.
  static Frame joined(const std::vector<const Frame*>& frames);

  // As it goes over the wire, from the server.
  std::string_view wire() const { return wire_ ? std::string_view(*wire_) : std::string_view(); }
  std::size_t bytes() const { return wire().size(); }
  // The text of the message; of the first one, where several are joined.
  std::string_view payload() const;
  // The texts of all of them.
  std::vector<std::string_view> texts() const;

 private:
  std::shared_ptr<const std::string> wire_;
};

}  // namespace xinqiao
