// How many connections there are, in all and by address. A Place is one of them, given back when it
// goes. Threading: any thread.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "server/metrics.hpp"

namespace xinqiao::net {

class Places {
 public:
  class Place {
   public:
    Place(Places& of, std::string address, bool is_counted)
        : of_(&of), address_(std::move(address)), is_counted_(is_counted) {}
    Place(Place&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)),
          address_(std::move(other.address_)),
          is_counted_(other.is_counted_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_) of_->give_back(is_counted_ ? &address_ : nullptr);
    }
    const std::string& address() const { return address_; }
    // From now on it is this address's, and of its share; false if that is used up.
    bool move_to(const std::string& address) {
      if (!of_->count(address)) return false;
      if (is_counted_) of_->discount(address_);
      address_ = address;
      is_counted_ = true;
      return true;
    }

   private:
    Places* of_;
    std::string address_;
    bool is_counted_;
  };

  Places(std::size_t most, std::size_t most_per_address, Metrics& metrics)
      : most_(most), most_per_address_(most_per_address), metrics_(metrics) {}

  // A proxy has no share of its own (Share::of_all): many stand behind it.
  enum class Share { of_address, of_all };
  std::optional<Place> take(const std::string& address, Share share = Share::of_address) {
    const bool is_counted = share == Share::of_address;
    const std::lock_guard held(mutex_);
    if (taken_ >= most_ || (is_counted && !add(address))) {
      metrics_.connections_refused.fetch_add(1, std::memory_order_relaxed);
      return std::nullopt;
    }
    ++taken_;
    metrics_.connections_opened.fetch_add(1, std::memory_order_relaxed);
    return Place(*this, address, is_counted);
  }

 private:
  void give_back(const std::string* address) {
    const std::lock_guard held(mutex_);
    --taken_;
    metrics_.connections_closed.fetch_add(1, std::memory_order_relaxed);
    if (address != nullptr) remove(*address);
  }
  bool count(const std::string& address) {
    const std::lock_guard held(mutex_);
    return add(address);
  }
  void discount(const std::string& address) {
    const std::lock_guard held(mutex_);
    remove(address);
  }

  // With the lock held.
  bool add(const std::string& address) {
    const auto here = by_address_.find(address);
    if ((here == by_address_.end() ? 0 : here->second) >= most_per_address_) return false;
    ++by_address_[address];
    return true;
  }
  void remove(const std::string& address) {
    const auto here = by_address_.find(address);
    if (--here->second == 0) by_address_.erase(here);
  }

  const std::size_t most_;
  const std::size_t most_per_address_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> by_address_;
};

}  // namespace xinqiao::net
