// Encoded messages, immutable and shared: every member of a room is told the same bytes. They are
// the bytes that go over a WebSocket, the head of each frame included, so that telling one more is
// one more send. What is told together to the same room is one piece (joined): sent at once, not
// frame by frame. A frame has a packed twin for those who take it (RFC 7692), made once for all,
// and only when somebody does. Threading: immutable but for the twin, which any thread may make;
// may be shared between threads. Source: RFC 6455 5.2.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/deflate.hpp"

namespace xinqiao {

class Frame {
 public:
  Frame() = default;
  // One message: its UTF-8 text.
  explicit Frame(std::string_view text, Words words = Words::kept_plain);
  // One message of any bytes; nothing of ours is told so.
  static Frame binary(std::string_view bytes, Words words = Words::kept_plain);
  // The messages of all, in their order.
  static Frame joined(const std::vector<Frame>& frames);

  Frame(const Frame& other) noexcept;
  Frame(Frame&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Frame& operator=(Frame other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Frame();

  // As it goes over the wire, from the server.
  std::string_view wire() const {
    return block_ ? std::string_view(block_->bytes, block_->size) : std::string_view();
  }
  std::size_t bytes() const { return block_ ? block_->size : 0; }
  // The same packed, or itself where that is not smaller, or may not be. is_new: it was made by
  // this call.
  Frame deflated(bool& is_new) const;
  // The text of the message; of the first one, where several are joined.
  std::string_view payload() const;
  // The texts of all of them.
  std::vector<std::string_view> texts() const;

 private:
  Frame(char first, std::string_view payload, Words words);

  // Who holds it, how long it is, and its bytes, in one piece of memory: a copy is one count, and
  // who sends it finds the bytes where the pointer leads.
  struct Block {
    std::atomic<Block*> twin{nullptr};  // or that there is none, or that it is being made
    std::atomic<std::uint32_t> holders{1};
    std::uint32_t size = 0;
    Words words = Words::kept_plain;
    char bytes[1] = {};  // and on
  };
  explicit Frame(Block* block) : block_(block) {}
  static Block* make(std::size_t bytes, Words words);
  static void let_go(Block* block);
  Block* make_twin() const;
  static Block no_twin_;
  static Block twin_under_way_;
  Block* block_ = nullptr;
};

}  // namespace xinqiao
