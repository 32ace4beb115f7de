// The sockets of one I/O thread that are watched for life: one epoll set of its own within the
// loop, so that an idle socket costs its thread nothing but a pointer in the kernel.
// Edge-triggered: who is told that a socket is ready goes on until the kernel says that it is not.
// Threading: its loop. Errors: add says whether the kernel took it. Source: epoll(7).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <functional>

namespace xinqiao::net {

struct Ready {
  bool to_read = false;
  bool to_write = false;
  bool is_ended = false;  // by the peer, or broken: reading gives the rest, and then says so
};

class Watched {
 public:
  virtual ~Watched() = default;
  // Not within any call of its own. It must outlive the round in which its socket was closed.
  virtual void on_ready(Ready ready) = 0;
};

class EpollSet {
 public:
  // after_round: when all that were ready have been told.
  EpollSet(boost::asio::io_context& context, std::function<void()> after_round);

  void run();  // once, from the loop
  // Until the socket is closed. What it is ready for now is told in the next round.
  [[nodiscard]] bool add(int socket, Watched& watched);
  void stop();

 private:
  using Executor = boost::asio::io_context::executor_type;
  void wait();
  void round();

  boost::asio::posix::basic_stream_descriptor<Executor> set_;
  std::function<void()> after_round_;
  bool is_stopped_ = false;
};

}  // namespace xinqiao::net
