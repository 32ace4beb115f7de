// What a map has under a key, or null. Threading: the map's.
#pragma once

namespace xinqiao::domain {

template <class Map, class Key>
auto* find_in(Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace xinqiao::domain
