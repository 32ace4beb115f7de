// What happened in one run, line by line: the last lines are kept for the report, all of them are
// hashed, so that two runs of one seed can be compared. The first broken invariant ends the run.
// Threading: belongs to its run.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace xinqiao::simulation {

struct Violation {
  std::string invariant;
  std::string what;
};

class Story {
 public:
  explicit Story(bool aloud) : aloud_(aloud) {}

  void line(std::string text);
  void note(std::string_view bytes);  // part of the trace, but not told
  void broken(std::string_view invariant, std::string what);

  bool is_broken() const { return violation_.has_value(); }
  const std::optional<Violation>& violation() const { return violation_; }
  const std::deque<std::string>& last_lines() const { return lines_; }
  std::uint64_t hash() const { return hash_; }
  std::size_t lines_told() const { return lines_told_; }

 private:
  static constexpr std::size_t lines_kept = 30;

  bool aloud_;
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
  std::deque<std::string> lines_;
  std::size_t lines_told_ = 0;
  std::optional<Violation> violation_;
};

// FNV-1a: for the trace, and in the place of SHA-256, which a simulation does not need.
std::uint64_t hash_of(std::string_view bytes, std::uint64_t start = 0xcbf29ce484222325ULL);

}  // namespace xinqiao::simulation
