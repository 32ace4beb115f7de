// Writes the source of initials_table(): the first letter of the most usual reading of every
// Chinese character that ICU can read, among them those outside the basic plane. It runs when
// Xinqiao is built: ICU takes some 2 s and 7 MB for it, which no start of the server should pay.
//   xinqiao_initials OUTPUT
#include <unicode/translit.h>
#include <unicode/uscript.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

namespace {

constexpr UChar32 planes_end = 0x40000;  // no Chinese character stands behind plane 3
constexpr UChar32 gap = 64;              // so many without a reading end a run

// 0: it is none, or ICU knows no reading.
char letter_of(const icu::Transliterator& latin, UChar32 character) {
  UErrorCode failed = U_ZERO_ERROR;
  if (uscript_getScript(character, &failed) != USCRIPT_HAN || U_FAILURE(failed)) return 0;
  icu::UnicodeString text(character);
  latin.transliterate(text);
  const UChar32 first = text.char32At(0);
  return first >= 'a' && first <= 'z' ? static_cast<char>(first) : char{0};
}

void write(std::ofstream& out, UChar32 first, const std::string& letters) {
  constexpr std::size_t line = 80;
  out << "    {" << first;
  for (std::size_t at = 0; at < letters.size(); at += line) {
    out << (at == 0 ? ",\n     \"" : "\n     \"") << letters.substr(at, line) << '"';
  }
  out << "},\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  UErrorCode failed = U_ZERO_ERROR;
  UParseError where{};
  const std::unique_ptr<icu::Transliterator> latin(
      icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, where, failed));
  if (U_FAILURE(failed)) {
    std::fprintf(stderr, "ICU has no Han-Latin: %s\n", u_errorName(failed));
    return 1;
  }
  std::ofstream out(arguments[1]);
  out << "// Made by initials_generate.cpp.\n#include \"server/initials_table.hpp\"\n\n"
         "namespace xinqiao {\n\nstd::span<const InitialsRun> initials_table() {\n"
         "  static constexpr InitialsRun runs[] = {\n";
  UChar32 first = 0;
  std::string letters;
  for (UChar32 at = 0; at < planes_end; ++at) {
    const char letter = letter_of(*latin, at);
    if (letter == 0) continue;
    const auto end = first + static_cast<UChar32>(letters.size());
    if (!letters.empty() && at - end > gap) {
      write(out, first, letters);
      letters.clear();
    }
    if (letters.empty()) first = at;
    letters.resize(static_cast<std::size_t>(at - first), ' ');
    letters.push_back(letter);
  }
  write(out, first, letters);
  out << "  };\n  return runs;\n}\n\n}  // namespace xinqiao\n";
  return out.flush() ? 0 : 1;
}
