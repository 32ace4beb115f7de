// How many connections there are, in all and by address. A Place is one of them, given back when it
// goes. Threading: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "server/metrics.hpp"

namespace xinqiao::net {

class Places {
  struct Address;

 public:
  // One pointer: a silent connection is little more than that.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept : held_(std::exchange(other.held_, 0)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(held_, other.held_);
      return *this;
    }
    ~Place() {
      if (held_ != 0) of().give_back(*at(), is_counted());
    }
    explicit operator bool() const { return held_ != 0; }
    const std::string& address() const { return at()->name; }
    // From now on it is this address's, and of its share; false if that is used up.
    bool move_to(const std::string& address) {
      Address* const to = of().count(address);
      if (to == nullptr) return false;
      of().leave(*at(), is_counted());
      held_ = Place(*to, true).release();
      return true;
    }

   private:
    friend class Places;
    static constexpr std::uintptr_t counted = 1;  // of the address's share

    Place(Address& at, bool is_counted)
        : held_(reinterpret_cast<std::uintptr_t>(&at) | (is_counted ? counted : 0)) {}
    std::uintptr_t release() { return std::exchange(held_, 0); }
    Address* at() const { return reinterpret_cast<Address*>(held_ & ~counted); }
    bool is_counted() const { return (held_ & counted) != 0; }
    Places& of() const { return *at()->of; }

    std::uintptr_t held_ = 0;
  };

  Places(std::size_t most, std::size_t most_per_address, Metrics& metrics)
      : most_(most), most_per_address_(most_per_address), metrics_(metrics) {}

  // A proxy has no share of its own (Share::of_all): many stand behind it.
  enum class Share { of_address, of_all };
  std::optional<Place> take(const std::string& address, Share share = Share::of_address) {
    const bool is_counted = share == Share::of_address;
    const std::lock_guard held(mutex_);
    Address* const at = taken_ < most_ ? enter(address, is_counted) : nullptr;
    if (at == nullptr) {
      metrics_.connections_refused.fetch_add(1, std::memory_order_relaxed);
      return std::nullopt;
    }
    ++taken_;
    metrics_.connections_opened.fetch_add(1, std::memory_order_relaxed);
    return Place(*at, is_counted);
  }

 private:
  struct alignas(8) Address {
    Places* of;
    std::string name;
    std::size_t here = 0;   // all
    std::size_t share = 0;  // those that are counted
  };

  void give_back(Address& at, bool is_counted) {
    const std::lock_guard held(mutex_);
    --taken_;
    metrics_.connections_closed.fetch_add(1, std::memory_order_relaxed);
    exit(at, is_counted);
  }
  Address* count(const std::string& address) {
    const std::lock_guard held(mutex_);
    return enter(address, true);
  }
  void leave(Address& at, bool is_counted) {
    const std::lock_guard held(mutex_);
    exit(at, is_counted);
  }

  // With the lock held.
  Address* enter(const std::string& name, bool is_counted) {
    auto at = by_name_.find(name);
    const std::size_t share = at == by_name_.end() ? 0 : at->second.share;
    if (is_counted && share >= most_per_address_) return nullptr;
    if (at == by_name_.end()) at = by_name_.emplace(name, Address{this, name}).first;
    ++at->second.here;
    at->second.share += is_counted ? 1 : 0;
    return &at->second;
  }
  void exit(Address& at, bool is_counted) {
    at.share -= is_counted ? 1 : 0;
    if (--at.here == 0) by_name_.erase(by_name_.find(at.name));
  }

  const std::size_t most_;
  const std::size_t most_per_address_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::size_t taken_ = 0;
  std::map<std::string, Address> by_name_;
};

}  // namespace xinqiao::net
