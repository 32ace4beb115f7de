// Whole numbers in as many bytes as they need: LEB128, seven bits a byte, the low ones first, 128
// added to all but the last. Numbers that may be below zero are folded first (zigzag: 0, -1, 1, -2
// … are 0, 1, 2, 3 …); differences go round at 2^64, so that none is too large. What is read was
// written here: nothing is checked. Threading: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace xinqiao::domain {

constexpr std::size_t packed_bytes = 10;  // at most, of one number

inline std::uint64_t zigzag(std::uint64_t difference) {
  return (difference << 1U) ^ (0 - (difference >> 63U));
}

inline std::uint64_t unzigzag(std::uint64_t folded) {
  return (folded >> 1U) ^ (0 - (folded & 1U));
}

// Gives where the next one is written.
inline std::uint8_t* write_packed(std::uint8_t* to, std::uint64_t number) {
  while (number >= 0x80) {
    *to++ = static_cast<std::uint8_t>(number | 0x80U);
    number >>= 7U;
  }
  *to++ = static_cast<std::uint8_t>(number);
  return to;
}

// Gives where the next one is read.
inline const std::uint8_t* read_packed(const std::uint8_t* from, std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint64_t byte = *from++;
    number |= (byte & 0x7FU) << shift;
    if (byte < 0x80) return from;
  }
}

// Past numbers that nobody asks for.
inline const std::uint8_t* skip_packed(const std::uint8_t* from, int numbers) {
  while (numbers > 0) numbers -= *from++ < 0x80 ? 1 : 0;
  return from;
}

}  // namespace xinqiao::domain
