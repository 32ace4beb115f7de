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
    Place(Places& of, std::string address) : of_(&of), address_(std::move(address)) {}
    Place(Place&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)), address_(std::move(other.address_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (of_) of_->give_back(address_);
    }
    const std::string& address() const { return address_; }

   private:
    Places* of_;
    std::string address_;
  };

  Places(std::size_t most, std::size_t most_per_address, Metrics& metrics)
      : most_(most), most_per_address_(most_per_address), metrics_(metrics) {}

  std::optional<Place> take(const std::string& address) {
    const std::lock_guard held(mutex_);
    const auto here = by_address_.find(address);
    const std::size_t from_here = here == by_address_.end() ? 0 : here->second;
    if (taken_ >= most_ || from_here >= most_per_address_) {
      metrics_.connections_refused.fetch_add(1, std::memory_order_relaxed);
      return std::nullopt;
    }
    ++taken_;
    ++by_address_[address];
    metrics_.connections_opened.fetch_add(1, std::memory_order_relaxed);
    return Place(*this, address);
  }

 private:
  void give_back(const std::string& address) {
    const std::lock_guard held(mutex_);
    --taken_;
    metrics_.connections_closed.fetch_add(1, std::memory_order_relaxed);
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
