// The stream beneath Beast: a TCP socket whose incoming bytes a FrameTracker watches. A message of
// more frames than limits::message_frames ends the stream, which Beast alone would swallow without
// limit. Threading: its loop.
#pragma once

#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <utility>

#include "protocol/limits.hpp"
#include "server/net/frame_tracker.hpp"
#include "server/net/io_loop.hpp"

namespace xinqiao::net {

class WatchedSocket {
 public:
  using executor_type = Executor;
  using next_layer_type = TcpSocket;
  using error_code = boost::system::error_code;

  WatchedSocket(const IoLoop& loop, TcpSocket socket) : loop_(&loop), socket_(std::move(socket)) {}
  executor_type get_executor() { return socket_.get_executor(); }
  TcpSocket& next_layer() { return socket_; }
  const TcpSocket& next_layer() const { return socket_; }
  FrameTracker& tracker() { return tracker_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto read = [this, buffers, begun = false](auto& self, error_code failed = {},
                                               std::size_t bytes = 0) mutable {
      if (!begun) {
        begun = true;
        socket_.async_read_some(buffers, std::move(self));
        return;
      }
      if (!watch(buffers, bytes)) failed = boost::asio::error::message_size;
      self.complete(failed, bytes);
    };
    return boost::asio::async_compose<Token, void(error_code, std::size_t)>(std::move(read), token,
                                                                            socket_);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return socket_.async_write_some(buffers, std::forward<Token>(token));
  }

  template <class Token>
  friend void async_teardown(boost::beast::role_type role, WatchedSocket& stream, Token&& token) {
    boost::beast::websocket::async_teardown(role, stream.socket_, std::forward<Token>(token));
  }

 private:
  template <class Buffers>
  bool watch(const Buffers& buffers, std::size_t bytes) {
    const std::int64_t now = loop_->now_ms();
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         at != boost::asio::buffer_sequence_end(buffers) && bytes > 0; ++at) {
      const boost::asio::const_buffer piece(*at);
      const std::size_t taken = std::min(piece.size(), bytes);
      tracker_.feed({static_cast<const std::uint8_t*>(piece.data()), taken}, now);
      bytes -= taken;
    }
    return tracker_.frames() <= limits::message_frames;
  }

  const IoLoop* loop_;
  TcpSocket socket_;
  FrameTracker tracker_;
};

}  // namespace xinqiao::net
