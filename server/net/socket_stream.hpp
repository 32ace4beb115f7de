// What Beast's WebSocket stream sees of a socket: the bytes that came, and a place for those it
// wants to send, which are few (the answer to the handshake, pong, close). Data frames are made
// once for all and never pass through it: the session writes both, each at its turn, so that no
// frame is cut by another.
//
// Nothing happens in here. Beast leaves what it waits for in a BeastSide, and the session completes
// it, never within the call that began it. Threading: the session's loop.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "server/net/socket_io.hpp"

namespace xinqiao::net {

// What Beast wants to be called, whatever its type.
template <class... Words>
class Completion {
 public:
  Completion() = default;
  template <class Next>
  explicit Completion(Next next) : held_(std::make_unique<Holder<Next>>(std::move(next))) {}
  explicit operator bool() const { return held_ != nullptr; }
  void operator()(Words... words) { std::exchange(held_, nullptr)->run(words...); }

 private:
  struct Held {
    virtual ~Held() = default;
    virtual void run(Words... words) = 0;
  };
  template <class Next>
  struct Holder final : Held {
    explicit Holder(Next taken) : next(std::move(taken)) {}
    void run(Words... words) override { next(words...); }
    Next next;
  };
  std::unique_ptr<Held> held_;
};

// What Beast waits for, and what it wants to send.
struct BeastSide {
  using error_code = boost::system::error_code;

  boost::asio::mutable_buffer read_to;
  Completion<error_code, std::size_t> read;
  std::string to_send;
  std::size_t just_taken = 0;  // of to_send; not yet confirmed to Beast
  Completion<error_code, std::size_t> written;
  Completion<error_code> ended;   // nothing comes and nothing goes any more
  bool swallows = false;          // what it sends now is not for the wire
  std::function<void()> on_left;  // something waits since; Beast also goes on by posts of its own

  template <class Buffers>
  std::size_t take(const Buffers& buffers) {
    const std::size_t bytes = boost::asio::buffer_size(buffers);
    if (swallows) return bytes;
    const std::size_t before = to_send.size();
    to_send.resize(before + bytes);
    boost::asio::buffer_copy(boost::asio::buffer(to_send.data() + before, bytes), buffers);
    return bytes;
  }
};

class SocketStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  using error_code = boost::system::error_code;

  SocketStream(executor_type executor, BeastSide& side) : executor_(executor), side_(&side) {}
  executor_type get_executor() const { return executor_; }

  template <class Buffers, class Next>
  void async_read_some(const Buffers& buffers, Next&& next) {
    side_->read_to = first_of(buffers);
    side_->read = Completion<error_code, std::size_t>(std::forward<Next>(next));
    side_->on_left();
  }
  template <class Buffers, class Next>
  void async_write_some(const Buffers& buffers, Next&& next) {
    side_->just_taken = side_->take(buffers);
    side_->written = Completion<error_code, std::size_t>(std::forward<Next>(next));
    side_->on_left();
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& failed) {
    failed = {};
    return side_->take(buffers);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    return side_->take(buffers);
  }
  // Beast asks for these of every stream; nobody reads without waiting.
  template <class Buffers>
  std::size_t read_some(const Buffers&, error_code& failed) {
    failed = boost::asio::error::would_block;
    return 0;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers&) {
    throw boost::system::system_error(error_code(boost::asio::error::would_block));
  }

  template <class Next>
  friend void async_teardown(boost::beast::role_type, SocketStream& stream, Next&& next) {
    stream.side_->ended = Completion<error_code>(std::forward<Next>(next));
    stream.side_->on_left();
  }
  // Only an operation that was cancelled asks for it, and none is: the session closes.
  friend void beast_close_socket(SocketStream&) {}
  friend void teardown(boost::beast::role_type, SocketStream&, error_code& failed) { failed = {}; }

 private:
  executor_type executor_;
  BeastSide* side_;
};

}  // namespace xinqiao::net
