// The words of what is measured at its full size: `storm`, `grown`, and `fill`, that makes a store.
// Threading: plain functions.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "bench/filler.hpp"
#include "bench/grown.hpp"
#include "bench/main_tell.hpp"
#include "bench/storm.hpp"

namespace xinqiao::bench {

// What was said; outlives the task.
struct ScaleWords {
  StormOptions storm;
  GrownOptions grown;
  FillOptions fill;
  std::string json;
};

void add_scale(CLI::App& app, ScaleWords& words, Task& task);

}  // namespace xinqiao::bench
