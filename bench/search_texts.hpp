// The texts that searches are measured with, words drawn from them, and the plain scan. Threading:
// plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xinqiao::bench {

struct SaidText {
  std::size_t room = 0;
  std::string text;
};

// Appends the first `most` messages of a file; false: it cannot be read. `rooms` counts them.
bool read_texts(const std::string& path, std::size_t most, std::vector<SaidText>& texts,
                std::size_t& rooms);

struct Draw {
  std::vector<std::string> chinese;
  std::vector<std::string> english;
};
// Different words, as many as asked for or as there are.
Draw draw_words(const std::vector<SaidText>& texts, std::size_t most, std::uint64_t seed);

// Whether the raw bytes hold it: Chinese anywhere, English as a word in capitals or small letters.
bool scan(std::string_view text, std::string_view word, bool is_english);

}  // namespace xinqiao::bench
