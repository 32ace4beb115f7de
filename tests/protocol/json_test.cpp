// The strict reader of JSON against a second reading of RFC 8259, and the writer against the
// reader.
#include "protocol/decode_json.hpp"
#include "protocol/json_writer.hpp"
#include "protocol/limits.hpp"
#include "tests/protocol/strict_json.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(json)

using namespace std::string_literals;
using xinqiao::JsonTree;
using xinqiao::JsonWriter;
using xinqiao::testing::StrictJson;
using Fault = JsonTree::Fault;

namespace {

const std::vector<std::string> good_texts{
    "{}",
    "[]",
    "0",
    "-0",
    "-1",
    "1e5",
    "1.5E+3",
    "0.0",
    "true",
    "false",
    "null",
    R"("")",
    " \t\r\n{ } \n",
    R"([1, [2, [3]], {"a": {"b": []}}])",
    R"({"":0})",
    R"("\"\\\/\b\f\n\r\t\u4f60\uD83D\uDE00")",
    "\"你好 🌉 مرحبا\"",
    "123456789012345678901234567890",
    "1e400",
    "[-0.1e-10]",
    "\"\x7f\"",
    R"({"jsonrpc":"2.0","id":1,"method":"message.post","params":{"room":1,"text":"早上好"}})",
    R"({"a":[true,false,null],"b":"\u0000","c":{"d":"e"}})",
};
const std::vector<std::string> bad_texts{
    "",
    " ",
    "{",
    "}",
    "[",
    "]",
    "[1",
    R"({"a":1)",
    R"({"a":1,})",
    "[1,]",
    "[,1]",
    "{,}",
    "[1 2]",
    R"({"a" 1})",
    R"({"a":})",
    R"({"a"})",
    "{a:1}",
    "{1:1}",
    "01",
    "-01",
    "1.",
    ".5",
    "+1",
    "-",
    "1e",
    "1e+",
    "0x10",
    "1.e1",
    "00",
    "1a",
    "tru",
    "truee",
    "nul",
    "nulll",
    "True",
    "NaN",
    "Infinity",
    "'a'",
    R"("a)",
    R"("\x")",
    R"("\u12")",
    R"("\u12g4")",
    R"("\ud800")",
    R"("\ud83dx")",
    R"("\ud83d\u0041")",
    R"("\udc00")",
    R"("\ude00\ud83d")",
    "\"\n\"",
    "\"\t\"",
    "\"\0\""s,
    "{}{}",
    "{} {}",
    "{}1",
    "1 2",
    "[] x",
    "[[]",
    "[]]",
    "[}",
    "{]",
    R"({"a":1]})",
    R"(["a":1])",
    "\"\xff\"",
    "\"\xc0\xaf\"",
    "\"\xed\xa0\x80\"",
    "\"\xf5\x80\x80\x80\"",
    "\"\xe4\xbd\"",
    "\xef\xbb\xbf{}",
    "// c\n{}",
    R"({"a":1}//)",
    "{}\0"s,
    "\0{}"s,
    "\v{}",
    R"({"a":tru,"b":1})",
    R"({"a":01})",
    R"({"a":[1 2 3]})",
    R"({"a":"\q"})",
    R"([true false])",
};

