// What one of the two of a talk sealed, and how far the other has heard it: all, once, in its
// order, byte for byte. Threading: plain values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/clock.hpp"

namespace xinqiao::bench {

struct TalkSide {
  enum class Verdict : std::uint8_t { right, altered, doubled, disordered };

  std::vector<std::pair<std::string, Nanos>> sealed;  // and when it was due
  std::size_t heard = 0;

  // The next that the other heard. Only what is right counts as heard.
  Verdict hear(std::string_view bytes) {
    if (heard < sealed.size() && sealed[heard].first == bytes) {
      ++heard;
      return Verdict::right;
    }
    const auto found = std::ranges::find(sealed, bytes, [](const auto& one) { return one.first; });
    if (found == sealed.end()) return Verdict::altered;
    const auto place = static_cast<std::size_t>(found - sealed.begin());
    return place < heard ? Verdict::doubled : Verdict::disordered;
  }
};

}  // namespace xinqiao::bench
