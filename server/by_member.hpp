// A small number for every member that has one. Members are counted from one and never go, so those
// who are here fill pages of consecutive ones: an entry is the number alone, and finding it is one
// step. Bounds: a number for each member of the house; a page in which nobody has one is given
// back. Threading: one at a time. Errors: none but std::bad_alloc.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "protocol/ids.hpp"

namespace xinqiao {

template <class Number>
class ByMember {
 public:
  // 0: none.
  Number at(MemberId member) const {
    const auto page = pages_.find(member.value / page_size);
    return page == pages_.end() ? Number{} : page->second->numbers[member.value % page_size];
  }
  void set(MemberId member, Number number) {
    std::unique_ptr<Page>& page = pages_[member.value / page_size];
    if (!page) page = std::make_unique<Page>();
    Number& here = page->numbers[member.value % page_size];
    const std::size_t before = here == 0 ? 0 : 1;
    const std::size_t after = number == 0 ? 0 : 1;
    here = number;
    page->used = page->used - before + after;
    size_ = size_ - before + after;
    if (page->used == 0) pages_.erase(member.value / page_size);
  }
  std::size_t size() const { return size_; }  // members that have one

 private:
  static constexpr std::size_t page_size = 1024;
  struct Page {
    std::array<Number, page_size> numbers{};
    std::size_t used = 0;
  };

  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Page>> pages_;
  std::size_t size_ = 0;
};

}  // namespace xinqiao
