#include "server/net/io_loop.hpp"

#include <pthread.h>

#include <utility>

#include "server/net/heap.hpp"
#include "server/net/socket_io.hpp"

namespace xinqiao::net {
namespace {

constexpr std::int64_t note_ms = 1'000;  // between two looks at all outboxes

}  // namespace

IoLoop::IoLoop(std::uint32_t number, Door& door)
    : door_(door),
      work_(context_.get_executor()),
      timer_(context_),
      sockets_(
          context_, [this](EpollSet::Name name, Ready ready) { on_ready(name, ready); },
          [this] { settle(); }),
      hub_(number, door.metrics, door.options.outbox_bytes, &door.pipeline.present(), put, this) {
  lines_.reserve(limits::connections);
}

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
  if (leaving_.empty()) {
    post([this] { std::vector<std::shared_ptr<Guest>>().swap(leaving_); });  // its memory, too
  }
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

void IoLoop::settle() {
  settled_ms_ = now_ms();
  for (const ConnectionId connection : hub_.take_dirty()) {
    if (hub_.outbox(connection)) guest_of(connection).go_on();
  }
  for (const auto& [connection, code] : hub_.take_cuts()) {
    if (hub_.outbox(connection)) guest_of(connection).cut(code);
  }
  if (!hub_.pass_wishes([this](auto tasks) { return door_.pipeline.want(tasks); })) {
    door_.metrics.feeds_put_off.fetch_add(1, std::memory_order_relaxed);
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
  look_at_parked(now);
  settle();
  give_memory_back(now);
  note_outboxes(now);
  if (stopping_ && guests_.empty()) return;
  timer_.expires_after(std::chrono::milliseconds(door_.options.look_ms));
  timer_.async_wait([this](boost::system::error_code failed) {
    if (!failed) look();
  });
}

// Readers are let go in crowds, and what they leave is scattered: the allocator keeps it unless it
// is asked. It takes some milliseconds, so seldom, and a few wait longer than a crowd. What other
// threads keep for a crowd they give up some seconds after it: so once more.
void IoLoop::give_memory_back(std::int64_t now_ms) {
  const bool is_crowd = let_go_ >= limits::let_go_before_trim;
  const std::int64_t pause = is_crowd       ? limits::trim_ms
                             : trims_again_ ? limits::trim_again_ms
                                            : limits::trim_few_ms;
  const bool is_worth_it = trims_again_ || let_go_ >= limits::let_go_few;
  if (!is_worth_it || now_ms - trimmed_ms_ < pause) return;
  trims_again_ = is_crowd;
  let_go_ = 0;
  trimmed_ms_ = now_ms;
  guests_.shrink_to_fit();
  post([] { shrink_heap(); });  // when those that leave now are gone
}

// Of all loops together: each adds what has changed on its own since the last time.
void IoLoop::note_outboxes(std::int64_t now_ms) {
  if (now_ms - noted_ms_ < note_ms) return;
  noted_ms_ = now_ms;
  const Hub::Waiting waiting = hub_.waiting();
  const std::uint64_t unsaid = hub_.unsaid();
  const auto add = [](Metrics::Count& to, std::uint64_t now, std::uint64_t before) {
    to.fetch_add(now - before, std::memory_order_relaxed);
  };
  add(door_.metrics.outbox_bytes, waiting.bytes, noted_.bytes);
  add(door_.metrics.outboxes_behind, waiting.behind, noted_.behind);
  add(door_.metrics.alerts_unsaid, unsaid, noted_unsaid_);
  noted_ = waiting;
  noted_unsaid_ = unsaid;
}

void IoLoop::server_stops() {
  stopping_ = true;
  for (std::uint32_t slot = 0; slot < lines_.size(); ++slot) {
    if (line(slot).place) wake(*hub_.at_slot(slot));  // to the same end as the others
  }
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
