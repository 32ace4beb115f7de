#include "server/initials.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "server/initials_table.hpp"
#include "server/logins.hpp"

namespace xinqiao {
namespace {

// Surnames whose reading begins with another letter than that of the character elsewhere, those of
// two characters first: 单于 is not a 单. Where the letter is the same (朴 piao, 盖 ge) none is
// needed.
struct Surname {
  std::string_view han;
  std::string_view letters;
};
constexpr std::array surnames{
    Surname{"万俟", "mq"}, Surname{"单于", "cy"}, Surname{"單于", "cy"}, Surname{"么", "y"},
    Surname{"乐", "y"},    Surname{"樂", "y"},    Surname{"乜", "n"},    Surname{"仇", "q"},
    Surname{"佴", "n"},    Surname{"区", "o"},    Surname{"區", "o"},    Surname{"单", "s"},
    Surname{"單", "s"},    Surname{"参", "s"},    Surname{"句", "g"},    Surname{"召", "s"},
    Surname{"宓", "f"},    Surname{"尉", "y"},    Surname{"折", "s"},    Surname{"曾", "z"},
    Surname{"查", "z"},    Surname{"澹", "t"},    Surname{"祭", "z"},    Surname{"种", "c"},
    Surname{"秘", "b"},    Surname{"粘", "n"},    Surname{"繁", "p"},    Surname{"翟", "z"},
    Surname{"蔚", "y"},    Surname{"覃", "q"},    Surname{"解", "x"},    Surname{"谌", "s"},
    Surname{"适", "k"},    Surname{"郇", "x"},    Surname{"郗", "c"},    Surname{"重", "c"},
    Surname{"阚", "k"},    Surname{"闞", "k"},    Surname{"隗", "w"},
};

char letter_of(char32_t character) {
  const auto table = initials_table();
  auto run = std::ranges::upper_bound(table, character, {}, &InitialsRun::first);
  if (run == table.begin()) return ' ';
  --run;
  const std::size_t at = character - run->first;
  return at < run->letters.size() ? run->letters[at] : ' ';
}

// Text in ASCII has no reading, and most of the time it is seen at once.
bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// `folded` without blanks, each character that has a reading as its letter.
std::string letters_of(std::string_view folded, bool& has_reading) {
  std::string out;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(folded.data());
  const auto length = static_cast<std::int32_t>(folded.size());
  for (std::int32_t at = 0; at < length;) {
    const std::int32_t begin = at;
    UChar32 character = 0;
    U8_NEXT_OR_FFFD(bytes, at, length, character);
    if (u_isUWhiteSpace(character)) continue;
    const char letter = letter_of(static_cast<char32_t>(character));
    if (letter != ' ') {
      has_reading = true;
      out.push_back(letter);
    } else {
      out.append(
          folded.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
  }
  return out;
}

std::string usual(std::string_view folded) {
  bool has_reading = false;
  std::string letters = letters_of(folded, has_reading);
  return has_reading ? letters : std::string();
}

}  // namespace

std::string initials_of(std::string_view text) {
  return is_ascii(text) ? std::string() : usual(fold_login(text));
}

std::string initials_of_person(std::string_view name) {
  if (is_ascii(name)) return {};
  const std::string folded = fold_login(name);
  std::string letters = usual(folded);
  const auto surname = std::ranges::find_if(
      surnames, [&](const Surname& one) { return folded.starts_with(one.han); });
  if (letters.empty() || surname == surnames.end()) return letters;
  std::string out(surname->letters);
  out.append(letters, surname->letters.size());  // one letter a character
  return out.append(" ").append(letters);
}

}  // namespace xinqiao
