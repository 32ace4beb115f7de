// What is fuzzed: each target takes any bytes, hands them to code that hears strangers, and states
// what must hold of what comes out. The same functions run under libFuzzer (fuzzer.cpp, by
// script/fuzz) and, over the inputs that are kept, as a test (corpus_test.cpp). Threading: one
// thread. Errors: Broken, which libFuzzer takes for a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace xinqiao::fuzz {

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

std::span<const Target> targets();
const Target* find_target(std::string_view name);

class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void hold(bool is_so, const std::string& sentence) {
  if (!is_so) throw Broken(sentence);
}

// An input that begins with choices: a byte each, 0 when there are no more.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  std::size_t below(std::size_t bound) { return byte() % bound; }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (std::size_t left = byte() % 9; left > 0; --left) value = value << 8 | byte();
    return value;
  }
  // Up to the next line end, which is taken, too.
  std::string_view line() {
    const std::size_t end = rest_.find('\n');
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return found;
  }
  bool is_empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// Cuts bytes into pieces whose lengths follow from a seed: 1 to 7 mostly, and now and then many.
template <class Take>
void in_pieces(std::string_view bytes, std::uint32_t seed, Take take) {
  while (!bytes.empty()) {
    seed = seed * 1'664'525u + 1'013'904'223u;
    const std::size_t wanted = seed >> 28 == 0 ? 100 + (seed >> 16 & 0xfffu) : 1 + (seed >> 16) % 7;
    const std::string_view piece = bytes.substr(0, wanted);
    bytes.remove_prefix(piece.size());
    take(piece);
  }
}

// Whether it is text: one strict JSON string could hold it.
bool is_utf8(std::string_view text);

// --- The targets; each in the file of its name. ---
void addresses(std::string_view bytes);
void command(std::string_view bytes);
void control(std::string_view bytes);
void door(std::string_view bytes);
void event(std::string_view bytes);
void frames(std::string_view bytes);
void http(std::string_view bytes);
void intervals(std::string_view bytes);
void json(std::string_view bytes);
void manifest(std::string_view bytes);
void record(std::string_view bytes);
void roster(std::string_view bytes);
void settings_file(std::string_view bytes);
void socket(std::string_view bytes);

}  // namespace xinqiao::fuzz
