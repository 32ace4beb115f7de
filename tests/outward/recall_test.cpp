// Every message that a plain scan finds is found: two hundred words of each language, drawn from
// the bundled conversation, and from real ones where XINQIAO_TEST_DATA says where they are.
#include "bench/search.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

#include "tests/store/folder.hpp"
#include "tests/support/memory_log.hpp"

using namespace xinqiao::bench;
using xinqiao::testing::Folder;
using xinqiao::testing::MemoryLog;

namespace {

void check(const SearchOptions& options, std::size_t chinese, std::size_t english) {
  Folder folder;
  MemoryLog log;
  const SearchReport report = measure_search(log, folder.path(), options);
  BOOST_TEST_MESSAGE(to_text(report));
  for (const std::string& problem : report.problems) BOOST_TEST_MESSAGE(problem);
  BOOST_TEST(report.problems.empty());
  BOOST_TEST(report.chinese >= chinese);
  BOOST_TEST(report.english >= english);
  BOOST_TEST(report.due >= report.chinese + report.english);
  BOOST_TEST(report.missing == 0U);
  BOOST_TEST(report.recall() == 1.0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recall)

BOOST_AUTO_TEST_CASE(all_of_the_bundled_conversation_is_found) {
  check({.files = {XINQIAO_SOURCE_DIR "/bench/data/corridor-sample.jsonl"}}, 100, 20);
}

BOOST_AUTO_TEST_CASE(all_of_real_conversations_is_found) {
  const char* data = std::getenv("XINQIAO_TEST_DATA");
  if (data == nullptr) {
    BOOST_TEST_MESSAGE("without XINQIAO_TEST_DATA only the bundled conversation is searched");
    return;
  }
  const std::string folder = data;
  check({.files = {folder + "/irc-ubuntu.jsonl", folder + "/talks-zh.jsonl"}, .messages = 5'000},
        200, 200);
}

BOOST_AUTO_TEST_SUITE_END()
