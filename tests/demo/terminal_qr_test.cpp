#include "server/terminal_qr.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(terminal_qr)

namespace {

std::size_t characters(const std::string& line) {
  std::size_t count = 0;
  for (const char byte : line) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

const std::string link = "http://127.0.0.1:8080/#link=" + std::string(43, 'x');

}  // namespace

BOOST_AUTO_TEST_CASE(a_code_is_square_with_two_modules_a_character) {
  const auto lines = xinqiao::terminal_qr(link, xinqiao::Ink::plain);
  BOOST_TEST_REQUIRE(lines.size() > 10U);
  for (const std::string& line : lines) BOOST_TEST(characters(line) == characters(lines[0]));
  BOOST_TEST((characters(lines[0]) + 1) / 2 == lines.size());
}

BOOST_AUTO_TEST_CASE(colours_are_said_and_taken_back_on_every_line) {
  for (const std::string& line : xinqiao::terminal_qr(link, xinqiao::Ink::ansi)) {
    BOOST_TEST(line.starts_with("\x1b[30;107m"));
    BOOST_TEST(line.ends_with("\x1b[0m"));
  }
}

BOOST_AUTO_TEST_CASE(the_margin_is_light) {
  // Plain ink draws what is light, so that a code looks right on a dark terminal.
  BOOST_TEST(xinqiao::terminal_qr(link, xinqiao::Ink::plain)[0].starts_with("███"));
}

BOOST_AUTO_TEST_CASE(a_text_too_long_for_a_code_gives_none) {
  BOOST_TEST(xinqiao::terminal_qr(std::string(5'000, 'x'), xinqiao::Ink::plain).empty());
}

BOOST_AUTO_TEST_SUITE_END()
