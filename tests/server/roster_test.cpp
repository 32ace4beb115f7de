// A list of people: bytes to text to rows to a plan, and what is refused with its line.
#include "server/roster.hpp"

#include "protocol/limits.hpp"
#include "server/roster_plan.hpp"
#include "server/roster_text.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

using namespace xinqiao;

namespace {

// 姓名,单位 CR LF 王敏,炼油厂 in GBK.
const std::string gbk =
    "\xd0\xd5\xc3\xfb,\xb5\xa5\xce\xbb\r\n\xcd\xf5\xc3\xf4,\xc1\xb6\xd3\xcd\xb3\xa7\r\n";

Roster read(const std::string& bytes, RosterEncoding encoding = RosterEncoding::detect) {
  return read_roster(bytes, encoding);
}

// The problems as `line what field`.
std::string problems(const Roster& roster) {
  std::string out;
  for (const RosterProblem& one : roster.problems) {
    if (!out.empty()) out += "; ";
    out += std::to_string(one.line) + " " + one.what + (one.field.empty() ? "" : " " + one.field);
  }
  return out;
}

std::string fields(const std::string& text) {
  std::string out;
  for (const RosterRecord& record : roster_records(text)) {
    out += std::to_string(record.line) + (record.is_whole ? ":" : "!");
    for (const std::string& field : record.fields) out += "[" + field + "]";
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(roster_test)

BOOST_AUTO_TEST_CASE(fields_are_told_apart_as_rfc_4180_says) {
  BOOST_TEST(fields("a,b\r\n1,2\r\n") == "1:[a][b]2:[1][2]");
  BOOST_TEST(fields("a,b\n1,2") == "1:[a][b]2:[1][2]");
  BOOST_TEST(fields("a\n\"x,y\"\n") == "1:[a]2:[x,y]");
  BOOST_TEST(fields("a\n\"say \"\"hi\"\"\"\n") == "1:[a]2:[say \"hi\"]");
  BOOST_TEST(fields("a,b\n\"two\nlines\",2\n3,4\n") == "1:[a][b]2:[two\nlines][2]4:[3][4]");
  BOOST_TEST(fields("a,b\n,\n") == "1:[a][b]2:[][]");
  BOOST_TEST(fields("a;b\n1;2,5\n") == "1:[a][b]2:[1][2,5]");
  BOOST_TEST(fields("a\tb\n1\t2\n") == "1:[a][b]2:[1][2]");
  BOOST_TEST(fields("") == "");
}

BOOST_AUTO_TEST_CASE(a_quote_that_stays_open_or_goes_on_is_told) {
  BOOST_TEST(fields("a\n\"open\n") == "1:[a]2![open\n]");
  BOOST_TEST(fields("a,b\n\"x\"y,2\n") == "1:[a][b]2![xy][2]");
}

BOOST_AUTO_TEST_CASE(utf_8_with_and_without_its_mark_and_gbk_come_out_alike) {
  const std::string utf8 = "姓名,单位\r\n王敏,炼油厂\r\n";
  for (const std::string& bytes : {utf8, "\xef\xbb\xbf" + utf8, gbk}) {
    const Roster roster = read(bytes);
    BOOST_TEST(problems(roster) == "");
    BOOST_REQUIRE(roster.rows.size() == 1u);
    BOOST_TEST(roster.rows[0].name == "王敏");
    BOOST_TEST(roster.rows[0].unit.front() == "炼油厂");
  }
  BOOST_TEST(read(gbk, RosterEncoding::gb18030).rows.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_in_its_encoding_is_refused_with_its_line_and_never_mangled) {
  BOOST_TEST(problems(read(gbk, RosterEncoding::utf8)) == "1 not_text");
  BOOST_TEST(problems(read("name\n王敏\nL\xff\xff\n")) == "3 not_text");
  // GB18030 would read all of it, as other people.
  BOOST_TEST(problems(read("name\n王敏\n王\xe6\x95\n")) == "3 not_text");
  BOOST_TEST(problems(read("name\nok\n\x81\x20\n", RosterEncoding::gb18030)) == "3 not_text");
  BOOST_TEST(problems(read(std::string("name\nno\0thing\n", 13))) == "2 not_text");
}

BOOST_AUTO_TEST_CASE(columns_go_by_their_names_in_two_languages_and_any_order) {
  const Roster roster =
      read("电话,职务,Unit,账号,姓名\n1,组织者,炼油厂/第一党支部,Wang.Min,王敏\n2,,,,　李强 \n");
  BOOST_TEST(problems(roster) == "");
  BOOST_REQUIRE(roster.rows.size() == 2u);
  const RosterRow& wang = roster.rows[0];
  BOOST_TEST(wang.line == 2u);
  BOOST_TEST(wang.unit.size() == 2u);
  BOOST_TEST(wang.unit[1] == "第一党支部");
  BOOST_TEST(wang.login == "wang.min");
  BOOST_TEST((wang.duty == Duty::organiser));
  BOOST_TEST(roster.rows[1].name == "李强");
  BOOST_TEST(!roster.rows[1].duty.has_value());
}

BOOST_AUTO_TEST_CASE(each_row_that_cannot_be_is_told_with_its_line) {
  BOOST_TEST(problems(read("unit\n炼油厂\n")) == "1 columns name");
  BOOST_TEST(problems(read("")) == "1 columns name");
  BOOST_TEST(problems(read("name\n\n \n")) == "1 rows");
  BOOST_TEST(problems(read("name,unit\n,炼油厂\n")) == "2 name_missing name");
  BOOST_TEST(problems(read("name,unit\n王敏,炼油厂//甲班\n")) == "2 unreadable unit");
  BOOST_TEST(problems(read("name,duty\n王敏,国王\n")) == "2 duty_unknown duty");
  BOOST_TEST(problems(read("name,login\n王敏,wang\n李强,WANG\n")) == "3 twice login");
  BOOST_TEST(problems(read("name,unit\n王敏,炼油厂\n王敏,炼油厂\n王敏,机关\n")) == "3 twice name");
  BOOST_TEST(problems(read("name\n\"王敏\n")) == "2 unreadable");
}

BOOST_AUTO_TEST_CASE(a_list_holds_two_thousand_and_not_one_more) {
  std::string list = "name\n";
  for (std::size_t i = 0; i < limits::roster_rows; ++i) list += "成员" + std::to_string(i) + "\n";
  BOOST_TEST(read(list).rows.size() == limits::roster_rows);
  BOOST_TEST(problems(read(list)) == "");
  BOOST_TEST(problems(read(list + "多一个\n")) == "2002 too_many");
}

BOOST_AUTO_TEST_CASE(whatever_the_bytes_nothing_breaks) {
  const unsigned seed = std::random_device{}();
  BOOST_TEST_INFO_SCOPE("seed " << seed);
  std::mt19937 random(seed);
  const std::string letters = "\",;\t\r\n/ name\xc3\xa9\xff\x81\x30";
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes = "name,unit\n";
    for (auto left = random() % 40; left > 0; --left) {
      bytes.push_back(letters[random() % letters.size()]);
    }
    const Roster roster = read(bytes, static_cast<RosterEncoding>(random() % 3));
    for (const RosterRow& row : roster.rows) BOOST_TEST(!row.name.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
