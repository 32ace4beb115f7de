// Bugs that are planted on purpose, so that `script/faults plants` can show that the fault matrix
// finds them. In the product no bug is planted, the compiler knows it, and nothing of this is left;
// in xinqiao-planted (tests/faults/CMakeLists.txt) the environment chooses one. The two have
// different names for the linker. Threading: any thread.
#pragma once

#include <string_view>

#ifdef XINQIAO_PLANTS
#include <cstdlib>
#endif

namespace xinqiao::store {

#ifdef XINQIAO_PLANTS
inline namespace planted {
inline bool is_planted(std::string_view name) {
  static const char* const chosen = std::getenv("XINQIAO_PLANT");
  return chosen != nullptr && name == chosen;
}
}  // namespace planted
#else
inline namespace sound {
constexpr bool is_planted(std::string_view) {
  return false;
}
}  // namespace sound
#endif

}  // namespace xinqiao::store
