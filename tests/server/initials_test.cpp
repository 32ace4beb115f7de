// Which letters stand for which Chinese names.
#include "server/initials.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace xinqiao;

BOOST_AUTO_TEST_SUITE(initials_test)

BOOST_AUTO_TEST_CASE(each_character_is_the_first_letter_of_its_pinyin) {
  BOOST_TEST(initials_of("支部生活") == "zbsh");
  BOOST_TEST(initials_of("安全生产交流") == "aqscjl");
  BOOST_TEST(initials_of("女工委员会") == "ngwyh");  // ü counts as u, and n is its letter
  BOOST_TEST(initials_of("厦门") == "sm");           // one reading, the most usual one
  BOOST_TEST(initials_of("〇号机") == "lhj");
}

BOOST_AUTO_TEST_CASE(traditional_characters_read_like_simplified_ones) {
  BOOST_TEST(initials_of("車間") == initials_of("车间"));
  BOOST_TEST(initials_of_person("陳麗華") == "clh");
}

BOOST_AUTO_TEST_CASE(rare_characters_have_their_reading_and_unknown_ones_stay) {
  BOOST_TEST(initials_of("䶮") == "y");  // Extension A, in names
  BOOST_TEST(initials_of("𠮷") == "");   // Extension B, without a reading: nothing to add
  BOOST_TEST(initials_of("𠮷野家") == "𠮷yj");
  BOOST_TEST(initials_of("\U000323B0王") == "\U000323B0w");  // behind the last character
}

BOOST_AUTO_TEST_CASE(everything_else_is_folded_and_blanks_are_left_out) {
  BOOST_TEST(initials_of("3号 机组（A班）") == "3hjz(ab)");
  BOOST_TEST(initials_of("ＡＢ王　敏") == "abwm");
  BOOST_TEST(initials_of("王 🙂") == "w🙂");
}

BOOST_AUTO_TEST_CASE(a_text_without_a_reading_has_none) {
  for (const char* text : {"", "Ann Smith", "محمد", "アイ", "Ünal 7", "🙂", "　", "々"}) {
    BOOST_TEST(initials_of(text) == "", text);
    BOOST_TEST(initials_of_person(text) == "", text);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_no_harm) {
  BOOST_TEST(initials_of("王\xff敏\xe7").starts_with("w"));
  BOOST_TEST(initials_of_person("\xe7\x8e") == "");
}

BOOST_AUTO_TEST_CASE(a_surname_is_read_in_both_ways) {
  BOOST_TEST(initials_of_person("王敏") == "wm");
  BOOST_TEST(initials_of_person("单小明") == "sxm dxm");
  BOOST_TEST(initials_of_person("仇和") == "qh ch");
  BOOST_TEST(initials_of_person("解放") == "xf jf");
  BOOST_TEST(initials_of_person("曾国强") == "zgq cgq");
  BOOST_TEST(initials_of_person("曾") == "z c");
  BOOST_TEST(initials_of_person("区 小雨") == "oxy qxy");
  BOOST_TEST(initials_of_person("查良") == "zl cl");
  BOOST_TEST(initials_of_person("朴正") == "pz");  // pu and piao begin alike
  BOOST_TEST(initials_of_person("盖伦") == "gl");
  BOOST_TEST(initials_of_person("乐嘉") == "yj lj");
}

BOOST_AUTO_TEST_CASE(surnames_of_two_characters_are_known_before_their_first) {
  BOOST_TEST(initials_of_person("尉迟恭") == "ycg wcg");
  BOOST_TEST(initials_of_person("万俟卨").starts_with("mq"));
  BOOST_TEST(initials_of_person("单于雄") == "cyx dyx");
  BOOST_TEST(initials_of_person("欧阳修") == "oyx");
  BOOST_TEST(initials_of_person("澹台明") == "ttm dtm");
}

BOOST_AUTO_TEST_CASE(surnames_are_no_matter_of_titles_or_of_given_names) {
  BOOST_TEST(initials_of("单位公告") == "dwgg");
  BOOST_TEST(initials_of_person("王解") == "wj");
}

BOOST_AUTO_TEST_SUITE_END()
