#include "protocol/control.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;

namespace {

std::string without_end(std::string line) {
  BOOST_REQUIRE(line.ends_with('\n'));
  line.pop_back();
  BOOST_TEST(line.find('\n') == std::string::npos);
  return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(control_lines)

BOOST_AUTO_TEST_CASE(a_request_reads_as_it_was_written) {
  const control::Request request{"checkpoint", {{"to", "备份 \"one\"\n"}, {"empty", ""}}};
  const auto found = control::decode_request(without_end(control::encode(request)));
  BOOST_REQUIRE(found);
  BOOST_TEST(found->method == "checkpoint");
  BOOST_TEST((found->params == request.params));
  BOOST_TEST(control::decode_request(R"({"method":"checkpoint"})")->params.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_reads_as_it_was_written) {
  const auto done = control::decode_answer(
      without_end(control::encode(control::Answer{{}, {{"folder", "checkpoint"}}})));
  BOOST_REQUIRE(done);
  BOOST_TEST(done->is_ok());
  BOOST_TEST(done->result.find("folder")->second == "checkpoint");
  const auto refused =
      control::decode_answer(without_end(control::encode(control::Answer{"不行", {}})));
  BOOST_REQUIRE(refused);
  BOOST_TEST(!refused->is_ok());
  BOOST_TEST(refused->error == "不行");
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_none) {
  for (const char* line :
       {"", "hello", "[]", "{}", R"({"method":1})", R"({"method":"a")",
        R"({"method":"a","method":"b"})", R"({"method":"a","params":[]})",
        R"({"method":"a","params":{"n":1}})", R"({"method":"a","params":{"a\\b":"c"}})",
        R"({"method":"a","params":{"n":{"deep":"x"}}})"}) {
    BOOST_TEST(!control::decode_request(line), line);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_is_none) {
  for (const char* line : {"", "{}", R"({"error":""})", R"({"error":7})", R"({"result":"x"})",
                           R"({"result":{"n":7}})", R"({"result":{"":"x"}})"}) {
    BOOST_TEST(!control::decode_answer(line), line);
  }
}

BOOST_AUTO_TEST_CASE(a_line_has_a_bound) {
  const auto line_of = [](std::size_t bytes) {
    const std::string begin = R"({"method":")";
    const std::string end = R"("})";
    return begin + std::string(bytes - begin.size() - end.size(), 'x') + end;
  };
  BOOST_TEST(control::decode_request(line_of(control::line_bytes - 1)).has_value());
  BOOST_TEST(!control::decode_request(line_of(control::line_bytes)));
}

BOOST_AUTO_TEST_SUITE_END()
