// Goal: a run believes no stranger's server either. Method: the server that lies, spoken to by an
// adapter alone, without numbers and without a log; each lie must be named and counted.
#include <boost/test/unit_test.hpp>

#include "tests/bench/lying_run.hpp"

using namespace xinqiao::bench;

namespace {

constexpr std::uint64_t strangers = 4;

constexpr std::string_view stranger_scenario = R"(
  name = "strangers"
  members = 4
  posts_per_second = 200
  arrivals = "even"
  warmup_seconds = 0
  seconds = 0.6
  drain_seconds = 1
  text_bytes_min = 60
  text_bytes_max = 60

  [adapter]
  url = "ws://127.0.0.1:1/ws"
  alphabet = "plain"
  headers = { Authorization = "Bearer {token}" }
  connect = [{ await = { pointer = "/method", equals = "hello" } }]
  post = { send = '{"id":{n},"method":"post","params":{"text":"{text}"}}' }
  delivery = { pointer = "/method", equals = "event", text = "/params/text" }
  acknowledgement = { pointer = "/result/seq", id = "/id" }

  [[adapter.enter]]
  send = '{"id":1,"method":"resume","params":{}}'
  await = { pointer = "/result/rooms" }
)";

Told tell_strangers(const Lies& lies) {
  const auto scenario = parse_scenario(stranger_scenario, "/", {});
  const auto* problem = get_if<std::string>(&scenario);
  BOOST_TEST_REQUIRE(problem == nullptr, (problem == nullptr ? "" : *problem));
  return tell(lies, get<Scenario>(scenario));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strangers_lies)

BOOST_AUTO_TEST_CASE(an_honest_stranger_passes) {
  const auto told = tell_strangers({});
  BOOST_TEST(told.passed);
  BOOST_TEST(told.verdict.sent >= 119U);
  BOOST_TEST(told.verdict.acknowledged == told.verdict.sent);
  BOOST_TEST(told.verdict.deliveries == told.verdict.sent * strangers);
}

BOOST_AUTO_TEST_CASE(a_stranger_who_drops_is_found) {
  const auto told = tell_strangers({.drop_every = 20});
  BOOST_TEST(told.lies > 3U);
  BOOST_TEST(told.verdict.lost == told.lies);
  BOOST_TEST(told.verdict.duplicated + told.verdict.reordered + told.verdict.altered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(a_stranger_out_of_order_is_found) {
  const auto told = tell_strangers({.reorder_every = 21});
  BOOST_TEST(told.lies > 3U);
  BOOST_TEST(told.verdict.reordered == told.lies);
  BOOST_TEST(told.verdict.lost + told.verdict.duplicated + told.verdict.altered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_CASE(a_stranger_who_doubles_and_changes_words_is_found) {
  const auto told = tell_strangers({.double_every = 20, .corrupt_every = 21, .corrupt_at = 30});
  BOOST_TEST(told.lies > 8U);
  BOOST_TEST(told.verdict.duplicated > 3U);
  BOOST_TEST(told.verdict.altered > 3U);
  BOOST_TEST(told.verdict.duplicated + told.verdict.altered == told.lies);
  BOOST_TEST(told.verdict.lost + told.verdict.reordered == 0U);
  BOOST_TEST(!told.passed);
}

BOOST_AUTO_TEST_SUITE_END()
