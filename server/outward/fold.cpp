#include "server/outward/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/usetiter.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

namespace xinqiao::outward {
namespace {

constexpr char32_t plain_letters = 0x10000;  // looked up in a table

// ICU without its data is an installation that cannot work at all.
void require(UErrorCode code) {
  if (U_FAILURE(code)) std::abort();
}

const icu::Normalizer2& nfkc_casefold() {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(code);
  require(code);
  return *normalizer;
}

// Sets of characters that count as one; the smallest of a set stands for it.
class Sets {
 public:
  char32_t find(char32_t member) const {
    auto found = parents_.find(member);
    while (found != parents_.end()) {
      member = found->second;
      found = parents_.find(member);
    }
    return member;
  }
  void join(char32_t a, char32_t b) {
    a = find(a);
    b = find(b);
    if (a != b) parents_[std::max(a, b)] = std::min(a, b);
  }
  const std::unordered_map<char32_t, char32_t>& parents() const { return parents_; }

 private:
  std::unordered_map<char32_t, char32_t> parents_;
};

// ICU's transliterators also know words of several characters (計畫 and 计划). Those are left out:
// what one of them makes of a character depends on its neighbours.
void join_variants(const char* transliterator, Sets& sets) {
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> made(
      icu::Transliterator::createInstance(transliterator, UTRANS_FORWARD, code));
  require(code);
  icu::UnicodeSet sources;
  made->getSourceSet(sources);
  for (icu::UnicodeSetIterator at(sources); at.next();) {
    if (at.isString()) continue;
    icu::UnicodeString text(at.getCodepoint());
    made->transliterate(text);
    if (text.countChar32() != 1) continue;
    sets.join(static_cast<char32_t>(at.getCodepoint()), static_cast<char32_t>(text.char32At(0)));
  }
}

bool has_no_blanks_between_words(UChar32 c) {
  for (const UScriptCode script :
       {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_BOPOMOFO,
        USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR}) {
    if (uscript_hasScript(c, script)) return true;
  }
  return false;
}

Letter letter_of(char32_t character) {
  const auto c = static_cast<UChar32>(character);
  const std::uint32_t mask = U_GET_GC_MASK(c);
  const bool counts = (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
  if (counts) return has_no_blanks_between_words(c) ? Letter::gram : Letter::word;
  return (mask & (U_GC_S_MASK | U_GC_CO_MASK)) != 0 ? Letter::sign : Letter::gap;
}

}  // namespace

// A source text and what has been folded of it.
struct Fold::Segments {
  const Fold& fold;
  const icu::Normalizer2& normalizer;
  Folded& out;

  void add(char32_t folded, std::int32_t begin, std::int32_t end) {
    out.text.push_back(fold.one_for_all(folded));
    out.sources.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }
  // Folds what begins at `begin` and can be folded by itself; returns where it ends.
  std::int32_t take(const icu::UnicodeString& text, std::int32_t begin) {
    const UChar32 c = text.char32At(begin);
    std::int32_t end = text.moveIndex32(begin, 1);
    const bool is_last = end == text.length();
    if (c < 0x80 && (is_last || text.charAt(end) < 0x300)) {  // before the first combining mark
      add(static_cast<char32_t>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c), begin, end);
      return end;
    }
    if (normalizer.isInert(c)) {
      add(static_cast<char32_t>(c), begin, end);
      return end;
    }
    while (end < text.length() && !normalizer.hasBoundaryBefore(text.char32At(end))) {
      end = text.moveIndex32(end, 1);
    }
    UErrorCode code = U_ZERO_ERROR;
    const icu::UnicodeString folded =
        normalizer.normalize(text.tempSubStringBetween(begin, end), code);
    require(code);
    for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
      add(static_cast<char32_t>(folded.char32At(at)), begin, end);
    }
    return end;
  }
};

Fold::Fold() {
  Sets sets;
  join_variants("Traditional-Simplified", sets);
  join_variants("Simplified-Traditional", sets);
  for (const auto& [character, parent] : sets.parents()) {
    variants_.emplace(character, sets.find(parent));
  }
  letters_.reserve(plain_letters);
  for (char32_t c = 0; c < plain_letters; ++c) letters_.push_back(letter_of(c));
}

char32_t Fold::one_for_all(char32_t han) const {
  if (han < 0x3400) return han;  // no Chinese character is below
  const auto found = variants_.find(han);
  return found == variants_.end() ? han : found->second;
}

Folded Fold::operator()(std::string_view utf8) const {
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
  Folded out;
  out.text.reserve(static_cast<std::size_t>(text.length()));
  out.sources.reserve(static_cast<std::size_t>(text.length()));
  Segments segments{*this, nfkc_casefold(), out};
  for (std::int32_t at = 0; at < text.length();) at = segments.take(text, at);
  return out;
}

Letter Fold::letter(char32_t folded) const {
  return folded < plain_letters ? letters_[folded] : letter_of(folded);
}

const Fold& the_fold() {
  static const Fold fold;
  return fold;
}

bool is_white_space(char32_t folded) {
  return u_isUWhiteSpace(static_cast<UChar32>(folded)) != 0;
}

void append_utf8(std::string& out, char32_t character) {
  char bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, static_cast<std::uint32_t>(character));
  out.append(bytes, length);
}

}  // namespace xinqiao::outward
