// libFuzzer's way in: one program for all targets, of which XINQIAO_FUZZ names one.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "tests/fuzz/target.hpp"

namespace {

const xinqiao::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("XINQIAO_FUZZ");
  chosen = name == nullptr ? nullptr : xinqiao::fuzz::find_target(name);
  if (chosen != nullptr) return 0;
  std::fputs("XINQIAO_FUZZ names one of:", stderr);
  for (const auto& target : xinqiao::fuzz::targets()) {
    std::fprintf(stderr, " %.*s", static_cast<int>(target.name.size()), target.name.data());
  }
  std::fputs("\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    chosen->run({reinterpret_cast<const char*>(data), size});
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "does not hold: %s\n", broken.what());
    std::abort();
  }
  return 0;
}
