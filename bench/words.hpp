// Texts to post: Chinese and English with the odd emoji, of a wanted length, the same for the same
// seed. Threading: pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace xinqiao::bench {

// A text of about `bytes` bytes (a character may be cut off at the end, never in the middle),
// unique by its number.
std::string make_text(std::uint64_t seed, std::uint64_t number, std::size_t bytes);

}  // namespace xinqiao::bench
