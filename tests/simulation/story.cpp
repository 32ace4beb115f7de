#include "tests/simulation/story.hpp"

#include <cstdio>
#include <utility>

namespace xinqiao::simulation {

std::uint64_t hash_of(std::string_view bytes, std::uint64_t start) {
  for (const char c : bytes) start = (start ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return start;
}

void Story::line(std::string text) {
  if (violation_) return;  // the end of the story is the breach
  note(text);
  ++lines_told_;
  if (aloud_) std::printf("%s\n", text.c_str());
  if (lines_.size() == lines_kept) lines_.pop_front();
  lines_.push_back(std::move(text));
}

void Story::note(std::string_view bytes) {
  hash_ = hash_of(bytes, hash_);
}

void Story::broken(std::string_view invariant, std::string what) {
  if (violation_) return;
  line("BROKEN " + std::string(invariant) + ": " + what);
  violation_ = Violation{std::string(invariant), std::move(what)};
}

}  // namespace xinqiao::simulation
