// A queue between two threads that refuses instead of growing: bounded in items and, where they
// know how large they are, in bytes.
// Threading: put from any thread, take and wait from any, too.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace xinqiao {

template <class Item>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t items_max, std::size_t bytes_max = SIZE_MAX)
      : items_max_(items_max), bytes_max_(bytes_max) {}

  // False: full (or closed); the item is untouched.
  [[nodiscard]] bool put(Item&& item) {
    {
      const std::lock_guard lock(mutex_);
      if (!take_in(item)) return false;
    }
    arrived_.notify_one();
    return true;
  }

  // As many as there is room for, the first of them; whoever takes is woken once. How many.
  [[nodiscard]] std::size_t put_some(std::vector<Item>& items) {
    std::size_t taken = 0;
    {
      const std::lock_guard lock(mutex_);
      while (taken < items.size() && take_in(items[taken])) ++taken;
    }
    if (taken > 0) arrived_.notify_one();
    return taken;
  }

  // What was taken from here before and returns: it has its place also where there is none, as many
  // as whoever had it could hold. False: closed.
  [[nodiscard]] bool put_back(Item&& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return false;
      bytes_ += bytes_of(item);
      items_.push_back(std::move(item));
    }
    arrived_.notify_one();
    return true;
  }

  // Moves at most `most` items, the oldest, to `out`, which is empty: in one stroke if they are not
  // more, so that the two vectors' memory goes back and forth and nothing is allocated. What only a
  // crowd that is over needed is given up.
  void take(std::vector<Item>& out, std::size_t most) {
    const std::lock_guard lock(mutex_);
    lately_ = std::max(items_.size(), lately_ - lately_ / 16);
    if (out.capacity() > spare_items + 4 * lately_) std::vector<Item>().swap(out);
    if (items_.size() <= most) {
      std::swap(out, items_);
      bytes_ = 0;
      return;
    }
    const auto end = items_.begin() + static_cast<std::ptrdiff_t>(most);
    for (auto at = items_.begin(); at != end; ++at) bytes_ -= bytes_of(*at);
    out.insert(out.end(), std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
  }

  // Until something is there, the queue is closed, or the time is up.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, most, [&] { return closed_ || !items_.empty(); });
  }

  // Takes no more; what is in it can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    arrived_.notify_all();
  }

  bool is_closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

  std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  // With the lock held.
  bool take_in(Item& item) {
    const std::size_t bytes = bytes_of(item);
    if (closed_ || items_.size() >= items_max_ || bytes_ + bytes > bytes_max_) return false;
    bytes_ += bytes;
    items_.push_back(std::move(item));
    return true;
  }

  static std::size_t bytes_of(const Item& item) {
    if constexpr (requires { item.request.bytes; }) return item.request.bytes;
    return 0;
  }

  static constexpr std::size_t spare_items = 64;

  const std::size_t items_max_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Item> items_;
  std::size_t bytes_ = 0;
  std::size_t lately_ = 0;  // were taken at once at most, the longer ago the less it counts
  bool closed_ = false;
};

}  // namespace xinqiao