// Both readings of one text agree, but for depth, which only the decoder bounds.
void agree(JsonTree& tree, const std::string& text) {
  StrictJson strict(text);
  const bool valid = strict.valid();
  const Fault fault = tree.read(text);
  if (fault == Fault::too_deep) return;
  const bool accepted = fault != Fault::malformed;
  BOOST_REQUIRE_MESSAGE(accepted == valid, (valid ? "refused: " : "accepted: ") << text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(good_texts_are_read) {
  JsonTree tree;
  for (const std::string& text : good_texts) {
    BOOST_TEST(StrictJson(text).valid(), text);
    BOOST_TEST((tree.read(text) == Fault::none), text);
  }
}

BOOST_AUTO_TEST_CASE(bad_texts_are_refused_wherever_they_stand) {
  JsonTree tree;
  for (const std::string& text : bad_texts) {
    BOOST_TEST(!StrictJson(text).valid(), text);
    BOOST_TEST((tree.read(text) == Fault::malformed), text);
    agree(tree, R"({"unread":)" + text + "}");
    agree(tree, "[" + text + "]");
    agree(tree, "[[" + text + "],1]");
  }
}

BOOST_AUTO_TEST_CASE(every_mutation_is_judged_like_a_second_reading_judges_it) {
  JsonTree tree;
  std::mt19937 random(20261123);
  const std::string alphabet = "{}[]\",:0123456789.eE+-tfn \\u\n\x01\xc3\xbd\xed\xa0/adD8cC";
  std::vector<std::string> seeds = good_texts;
  seeds.insert(seeds.end(), bad_texts.begin(), bad_texts.end());
  std::size_t accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string text = seeds[random() % seeds.size()];
    for (auto edits = random() % 3 + 1; edits > 0; --edits) {
      const std::size_t at = random() % (text.size() + 1);
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 4) {
        case 0:
          text.insert(at, 1, c);
          break;
        case 1:
          if (at < text.size()) text[at] = c;
          break;
        case 2:
          if (at < text.size()) text.erase(at, 1);
          break;
        default:
          text.insert(at, text.substr(random() % (text.size() + 1), random() % 8));
          break;
      }
    }
    agree(tree, text);
    accepted += StrictJson(text).valid();
  }
  BOOST_TEST(accepted > 1'000u);  // the mutations must not all be nonsense
}

BOOST_AUTO_TEST_CASE(a_short_text_is_not_continued_by_what_was_read_before) {
  JsonTree tree;
  BOOST_TEST((tree.read("[" + std::string(500, ' ') + "1,2,3]") == Fault::none));
  for (const std::string& text : bad_texts) BOOST_TEST((tree.read(text) == Fault::malformed), text);
  BOOST_TEST((tree.read(R"({"a":"b"})") == Fault::none));
  BOOST_TEST(tree.find(tree.root(), "a")->text == "b");
}

BOOST_AUTO_TEST_CASE(depth_is_bounded_at_the_limit_and_not_below) {
  JsonTree tree;
  const std::size_t most = xinqiao::limits::json_depth;
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  BOOST_TEST((tree.read(nested(most)) == Fault::none));
  BOOST_TEST((tree.read(nested(most + 1)) == Fault::too_deep));
  BOOST_TEST((tree.read(nested(30'000)) == Fault::too_deep));
  BOOST_TEST((tree.read(std::string(60'000, '[')) == Fault::too_deep));
  std::string objects = "1";
  for (std::size_t i = 0; i < most; ++i) objects = R"({"a":)" + objects + "}";
  BOOST_TEST((tree.read(objects) == Fault::none));
  BOOST_TEST((tree.read("[" + objects + "]") == Fault::too_deep));
}

BOOST_AUTO_TEST_CASE(duplicate_keys_are_found_at_every_level_after_unescaping) {
  JsonTree tree;
  const std::string texts[] = {
      R"({"a":1,"a":2})",         R"({"a":1,"\u0061":2})", R"({"x":{"y":[{"b":1,"c":2,"b":3}]}})",
      R"([{"心":1,"\u5fc3":1}])", R"({"":1,"":2})",
  };
  for (const std::string& text : texts) {
    BOOST_TEST((tree.read(text) == Fault::duplicate_key), text);
  }
  BOOST_TEST((tree.read(R"({"a":{"a":{"a":1}},"b":{"a":1}})") == Fault::none));
  // Beyond a few keys they are sorted; the answer must be the same.
  std::string many = "{";
  for (int i = 0; i < 1'000; ++i) many += "\"k" + std::to_string(i * 7919 % 1000) + "\":0,";
  BOOST_TEST((tree.read(many + R"("last":0})") == Fault::none));
  BOOST_TEST((tree.read(many + R"("k500":0})") == Fault::duplicate_key));
  BOOST_TEST(tree.duplicate() == "k500");
  // A malformed end is worse than a duplicate before it.
  BOOST_TEST((tree.read(R"({"a":1,"a":2)") == Fault::malformed));
}

BOOST_AUTO_TEST_CASE(the_tree_has_what_the_text_says) {
  JsonTree tree;
  BOOST_TEST(
      (tree.read(R"({"a": [1, {"b": "\u4f60\n"}, true ] , "c" : -12.5e3 })") == Fault::none));
  const auto* a = tree.find(tree.root(), "a");
  BOOST_REQUIRE(a != nullptr);
  BOOST_TEST(a->children == 3u);
  const auto* one = JsonTree::first(*a);
  BOOST_TEST(one->raw == "1");
  const auto* object = tree.next(*one);
  BOOST_TEST(tree.find(*object, "b")->text == "你\n");
  BOOST_TEST(tree.find(*object, "b")->raw == R"("\u4f60\n")");
  BOOST_TEST(tree.next(*object)->raw == "true");
  BOOST_TEST(tree.find(tree.root(), "c")->raw == "-12.5e3");
  BOOST_TEST((tree.find(tree.root(), "d") == nullptr));
}

BOOST_AUTO_TEST_CASE(the_writer_escapes_what_it_must_and_no_more) {
  std::string all;
  for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
  all += "心桥 🌉 שלום \xe2\x80\xa8\xf4\x8f\xbf\xbf";
  std::string out;
  JsonWriter(out).string(all);
  BOOST_TEST(StrictJson(out).valid());
  BOOST_TEST(out.substr(0, 63) ==
             R"("\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f)");
  BOOST_TEST(out.find("/01") != std::string::npos);
  BOOST_TEST(out.find("\x7f心桥 🌉 שלום \xe2\x80\xa8") != std::string::npos);
  JsonTree tree;
  BOOST_TEST((tree.read(out) == Fault::none));
  BOOST_TEST(tree.root().text == all);
}

BOOST_AUTO_TEST_CASE(the_writer_sets_commas_where_they_are_due) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("a").begin_array().integer(-1).boolean(true).raw("null").end_array();
  json.key("b").begin_object().end_object().key("c").string("").end_object();
  BOOST_TEST(out == R"({"a":[-1,true,null],"b":{},"c":""})");
}

BOOST_AUTO_TEST_SUITE_END()
