// A container of what few have: a pointer while it is empty, where a map by itself is 48 bytes.
// Read as what it holds; written through change(). Threading: its owner's.
#pragma once

#include <cstddef>
#include <memory>

namespace xinqiao::domain {

template <class Container>
class Seldom {
 public:
  auto begin() const { return held().begin(); }
  auto end() const { return held().end(); }
  std::size_t size() const { return held().size(); }
  bool empty() const { return held().empty(); }
  template <class Key>
  auto find(const Key& key) const {
    return held().find(key);
  }
  template <class Key>
  bool contains(const Key& key) const {
    return held().contains(key);
  }
  template <class Key>
  auto lower_bound(const Key& key) const {
    return held().lower_bound(key);
  }
  template <class Key>
  auto upper_bound(const Key& key) const {
    return held().upper_bound(key);
  }

  // To put something in.
  Container& change() {
    if (!container_) container_ = std::make_unique<Container>();
    return *container_;
  }
  template <class Key>
  void erase(const Key& key) {
    if (!container_) return;
    container_->erase(key);
    if (container_->empty()) container_.reset();
  }

 private:
  const Container& held() const {
    static const Container none;
    return container_ ? *container_ : none;
  }

  std::unique_ptr<Container> container_;
};

}  // namespace xinqiao::domain
