#include "store/batch.hpp"

#include <cstring>

namespace xinqiao::store {

// In memory only, so in the machine's own byte order:
//   head = family and erases:u8 key_bytes:u32 value_bytes:u32
namespace {

constexpr std::size_t head_bytes = 1 + 4 + 4;
constexpr std::uint8_t erases_bit = 0x80;

}  // namespace

void Batch::put(Family family, std::string_view key, std::string_view value) {
  write_head({.family = family,
              .erases = false,
              .key_bytes = static_cast<std::uint32_t>(key.size()),
              .value_bytes = static_cast<std::uint32_t>(value.size())});
  buffer_.append(key).append(value);
}

void Batch::erase(Family family, std::string_view key) {
  write_head({.family = family,
              .erases = true,
              .key_bytes = static_cast<std::uint32_t>(key.size()),
              .value_bytes = 0});
  buffer_.append(key);
}

void Batch::append(const Batch& later) {
  buffer_.append(later.buffer_);
  operations_ += later.operations_;
}

void Batch::clear() {
  buffer_.clear();
  operations_ = 0;
}

void Batch::write_head(const Head& head) {
  char bytes[head_bytes];
  const auto family = static_cast<std::uint8_t>(head.family);
  bytes[0] = static_cast<char>(head.erases ? family | erases_bit : family);
  std::memcpy(bytes + 1, &head.key_bytes, 4);
  std::memcpy(bytes + 5, &head.value_bytes, 4);
  buffer_.append(bytes, head_bytes);
  ++operations_;
}

Batch::Head Batch::read_head(std::size_t& at) const {
  const char* bytes = buffer_.data() + at;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  Head head{.family = static_cast<Family>(first & ~erases_bit),
            .erases = (first & erases_bit) != 0,
            .key_bytes = 0,
            .value_bytes = 0};
  std::memcpy(&head.key_bytes, bytes + 1, 4);
  std::memcpy(&head.value_bytes, bytes + 5, 4);
  at += head_bytes;
  return head;
}

}  // namespace xinqiao::store
