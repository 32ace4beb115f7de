#include "server/net/io_loop.hpp"

#include <malloc.h>
#include <pthread.h>

#include <utility>

#include "server/net/socket_io.hpp"

namespace xinqiao::net {

IoLoop::IoLoop(std::uint32_t number, Door& door)
    : door_(door),
      work_(context_.get_executor()),
      timer_(context_),
      sockets_(context_, [this] { settle(); }),
      hub_(number, door.metrics, door.options.outbox_bytes, &door.pipeline.present(), plain_put) {}

IoLoop::~IoLoop() {
  join_until(std::chrono::steady_clock::now());
}

std::int64_t IoLoop::now_ms() const {
  if (door_.options.steady_ms) return door_.options.steady_ms();
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

void IoLoop::run() {
  post([this] {
    sockets_.run();
    look();
  });
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "io");  // as `top -H` shows it
    context_.run();
    finished_.set_value();
  });
}

void IoLoop::join_until(std::chrono::steady_clock::time_point deadline) {
  if (!thread_.joinable()) return;
  if (finished_.get_future().wait_until(deadline) != std::future_status::ready) {
    post([this] {
      server_stops();
      drop_all();
    });
  }
  thread_.join();
}

void IoLoop::seat(std::shared_ptr<Guest> guest) {
  guest->seat_ = guests_.size();
  guests_.push_back(std::move(guest));
  if (stopping_) guests_.back()->server_stops();
}

void IoLoop::leave(Guest& guest) {
  const std::size_t seat = std::exchange(guest.seat_, Guest::nowhere);
  if (seat == Guest::nowhere) return;
  std::swap(guests_[seat], guests_.back());
  if (guests_[seat].get() != &guest) guests_[seat]->seat_ = seat;
  if (leaving_.empty()) post([this] { leaving_.clear(); });
  leaving_.push_back(std::move(guests_.back()));
  guests_.pop_back();
  ++let_go_;
  end_if_empty();
}

void IoLoop::end_if_empty() {
  if (!stopping_ || !guests_.empty()) return;
  work_.reset();
  timer_.cancel();
  sockets_.stop();
}

ConnectionId IoLoop::open(Guest& guest) {
  const ConnectionId connection = hub_.open();
  if (by_slot_.size() <= connection.slot) by_slot_.resize(connection.slot + 1);
  by_slot_[connection.slot] = &guest;
  return connection;
}

void IoLoop::close(ConnectionId connection) {
  if (!hub_.outbox(connection)) return;
  hub_.close(connection);
  by_slot_[connection.slot] = nullptr;
}

void IoLoop::settle() {
  settled_ms_ = now_ms();
  for (const ConnectionId connection : hub_.take_dirty()) {
    if (hub_.outbox(connection)) by_slot_[connection.slot]->go_on();
  }
  for (const auto& [connection, code] : hub_.take_cuts()) {
    if (hub_.outbox(connection)) by_slot_[connection.slot]->cut(code);
  }
  for (const FeedTask& task : hub_.take_wishes()) {
    if (!door_.pipeline.want(task)) hub_.give_back(task);
  }
  bytes_out_ += hub_.take_bytes_put();
  if (bytes_out_ > 0) {
    door_.metrics.bytes_out.fetch_add(std::exchange(bytes_out_, 0), std::memory_order_relaxed);
  }
  say_written_soon();
}

// Together with what is written by then: the writes of one round end one after the other, and each
// settles.
void IoLoop::say_written_soon() {
  if (says_written_soon_ || !hub_.has_written()) return;
  says_written_soon_ = true;
  post([this] {
    says_written_soon_ = false;
    std::vector<AlertWritten> written = hub_.take_written();
    door_.pipeline.wrote(written);
    hub_.give_back(std::move(written));  // until the next time the loop settles
  });
}

void IoLoop::typing(ConnectionId from, RoomId room) {
  const auto by = hub_.member(from);
  const auto frame = hub_.typing(from, room);
  if (!by || !frame) return;
  settle();
  for (const auto& other : door_.loops) {
    if (other.get() == this) continue;
    other->post([loop = other.get(), room, by = *by, frame = *frame] {
      loop->hub_.typing_elsewhere(room, by, frame);
      loop->settle();
    });
  }
}

// Backwards: a guest that leaves is replaced by the last one, which was looked at already.
void IoLoop::look() {
  const std::int64_t now = now_ms();
  for (std::size_t i = guests_.size(); i-- > 0;) {
    if (i >= guests_.size()) continue;
    const std::shared_ptr<Guest> guest = guests_[i];
    guest->look(now);
  }
  settle();
  give_memory_back(now);
  if (stopping_ && guests_.empty()) return;
  timer_.expires_after(std::chrono::milliseconds(door_.options.look_ms));
  timer_.async_wait([this](boost::system::error_code failed) {
    if (!failed) look();
  });
}

// Readers are let go in crowds, and what they leave is scattered: the allocator keeps it unless it
// is asked. It takes some milliseconds, so seldom.
void IoLoop::give_memory_back(std::int64_t now_ms) {
  if (let_go_ < limits::let_go_before_trim || now_ms - trimmed_ms_ < limits::trim_ms) return;
  let_go_ = 0;
  trimmed_ms_ = now_ms;
  ::malloc_trim(0);
}

void IoLoop::server_stops() {
  stopping_ = true;
  for (std::size_t i = guests_.size(); i-- > 0;) {
    if (i >= guests_.size()) continue;
    const std::shared_ptr<Guest> guest = guests_[i];
    guest->server_stops();
  }
  settle();
  end_if_empty();
}

void IoLoop::drop_all() {
  while (!guests_.empty()) {
    const std::shared_ptr<Guest> guest = guests_.back();
    guest->drop();
    leave(*guest);
  }
}

}  // namespace xinqiao::net
