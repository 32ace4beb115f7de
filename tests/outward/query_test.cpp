// What a query finds in a text, where, and which terms it asks of the index.
#include "server/outward/query.hpp"

#include "protocol/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace xinqiao;
using namespace xinqiao::outward;

namespace {

Query good(std::string_view text) {
  auto parsed = parse_query(text);
  BOOST_REQUIRE_MESSAGE(holds_alternative<Query>(parsed), text);
  return get<Query>(std::move(parsed));
}

std::string refused(std::string_view text) {
  const auto parsed = parse_query(text);
  const auto* refusal = get_if<Refusal>(&parsed);
  if (refusal == nullptr) return "nothing";
  BOOST_TEST((refusal->reason == Reason::query_invalid));
  return refusal->field;
}

bool finds(std::string_view query, std::string_view text) {
  const Query wanted = good(query);
  const Folded folded = the_fold()(text);
  Places places;
  const bool held = holds(folded, wanted, places);
  BOOST_TEST(held == !places.empty());
  // The index must not lose what the text holds.
  const Terms terms = terms_of(folded);
  const auto has_one_of = [&](const std::string& prefix) {
    const auto at = std::ranges::lower_bound(terms, prefix);
    return at != terms.end() && at->starts_with(prefix);
  };
  const bool is_candidate = std::ranges::includes(terms, wanted.terms) &&
                            std::ranges::all_of(wanted.prefixes, has_one_of) &&
                            std::ranges::all_of(wanted.letters, has_one_of);
  BOOST_TEST((!held || is_candidate), query << " in " << text);
  return held;
}

Places places_of(std::string_view query, std::string_view text) {
  Places places;
  holds(the_fold()(text), good(query), places);
  return places;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(query)

BOOST_AUTO_TEST_CASE(chinese_is_found_wherever_it_stands) {
  BOOST_TEST(finds("值班", "今天是谁值班？"));
  BOOST_TEST(finds("炉", "三号锅炉停了"));
  BOOST_TEST(finds("号锅炉停", "三号锅炉停了"));
  BOOST_TEST(!finds("班值", "今天是谁值班？"));
  BOOST_TEST(!finds("锅停", "三号锅炉停了"));
  BOOST_TEST(!finds("值班", "值，班"));
  BOOST_TEST(finds("電話", "电话不通"));
  BOOST_TEST(finds("电话", "電話不通"));
}

BOOST_AUTO_TEST_CASE(of_letters_the_index_keeps_pairs_and_the_last_one) {
  const auto gram = [](std::string_view letters) {
    std::string term = "g";
    for (const char32_t letter : the_fold()(letters).text) append_utf8(term, letter);
    return term;
  };
  Terms all{gram("三号"), gram("号锅"), gram("锅炉"), gram("炉"), gram("停"), gram("好"), "wkde"};
  std::ranges::sort(all);
  BOOST_TEST((terms_of(the_fold()("三号锅炉kde停，好")) == all));
  BOOST_TEST((good("锅 值班").letters == std::vector<std::string>{gram("锅")}));
  BOOST_TEST((good("锅 值班").terms == Terms{gram("值班")}));
  BOOST_TEST((good("👍").terms == Terms{gram("👍")}));
  BOOST_TEST(good("👍").letters.empty());
}

BOOST_AUTO_TEST_CASE(words_are_found_as_words) {
  BOOST_TEST(finds("boiler", "The BOILER is hot."));
  BOOST_TEST(!finds("boil", "the boiler is hot"));
  BOOST_TEST(!finds("oiler", "the boiler is hot"));
  BOOST_TEST(!finds("run", "running"));
  BOOST_TEST(finds("kde", "装了kde桌面"));
  BOOST_TEST(finds("привет", "Привет, мир"));
  BOOST_TEST(finds("19", "我19岁"));
  BOOST_TEST(!finds("9", "我19岁"));
  BOOST_TEST(finds("桌面kde", "装在桌面KDE里"));
  BOOST_TEST(!finds("桌面kde", "装在桌面KDE4里"));
}

BOOST_AUTO_TEST_CASE(a_star_finds_what_begins_so) {
  BOOST_TEST(finds("boil*", "the boiler is hot"));
  BOOST_TEST(finds("boiler*", "the boiler is hot"));
  BOOST_TEST(!finds("oil*", "the boiler is hot"));
  BOOST_TEST(finds("apt-ge*", "use apt-get"));
  BOOST_TEST(!finds("apt-ge*", "use apt get"));
  BOOST_TEST(finds("5*5 a", "5*5 = 25, a"));
}

BOOST_AUTO_TEST_CASE(marks_count_beside_words) {
  BOOST_TEST(finds("apt-get", "use apt-get now"));
  BOOST_TEST(!finds("apt-get", "apt, get"));
  BOOST_TEST(finds("c++", "C++ is here"));
  BOOST_TEST(finds("c++", "C++20"));
  BOOST_TEST(!finds("c++", "c + +"));
  BOOST_TEST(finds("你好！", "你好!"));
  BOOST_TEST(finds("👍🏽", "好 👍🏽"));
  BOOST_TEST(finds("3.14", "pi is 3.14"));
}

BOOST_AUTO_TEST_CASE(every_part_must_be_there_in_any_order) {
  BOOST_TEST(finds("锅炉 boiler", "The boiler 就是锅炉"));
  BOOST_TEST(finds("锅炉　boiler", "The boiler 就是锅炉"));
  BOOST_TEST(!finds("锅炉 kettle", "The boiler 就是锅炉"));
}

BOOST_AUTO_TEST_CASE(places_are_utf16_in_order_and_apart) {
  BOOST_TEST((places_of("值班", "🌅 值班 值班") == Places{{3, 2}, {6, 2}}));
  BOOST_TEST((places_of("值班", "值班值班") == Places{{0, 4}}));
  BOOST_TEST((places_of("b a", "a b") == Places{{0, 1}, {2, 1}}));
  BOOST_TEST((places_of("班长 值班", "值班长") == Places{{0, 3}}));
  BOOST_TEST((places_of("strasse", "die Straße!") == Places{{4, 6}}));
}

BOOST_AUTO_TEST_CASE(no_more_places_are_told_than_the_bound) {
  const auto many = [](std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += "茶 ";
    return places_of("茶", text).size();
  };
  BOOST_TEST(many(limits::search_marks) == limits::search_marks);
  BOOST_TEST(many(limits::search_marks + 1) == limits::search_marks);
  BOOST_TEST(many(5'000) == limits::search_marks);
}

BOOST_AUTO_TEST_CASE(nothing_to_look_for_is_refused) {
  BOOST_TEST(refused("") == "query");
  BOOST_TEST(refused(" \n　\u200b") == "query");
  BOOST_TEST(refused("……！") == "query");
  BOOST_TEST(refused("*") == "query");
}

BOOST_AUTO_TEST_CASE(bounds_hold_at_the_bound_and_not_beyond) {
  BOOST_TEST(refused(std::string(limits::search_bytes, 'a')) == "nothing");
  BOOST_TEST(refused(std::string(limits::search_bytes + 1, 'a')) == "search_bytes");
  std::string words;
  for (std::size_t i = 0; i < limits::search_words; ++i) words += "w ";
  BOOST_TEST(refused(words) == "nothing");
  BOOST_TEST(refused(words + "w") == "search_words");
  BOOST_TEST(refused("bo*") == "nothing");
  BOOST_TEST(refused("b*") == "search_prefix_letters");
  BOOST_TEST(refused("锅炉b*") == "search_prefix_letters");
}

BOOST_AUTO_TEST_CASE(a_word_longer_than_a_term_is_told_from_its_neighbour) {
  const std::string long_word(300, 'x');
  BOOST_TEST(finds(long_word, "a " + long_word + " b"));
  BOOST_TEST(!finds(long_word, "a " + long_word + "y b"));
  BOOST_TEST(finds(long_word + "*", "a " + long_word + "y b"));
}

// Whatever is cut out of a text at the ends of words is found in it.
BOOST_AUTO_TEST_CASE(every_cut_of_a_text_is_found_in_it) {
  constexpr std::u32string_view alphabet = U"值班锅炉電話发髮ab \uff21é+👍.,，ß가ไ";
  const std::uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int i = 0; i < 3'000; ++i) {
    std::u32string text;
    for (std::size_t n = random() % 12 + 1; n > 0; --n) {
      text.push_back(alphabet[random() % alphabet.size()]);
    }
    const std::size_t begin = random() % text.size();
    const std::size_t end = begin + 1 + random() % (text.size() - begin);
    const auto is_word = [&](std::size_t at) {
      return the_fold().letter(text[at]) == Letter::word;
    };
    if (begin > 0 && is_word(begin - 1) && is_word(begin)) continue;
    if (end < text.size() && is_word(end - 1) && is_word(end)) continue;
    std::string whole;
    std::string cut;
    for (const char32_t letter : text) append_utf8(whole, letter);
    for (std::size_t at = begin; at < end; ++at) append_utf8(cut, text[at]);
    if (holds_alternative<Refusal>(parse_query(cut))) continue;
    BOOST_TEST(finds(cut, whole), "seed " << seed << ": '" << cut << "' in '" << whole << "'");
  }
}

BOOST_AUTO_TEST_SUITE_END()
