// What is kept together or not at all: puts and erasures over the column families, in order, in one
// buffer. Later writes of the same key win. One Batch becomes one synced RocksDB WriteBatch.
// Threading: filled by the decider, then handed to the keeper; never shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xinqiao::store {

enum class Family : std::uint8_t { events, rows, marks, meta, index };
inline constexpr std::size_t family_count = 5;

class Batch {
 public:
  void put(Family family, std::string_view key, std::string_view value);
  void erase(Family family, std::string_view key);
  void clear();
  void reserve(std::size_t bytes) { buffer_.reserve(bytes); }
  void append(const Batch& later);  // all of it, after all of this

  std::size_t operations() const { return operations_; }
  std::size_t bytes() const { return buffer_.size(); }
  bool empty() const { return operations_ == 0; }

  // Calls sink.put(family, key, value) and sink.erase(family, key) in the order they were added.
  template <class Sink>
  void replay(Sink&& sink) const {
    std::size_t at = 0;
    while (at < buffer_.size()) {
      const Head head = read_head(at);
      const std::string_view key = view(at, head.key_bytes);
      if (head.erases) {
        sink.erase(head.family, key);
      } else {
        sink.put(head.family, key, view(at, head.value_bytes));
      }
    }
  }

 private:
  struct Head {
    Family family;
    bool erases;
    std::uint32_t key_bytes;
    std::uint32_t value_bytes;
  };
  void write_head(const Head& head);
  Head read_head(std::size_t& at) const;
  std::string_view view(std::size_t& at, std::size_t bytes) const {
    const std::string_view part = std::string_view(buffer_).substr(at, bytes);
    at += bytes;
    return part;
  }

  std::string buffer_;
  std::size_t operations_ = 0;
};

}  // namespace xinqiao::store
