// How texts are compared when something is looked for: the one place that knows ICU. A text is
// folded: NFKC and case folding (so full and half width are one), then every Chinese character is
// replaced by the one that stands for it and its traditional, simplified and variant forms. Folding
// goes character by character, never by words, so that a part of a text folds to a part of the
// folded text. Words are not stemmed and accents are kept. Threading: the_fold() may be called from
// any thread; the first call takes about a tenth of a second. Errors: invalid UTF-8 folds to
// U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace xinqiao::outward {

struct Folded {
  std::u32string text;
  // Of each character of it: the place in the source, in UTF-16 code units, [begin, end).
  struct Source {
    std::uint32_t begin{};
    std::uint32_t end{};
  };
  std::vector<Source> sources;
};

// What a folded character is to a search.
enum class Letter : std::uint8_t {
  gap,   // white space, punctuation, control
  word,  // of a script that puts blanks between words, or a digit
  sign,  // stands for itself: an emoji, a plus
  gram,  // of a script without blanks between words, Chinese first of all
};

class Fold {
 public:
  Fold();
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  Folded operator()(std::string_view utf8) const;
  Letter letter(char32_t folded) const;

 private:
  struct Segments;
  char32_t one_for_all(char32_t han) const;

  std::unordered_map<char32_t, char32_t> variants_;  // a Chinese character -> who stands for it
  std::vector<Letter> letters_;                      // of the first 65,536 characters
};

// Made once.
const Fold& the_fold();

bool is_white_space(char32_t folded);
void append_utf8(std::string& out, char32_t character);

}  // namespace xinqiao::outward
