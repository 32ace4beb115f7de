// Every input that the fuzzers have kept, and the examples of the protocol, through the target that
// kept it: what held for it still holds.
#include "tests/fuzz/target.hpp"
#include "tests/protocol/examples.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace xinqiao::fuzz;
using xinqiao::testing::examples;
using xinqiao::testing::read_tree_file;

namespace {

const std::string folder = "tests/fuzz/corpora/";

// A line is an input; \xHH stands for a byte (tests/fuzz/corpora.mjs).
std::vector<std::string> kept_inputs(std::string_view target) {
  std::vector<std::string> inputs;
  const std::string text = read_tree_file(folder + std::string(target) + ".inputs");
  std::string input;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      inputs.push_back(std::move(input));
      input.clear();
    } else if (text[at] == '\\') {
      BOOST_REQUIRE(at + 3 < text.size() && text[at + 1] == 'x');
      input += static_cast<char>(std::stoi(text.substr(at + 2, 2), nullptr, 16));
      at += 3;
    } else {
      input += text[at];
    }
  }
  return inputs;
}

void holds_for(const Target& target, const std::string& input) {
  try {
    target.run(input);
  } catch (const Broken& broken) {
    BOOST_ERROR(target.name << ": " << broken.what() << "\nof the input " << input);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fuzz_corpus)

BOOST_AUTO_TEST_CASE(what_a_target_states_holds_of_every_input_that_was_kept) {
  for (const Target& target : targets()) {
    const auto inputs = kept_inputs(target.name);
    BOOST_TEST(inputs.size() >= 10u, target.name << " keeps " << inputs.size());
    for (const std::string& input : inputs) holds_for(target, input);
  }
}

BOOST_AUTO_TEST_CASE(it_holds_of_the_examples_of_the_protocol) {
  for (const char* name : {"requests", "bad", "events", "results", "notifications"}) {
    for (const auto& example : examples(name)) {
      for (const char* target : {"json", "command", "event"}) {
        holds_for(*find_target(target), example.text);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(every_file_of_inputs_is_of_a_target) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(XINQIAO_SOURCE_DIR "/" + folder)) {
    BOOST_TEST((find_target(file.path().stem().string()) != nullptr), file.path());
    ++files;
  }
  BOOST_TEST(files == targets().size());
}

BOOST_AUTO_TEST_CASE(what_does_not_hold_is_told) {
  BOOST_CHECK_THROW(hold(false, "two and two are five"), Broken);
  hold(true, "two and two are four");
}

BOOST_AUTO_TEST_SUITE_END()
