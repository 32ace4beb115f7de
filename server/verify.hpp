// The body of `xinqiao verify`: reads a whole store, rebuilds what follows from the events and
// compares it with what is kept. Changes nothing. A problem is a sentence: where, and what is
// wrong; texts are never quoted. Threading: one thread, on a store that nobody writes to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "store/log.hpp"

namespace xinqiao {

struct VerifyReport {
  std::uint64_t rooms = 0;
  std::uint64_t members = 0;
  std::uint64_t events = 0;
  std::uint64_t posts = 0;
  std::uint64_t edits = 0;
  std::uint64_t questions = 0;
  std::uint64_t talks = 0;
  std::uint64_t marks = 0;
  std::uint64_t rows = 0;
  std::uint64_t problems_found = 0;
  std::vector<std::string> problems;  // the first verify_problems of them

  bool is_ok() const { return problems_found == 0; }
};

inline constexpr std::size_t verify_problems = 200;

VerifyReport verify(const store::Log& log);

}  // namespace xinqiao
