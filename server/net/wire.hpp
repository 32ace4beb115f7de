// The bytes of one HTTP connection: a TCP socket, plain or through TLS, as Beast wants a stream.
// TLS is OpenSSL on the socket itself, tried when the socket is ready, so that both kinds are one
// type and Beast is compiled once for them. A connection that becomes a WebSocket is released from
// it. Threading: its loop. It must not move while something is under way.
#pragma once

#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <utility>

#include "server/net/certificates.hpp"
#include "server/net/io_loop.hpp"
#include "server/net/socket_io.hpp"

namespace xinqiao::net {

class Wire {
 public:
  using executor_type = Executor;
  using next_layer_type = TcpSocket;
  using error_code = boost::system::error_code;

  // Without a session: plain.
  Wire(TcpSocket socket, TlsSession tls) : socket_(std::move(socket)), tls_(std::move(tls)) {}
  executor_type get_executor() { return socket_.get_executor(); }
  TcpSocket& next_layer() { return socket_; }
  const TcpSocket& next_layer() const { return socket_; }

  bool is_tls() const { return tls_ != nullptr; }
  // The first thing of all with a session: the handshake. A client whose first byte cannot begin
  // one has taken the port for a plain one; the wire is plain then.
  void shake_hands(std::function<void(error_code)> done);
  // No more is written. What still comes is read from the socket itself.
  void finish_writing(error_code& failed);
  void close();

  // The socket and its TLS, for whoever goes on with them; -1 when that fails. Nothing is under
  // way.
  struct Released {
    int socket = -1;
    TlsSession tls;
  };
  Released release();

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto read = [this, buffers, step = Step::begun](auto& self, error_code failed = {},
                                                    std::size_t bytes = 0) mutable {
      const Step now = std::exchange(step, Step::tried);
      if (now == Step::begun && !tls_) return socket_.async_read_some(buffers, std::move(self));
      if (now == Step::begun) return begin(may_hold_bytes(), std::move(self));
      if (tls_ && !failed) {
        const Tried tried = try_read(first_of(buffers));
        if (tried.wants != Tried::Wants::nothing) return wait(tried.wants, std::move(self));
        failed = tried.failed;
        bytes = tried.bytes;
      }
      self.complete(failed, bytes);
    };
    return boost::asio::async_compose<Token, void(error_code, std::size_t)>(std::move(read), token,
                                                                            socket_);
  }
  // For a handler that takes (error_code, std::size_t). Plain bytes, the telling of many, go
  // straight to the socket.
  template <class Buffers, class Next>
  void async_write_some(const Buffers& buffers, Next&& next) {
    if (!tls_) {
      socket_.async_write_some(buffers, std::forward<Next>(next));
      return;
    }
    auto write = [this, buffers, step = Step::begun](auto& self, error_code failed = {}) mutable {
      if (std::exchange(step, Step::tried) == Step::begun) return begin(true, std::move(self));
      if (failed) return self.complete(failed, 0);
      const Tried tried = try_write(gathered(buffers));
      if (tried.wants != Tried::Wants::nothing) return wait(tried.wants, std::move(self));
      self.complete(tried.failed, tried.bytes);
    };
    boost::asio::async_compose<Next, void(error_code, std::size_t)>(std::move(write), next,
                                                                    socket_);
  }

 private:
  enum class Step : std::uint8_t { begun, tried };

  bool may_hold_bytes() const;  // read from the socket and not yet by us
  Tried try_read(boost::asio::mutable_buffer to);
  Tried try_write(boost::asio::const_buffer from);
  void look_at_first_byte(std::function<void(error_code)> done);
  void go_on_shaking(std::function<void(error_code)> done);

  // Nothing is completed before the call that began it has returned: the first try comes after it.
  template <class Self>
  void begin(bool at_once, Self&& self) {
    if (!at_once) return wait(Tried::Wants::to_read, std::forward<Self>(self));
    boost::asio::post(get_executor(), std::forward<Self>(self));
  }
  template <class Self>
  void wait(Tried::Wants until, Self&& self) {
    using Base = boost::asio::socket_base;
    socket_.async_wait(until == Tried::Wants::to_write ? Base::wait_write : Base::wait_read,
                       std::forward<Self>(self));
  }

  // As much as one record of TLS holds, in one piece: the head of a frame does not go out alone.
  template <class Buffers>
  static boost::asio::const_buffer gathered(const Buffers& buffers) {
    static thread_local char record[16 * 1024];
    return {record, boost::asio::buffer_copy(boost::asio::buffer(record), buffers)};
  }

  TcpSocket socket_;
  TlsSession tls_;
};

}  // namespace xinqiao::net
