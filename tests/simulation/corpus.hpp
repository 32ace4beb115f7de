// What people say in the simulator: short and long, Chinese, emoji, right to left, and letters that
// JSON must escape. With the environment variable XINQIAO_TEST_DATA also lines of real talks.
// Threading: filled once before the first run, constant afterwards.
#pragma once

#include <string>
#include <string_view>

#include "tests/simulation/random.hpp"

namespace xinqiao::simulation {

std::string some_text(Random& random);
std::string some_title(Random& random);

// The same JSON with every letter beyond ASCII written as \uXXXX, as some clients do.
std::string ascii_only(std::string_view json);

}  // namespace xinqiao::simulation
