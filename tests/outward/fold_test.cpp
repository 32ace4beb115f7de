// How texts are folded: what is one, what stays two, and that places lead back to the source.
#include "server/outward/fold.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao::outward;

namespace {

std::string folded(std::string_view text) {
  std::string out;
  for (const char32_t letter : the_fold()(text).text) append_utf8(out, letter);
  return out;
}

bool is_one(std::string_view a, std::string_view b) {
  return folded(a) == folded(b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fold)

BOOST_AUTO_TEST_CASE(traditional_and_simplified_characters_are_one) {
  BOOST_TEST(is_one("繁體中文", "繁体中文"));
  BOOST_TEST(is_one("頭髮發現後面裡面", "头发发现后面里面"));
  BOOST_TEST(is_one("乾燥 幹部 干涉", "干燥 干部 干涉"));
  BOOST_TEST(is_one("臺灣颱風", "台湾台风"));
  BOOST_TEST(!is_one("锅炉", "锅里"));
}

BOOST_AUTO_TEST_CASE(folding_goes_by_characters_and_not_by_words) {
  // As words these would fold otherwise than their parts.
  BOOST_TEST(folded("計畫") == folded("計") + folded("畫"));
  BOOST_TEST(folded("崑崙餘音") == folded("崑") + folded("崙") + folded("餘") + folded("音"));
}

BOOST_AUTO_TEST_CASE(width_and_capitals_are_one) {
  BOOST_TEST(is_one("ＡＢｃ１２３", "abC123"));
  BOOST_TEST(is_one("ｶﾞｽ漏れ", "ガス漏れ"));
  BOOST_TEST(is_one("STRASSE", "straße"));
  BOOST_TEST(is_one("ΣΊΣΥΦΟΣ", "σίσυφος"));
  BOOST_TEST(folded("①㎏") == "1kg");
}

BOOST_AUTO_TEST_CASE(composed_and_decomposed_letters_are_one_and_accents_count) {
  BOOST_TEST(is_one("Cafe\u0301", "café"));
  BOOST_TEST(!is_one("café", "cafe"));
  BOOST_TEST(is_one("\u1112\u1161\u11ab", "한"));
}

BOOST_AUTO_TEST_CASE(what_nobody_sees_is_left_out) {
  BOOST_TEST(is_one("zero\u200bwidth", "zerowidth"));
  BOOST_TEST(is_one("👍\ufe0f", "👍"));
}

BOOST_AUTO_TEST_CASE(folding_what_is_folded_changes_nothing) {
  std::string all;
  for (char32_t c = 0x20; c < 0x30000; c += c < 0x3400 ? 1 : 3) {
    if (c >= 0xd800 && c < 0xe000) continue;
    append_utf8(all, c);
    all += ' ';
  }
  const std::string once = folded(all);
  BOOST_TEST((folded(once) == once));
}

BOOST_AUTO_TEST_CASE(every_letter_leads_back_to_its_source_in_utf16) {
  const Folded text = the_fold()("𠮷ﬁe\u0301繁");
  const std::u32string expected = U"𠮷fi\u00e9";
  BOOST_TEST((text.text.substr(0, 4) == expected));
  BOOST_REQUIRE_EQUAL(text.sources.size(), 5U);
  const auto is_at = [&](std::size_t letter, std::uint32_t begin, std::uint32_t end) {
    return text.sources[letter].begin == begin && text.sources[letter].end == end;
  };
  BOOST_TEST(is_at(0, 0, 2));
  BOOST_TEST(is_at(1, 2, 3));
  BOOST_TEST(is_at(2, 2, 3));
  BOOST_TEST(is_at(3, 3, 5));
  BOOST_TEST(is_at(4, 5, 6));
}

BOOST_AUTO_TEST_CASE(letters_are_told_apart_by_how_words_are_written) {
  const auto is = [](char32_t c, Letter letter) { return the_fold().letter(c) == letter; };
  for (const char32_t c : U"汉々〇ひカー한ㄅไม၁𠮷") {
    if (c != 0) BOOST_TEST(is(c, Letter::gram), static_cast<std::uint32_t>(c));
  }
  for (const char32_t c : U"aßя7אمक\u0301") {
    if (c != 0) BOOST_TEST(is(c, Letter::word), static_cast<std::uint32_t>(c));
  }
  for (const char32_t c : U"👍+$€=") {
    if (c != 0) BOOST_TEST(is(c, Letter::sign), static_cast<std::uint32_t>(c));
  }
  for (const char32_t c : U" \n　.,，。_-*…") {
    if (c != 0) BOOST_TEST(is(c, Letter::gap), static_cast<std::uint32_t>(c));
  }
}

BOOST_AUTO_TEST_CASE(broken_utf8_is_folded_to_a_mark) {
  BOOST_TEST(folded("a\xff\xe4") == "a\ufffd\ufffd");
  BOOST_TEST(folded("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
