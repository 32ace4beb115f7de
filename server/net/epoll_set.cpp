#include "server/net/epoll_set.hpp"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace xinqiao::net {
namespace {

constexpr std::size_t most_a_round = 512;

int make_set() {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set < 0) throw std::runtime_error("no epoll set is to be had");
  return set;
}

}  // namespace

EpollSet::EpollSet(boost::asio::io_context& context, OnReady on_ready,
                   std::function<void()> after_round)
    : set_(context, make_set()),
      on_ready_(std::move(on_ready)),
      after_round_(std::move(after_round)) {}

void EpollSet::run() {
  wait();
}

bool EpollSet::add(int socket, Name name) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = name;
  return ::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, socket, &event) == 0;
}

void EpollSet::stop() {
  is_stopped_ = true;
  boost::system::error_code ignored;
  set_.cancel(ignored);
}

void EpollSet::wait() {
  if (is_stopped_) return;  // within the round
  set_.async_wait(set_.wait_read, [this](boost::system::error_code failed) {
    if (failed) return;
    round();
    wait();
  });
}

// What is left comes in the next round: the set is ready then, too.
void EpollSet::round() {
  std::array<epoll_event, most_a_round> events;
  const int count = ::epoll_wait(set_.native_handle(), events.data(), events.size(), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    Ready ready;
    ready.is_ended = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    ready.to_read = ready.is_ended || (event.events & EPOLLIN) != 0;
    ready.to_write = ready.is_ended || (event.events & EPOLLOUT) != 0;
    on_ready_(event.data.u64, ready);
  }
  after_round_();
}

}  // namespace xinqiao::net
