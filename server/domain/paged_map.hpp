// A map from ids that are given out one after the other, and are never taken out of it: pages of 64
// neighbours side by side. One is found in two steps, where a tree of fifteen thousand has
// fourteen, and needs no node of its own (48 bytes). An id that is far from all others costs a
// page. Read like a map, in the order of the ids. Threading: its owner's. What it holds stays where
// it is; iterators end with the next change.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace xinqiao::domain {

template <class Id, class Value>
class PagedMap {
 public:
  static constexpr std::uint64_t page_size = 64;

  template <class Held>
  class Iterator;
  using iterator = Iterator<Value>;
  using const_iterator = Iterator<const Value>;

  PagedMap() = default;
  PagedMap(PagedMap&&) noexcept = default;
  PagedMap& operator=(PagedMap&&) noexcept = default;
  PagedMap(const PagedMap&) = delete;
  PagedMap& operator=(const PagedMap&) = delete;
  ~PagedMap() = default;

  iterator begin() { return first_from<Value>(0, 0); }
  iterator end() { return {pages_, pages_.size(), 0}; }
  const_iterator begin() const { return first_from<const Value>(0, 0); }
  const_iterator end() const { return {pages_, pages_.size(), 0}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // Null: there is none.
  Value* find(Id id) { return at_place(id); }
  const Value* find(Id id) const { return at_place(id); }
  bool contains(Id id) const { return at_place(id) != nullptr; }

  // The first beyond the id.
  const_iterator upper_bound(Id id) const {
    if (id.value == ~std::uint64_t{}) return end();
    const std::uint64_t next = id.value + 1;
    const std::size_t page = place_of(next / page_size);
    const bool is_there = page < pages_.size() && pages_[page].number == next / page_size;
    return first_from<const Value>(page, is_there ? next % page_size : 0);
  }

  // Makes one where there was none.
  Value& operator[](Id id) {
    const std::uint64_t number = id.value / page_size;
    const std::size_t place = place_of(number);
    if (place == pages_.size() || pages_[place].number != number) {
      const auto at = pages_.begin() + static_cast<std::ptrdiff_t>(place);
      pages_.insert(at, Entry{number, std::make_unique<Page>()});
    }
    bool is_new = false;
    Value& value = pages_[place].page->make(id.value % page_size, is_new);
    size_ += is_new ? 1 : 0;
    return value;
  }

 private:
  class Page {
   public:
    Page() {}  // the room of its values stays as it is
    ~Page() {
      for (std::uint64_t slot = 0; slot < page_size; ++slot) {
        if (holds(slot)) std::destroy_at(&at(slot));
      }
    }
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    bool holds(std::uint64_t slot) const { return ((taken_ >> slot) & 1) != 0; }
    // The first that is held, from this one on; page_size: none is.
    std::uint64_t next(std::uint64_t slot) const {
      const std::uint64_t rest = slot < page_size ? taken_ >> slot : 0;
      return rest == 0 ? page_size : slot + static_cast<std::uint64_t>(std::countr_zero(rest));
    }
    Value& at(std::uint64_t slot) { return *std::launder(reinterpret_cast<Value*>(room(slot))); }
    Value& make(std::uint64_t slot, bool& is_new) {
      is_new = !holds(slot);
      if (!is_new) return at(slot);
      Value* const made = ::new (static_cast<void*>(room(slot))) Value();
      taken_ |= std::uint64_t{1} << slot;
      return *made;
    }

   private:
    std::byte* room(std::uint64_t slot) { return bytes_.data() + slot * sizeof(Value); }

    std::uint64_t taken_ = 0;  // a bit a slot
    alignas(Value) std::array<std::byte, page_size * sizeof(Value)> bytes_;
  };
  struct Entry {
    std::uint64_t number;  // its first id is page_size times this
    std::unique_ptr<Page> page;
  };
  using Pages = std::vector<Entry>;

  // Of the page, or where it would be. Without gaps a page's number is its place.
  std::size_t place_of(std::uint64_t number) const {
    if (number < pages_.size() && pages_[number].number == number) return number;
    const auto at = std::ranges::lower_bound(pages_, number, {}, &Entry::number);
    return static_cast<std::size_t>(at - pages_.begin());
  }
  Value* at_place(Id id) const {
    const std::uint64_t number = id.value / page_size;
    const std::size_t place = place_of(number);
    if (place == pages_.size() || pages_[place].number != number) return nullptr;
    Page& page = *pages_[place].page;
    return page.holds(id.value % page_size) ? &page.at(id.value % page_size) : nullptr;
  }
  // No page is without a value.
  template <class Held>
  Iterator<Held> first_from(std::size_t page, std::uint64_t slot) const {
    if (page == pages_.size()) return {pages_, page, 0};
    const std::uint64_t found = pages_[page].page->next(slot);
    if (found < page_size) return {pages_, page, found};
    return first_from<Held>(page + 1, 0);
  }

  Pages pages_;  // ascending
  std::size_t size_ = 0;
};

template <class Id, class Value>
template <class Held>
class PagedMap<Id, Value>::Iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = std::pair<Id, Held&>;
  using difference_type = std::ptrdiff_t;
  using reference = value_type;
  struct pointer {
    value_type held;
    const value_type* operator->() const { return &held; }
  };

  Iterator(const Pages& pages, std::size_t page, std::uint64_t slot)
      : pages_(&pages), page_(page), slot_(slot) {}
  reference operator*() const {
    const Entry& entry = (*pages_)[page_];
    return {Id{entry.number * page_size + slot_}, entry.page->at(slot_)};
  }
  pointer operator->() const { return {**this}; }
  Iterator& operator++() {
    slot_ = (*pages_)[page_].page->next(slot_ + 1);
    if (slot_ < page_size) return *this;
    ++page_;
    slot_ = page_ < pages_->size() ? (*pages_)[page_].page->next(0) : 0;
    return *this;
  }
  bool operator==(const Iterator& other) const {
    return page_ == other.page_ && slot_ == other.slot_;
  }

 private:
  const Pages* pages_;
  std::size_t page_;
  std::uint64_t slot_;
};

}  // namespace xinqiao::domain
