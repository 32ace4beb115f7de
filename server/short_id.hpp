// An id in six bytes, for lists of many: ids are counted from one, and nobody counts to 2^48.
// Threading: plain values.
#pragma once

#include <array>
#include <cstdint>

namespace xinqiao {

template <class Id>
class ShortId {
 public:
  ShortId() = default;
  ShortId(Id id)
      : parts_{static_cast<std::uint16_t>(id.value), static_cast<std::uint16_t>(id.value >> 16),
               static_cast<std::uint16_t>(id.value >> 32)} {}
  operator Id() const {
    return Id{std::uint64_t{parts_[2]} << 32 | std::uint64_t{parts_[1]} << 16 | parts_[0]};
  }

 private:
  std::array<std::uint16_t, 3> parts_{};
};

}  // namespace xinqiao
