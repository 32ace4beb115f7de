// Things that are lent for a while, each by a number of four bytes, so that who mostly has none
// keeps little for it. What comes back is kept for the next, but not more than a few, and after a
// crowd nothing: in a quiet house one serves all, turn by turn. Threading: one at a time. Errors:
// none but std::bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xinqiao {

template <class Thing>
class Lent {
 public:
  static constexpr std::uint32_t none = 0;

  std::uint32_t lend() {  // as good as new
    if (free_.empty()) {
      things_.push_back(std::make_unique<Thing>());
      return static_cast<std::uint32_t>(things_.size());
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    std::unique_ptr<Thing>& thing = things_[number - 1];
    if (thing) {
      --spare_;
    } else {
      thing = std::make_unique<Thing>();
    }
    return number;
  }
  Thing& at(std::uint32_t number) { return *things_[number - 1]; }
  const Thing& at(std::uint32_t number) const { return *things_[number - 1]; }
  void give_back(std::uint32_t number) {
    if (spare_ < most_spare) {
      at(number) = Thing{};
      ++spare_;
    } else {
      things_[number - 1].reset();
    }
    free_.push_back(number);
    if (free_.size() == things_.size() && things_.size() > most_spare) *this = Lent{};
  }

 private:
  static constexpr std::size_t most_spare = 8;

  std::vector<std::unique_ptr<Thing>> things_;  // none: nobody has that number
  std::vector<std::uint32_t> free_;
  std::size_t spare_ = 0;
};

}  // namespace xinqiao
