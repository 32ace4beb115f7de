// The tables for people in README.md against those of the server, and the rules of resume against
// their cases.
#include "protocol/decode.hpp"
#include "protocol/decode_json.hpp"
#include "protocol/encode.hpp"
#include "protocol/error.hpp"
#include "protocol/limits.hpp"
#include "protocol/resume.hpp"
#include "tests/protocol/examples.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(tables)

using namespace xinqiao;
using testing::Example;
using testing::examples;
using testing::read_tree_file;

namespace {

std::vector<std::smatch> matches(const std::string& text, const std::regex& pattern) {
  return {std::sregex_iterator(text.begin(), text.end(), pattern), std::sregex_iterator()};
}

// Every reason there is, as its byte; those that are no enumerator are left out by hand.
std::vector<Reason> all_reasons() {
  std::vector<Reason> reasons;
  const auto range = [&](int first, int last) {
    for (int i = first; i <= last; ++i) reasons.push_back(static_cast<Reason>(i));
  };
  range(1, 5);
  range(10, 14);
  range(20, 29);
  range(50, 57);
  range(60, 60);
  range(70, 73);
  range(81, 85);
  range(80, 80);
  range(90, 91);
  range(93, 98);
  range(100, 107);
  range(109, 120);
  range(30, 33);
  range(86, 89);
  range(40, 45);
  range(92, 92);
  range(108, 108);
  return reasons;
}

std::uint64_t number(const JsonTree& tree, const JsonNode& object, std::string_view key) {
  const JsonNode* node = tree.find(object, key);
  BOOST_REQUIRE_MESSAGE(node != nullptr, "no " << key);
  return std::stoull(std::string(node->raw));
}

std::vector<Interval> intervals(const JsonTree& tree, const JsonNode& array) {
  std::vector<Interval> result;
  const JsonNode* child = JsonTree::first(array);
  for (std::uint32_t i = 0; i < array.children; ++i, child = tree.next(*child)) {
    const JsonNode* first = JsonTree::first(*child);
    result.push_back(
        {std::stoull(std::string(first->raw)), std::stoull(std::string(tree.next(*first)->raw))});
  }
  return result;
}

// What a plan sends: [first, top] without what is had.
std::vector<Interval> sent(const ResumePlan& plan, std::vector<Interval> have) {
  if (plan.rolled_back) have.clear();
  std::vector<Interval> result;
  Seq next = plan.first;
  for (const Interval& one : have) {
    if (one.last < next) continue;
    if (one.first > next) result.push_back({next, one.first - 1});
    next = one.last + 1;
  }
  if (next <= plan.top) result.push_back({next, plan.top});
  return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_errors_of_the_readme_are_those_of_the_server) {
  const std::string readme = read_tree_file("protocol/README.md");
  const std::regex line(R"(\| (-?\d+) \| `(\w+)` \| (\w+) \|[^|\n]+\|)");
  const auto rows = matches(readme, line);
  const auto reasons = all_reasons();
  BOOST_REQUIRE(rows.size() == reasons.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ReasonRow& reason = row(reasons[i]);
    BOOST_TEST((reason.reason == reasons[i]));
    BOOST_TEST(std::to_string(reason.code) == rows[i][1].str());
    BOOST_TEST(reason.name == rows[i][2].str());
    BOOST_TEST(name(reason.action) == rows[i][3].str());
    BOOST_TEST(!reason.message.empty());
  }
}

BOOST_AUTO_TEST_CASE(no_two_reasons_share_a_code_or_a_name) {
  std::set<int> codes;
  std::set<std::string_view> names;
  for (const Reason reason : all_reasons()) {
    BOOST_TEST(codes.insert(row(reason).code).second);
    BOOST_TEST(names.insert(row(reason).name).second);
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_final_unless_it_can_be_mended_by_waiting_or_signing_in) {
  BOOST_TEST(is_final(Reason::text_blank));
  BOOST_TEST(is_final(Reason::not_author));
  BOOST_TEST(is_final(Reason::post_deleted));
  BOOST_TEST(!is_final(Reason::low_space));
  BOOST_TEST(!is_final(Reason::hole));
  BOOST_TEST(!is_final(Reason::login_required));
}

BOOST_AUTO_TEST_CASE(the_close_codes_of_the_readme_are_those_of_the_server) {
  const std::string readme = read_tree_file("protocol/README.md");
  const std::regex line(R"(\| (4\d\d\d) \| `(\w+)` \| (comes back|does not come back))");
  const auto rows = matches(readme, line);
  BOOST_TEST(rows.size() == 5u);
  for (const auto& found : rows) {
    const CloseRow& close = row(static_cast<CloseCode>(std::stoi(found[1].str())));
    BOOST_TEST(close.name == found[2].str());
    BOOST_TEST(close.come_back == (found[3].str() == "comes back"));
  }
}

BOOST_AUTO_TEST_CASE(the_bounds_of_the_readme_are_those_of_hello) {
  std::string readme = read_tree_file("protocol/README.md");
  readme.erase(0, readme.find("## 7. Bounds"));
  const std::regex bound(R"(`(\w+)`[^`]*? ([\d,]+)( MiB)?(?: ·| \(|\.))");
  std::map<std::string, std::uint64_t> told;
  for (const auto& found : matches(readme, bound)) {
    std::string digits = std::regex_replace(found[2].str(), std::regex(","), "");
    told[found[1].str()] = std::stoull(digits) * (found[3].matched ? 1024 * 1024 : 1);
  }
  const Whoami me{MemberId{1}, "安", false, SessionId{1}, {}, {}};
  const std::string hello =
      encode_hello({"e", "fsync", Instant{1}, 1, me, limits::commands_per_second});
  JsonTree tree;
  BOOST_REQUIRE((tree.read(hello) == JsonTree::Fault::none));
  const JsonNode* bounds = tree.find(tree.root(), "limits");
  BOOST_REQUIRE(bounds != nullptr);
  BOOST_TEST(bounds->children == told.size());
  for (const auto& [key, value] : told) BOOST_TEST(number(tree, *bounds, key) == value, key);
}

BOOST_AUTO_TEST_CASE(resume_follows_every_case) {
  JsonTree tree;
  for (const Example& example : examples("resume")) {
    BOOST_REQUIRE((tree.read(example.text) == JsonTree::Fault::none));
    const JsonNode& root = tree.root();
    if (tree.find(root, "refused") != nullptr) continue;
    const auto have = intervals(tree, *tree.find(root, "have"));
    const JsonNode& expect = *tree.find(root, "expect");
    const Seq bottom = tree.find(root, "bottom") == nullptr ? 1 : number(tree, root, "bottom");
    const ResumePlan plan = plan_resume(have, number(tree, root, "top"), bottom);
    BOOST_TEST(plan.first == number(tree, expect, "first"), example.name);
    BOOST_TEST(plan.top == number(tree, expect, "top"), example.name);
    BOOST_TEST(plan.complete == (tree.find(expect, "complete")->raw == "true"), example.name);
    BOOST_TEST(plan.rolled_back == (tree.find(expect, "rolled_back") != nullptr), example.name);
    BOOST_TEST((sent(plan, have) == intervals(tree, *tree.find(expect, "sent"))), example.name);
  }
}

// A call with what the case says is had, as it stands there.
std::string resume_with(const Example& example) {
  const std::string_view text = example.text;
  const std::size_t begin = text.find("\"have\":");
  const std::size_t end = std::min(text.find("\"refused\":"), text.find("\"top\":"));
  const std::size_t comma = text.rfind(',', end);
  return R"({"jsonrpc":"2.0","id":1,"method":"resume","params":{"rooms":[{"room":1,)" +
         std::string(text.substr(begin, comma - begin)) + "}]}}";
}

BOOST_AUTO_TEST_CASE(resume_hears_what_is_told_well_and_nothing_else) {
  JsonTree tree;
  Decoder decoder;
  std::size_t refused = 0;
  for (const Example& example : examples("resume")) {
    BOOST_REQUIRE((tree.read(example.text) == JsonTree::Fault::none));
    const bool should_be_refused = tree.find(tree.root(), "refused") != nullptr;
    refused += should_be_refused ? 1 : 0;

    const auto decoded = decoder.request(resume_with(example));

    const auto* error = get_if<DecodeError>(&decoded);
    BOOST_TEST((error != nullptr) == should_be_refused, example.name);
    if (error == nullptr) continue;
    BOOST_TEST((error->refusal.reason == Reason::invalid_params), example.name);
    BOOST_TEST(error->refusal.field == "have", example.name);
  }
  BOOST_TEST(refused >= 10u);
}

BOOST_AUTO_TEST_SUITE_END()
