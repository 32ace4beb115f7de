// The sockets of one I/O thread that are watched for life: one epoll set of its own within the
// loop, so that an idle socket costs its thread nothing but a number in the kernel.
// Edge-triggered: who is told that a socket is ready goes on until the kernel says that it is not.
// Threading: its loop. Errors: add says whether the kernel took it. Source: epoll(7).
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <cstdint>
#include <functional>

namespace xinqiao::net {

struct Ready {
  bool to_read = false;
  bool to_write = false;
  bool is_ended = false;  // by the peer, or broken: reading gives the rest, and then says so
};

class EpollSet {
 public:
  // What a socket is called by; its owner knows which are out of date.
  using Name = std::uint64_t;
  using OnReady = std::function<void(Name, Ready)>;

  // after_round: when all that were ready have been told.
  EpollSet(boost::asio::io_context& context, OnReady on_ready, std::function<void()> after_round);

  void run();  // once, from the loop
  // Until the socket is closed. What it is ready for now is told in the next round.
  [[nodiscard]] bool add(int socket, Name name);
  void stop();

 private:
  using Executor = boost::asio::io_context::executor_type;
  void wait();
  void round();

  boost::asio::posix::basic_stream_descriptor<Executor> set_;
  OnReady on_ready_;
  std::function<void()> after_round_;
  bool is_stopped_ = false;
};

}  // namespace xinqiao::net
