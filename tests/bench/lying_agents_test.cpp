// Goal: what is not well for one listener is found wherever it listens. Method: the server that
// lies, loaded by two agents, each with half of the members; the one who is lied to is at the
// second, and the posts come from both.
#include <boost/test/unit_test.hpp>

#include <thread>

#include "bench/agent.hpp"
#include "bench/agents.hpp"
#include "tests/bench/lying_run.hpp"

using namespace xinqiao::bench;

namespace {

constexpr std::string_view agents_scenario = R"(
  name = "agents"
  members = 4
  posts_per_second = 200
  arrivals = "even"
  warmup_seconds = 0
  seconds = 0.5
  drain_seconds = 1
  text_bytes_min = 60
  text_bytes_max = 60
  late_ms = 60000
)";

struct FoundByAgents {
  Report report;
  std::uint64_t lies = 0;
};

FoundByAgents load_by_two(const Lies& lies) {
  const LyingServer server(4, lies);
  const TokensFile tokens(server);
  LineListener first("127.0.0.1:0");
  LineListener second("127.0.0.1:0");
  std::thread one([&first] { serve_next(first); });
  std::thread other([&second] { serve_next(second); });
  const auto scenario = parse_scenario(agents_scenario, "", {});
  FoundByAgents found;
  found.report = run_by_agents(get<Scenario>(scenario), options_for(server, tokens),
                               {.addresses = {first.address(), second.address()},
                                .scenario = std::string(agents_scenario),
                                .sets = {}});
  one.join();
  other.join();
  found.lies = server.lies_told();
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agents_lies)

BOOST_AUTO_TEST_CASE(two_agents_make_one_honest_run) {
  const auto [report, lies] = load_by_two({});
  BOOST_TEST(report.passed(), report.problem);
  BOOST_TEST(report.verdict.sent >= 99U);
  BOOST_TEST(report.verdict.acknowledged == report.verdict.sent);
  BOOST_TEST(report.verdict.deliveries == report.verdict.sent * 4);
  BOOST_TEST(report.verdict.expected_deliveries == report.verdict.deliveries);
  BOOST_TEST(report.heard_by_all.count() == report.verdict.sent);
  BOOST_TEST(report.latency.count() == report.verdict.deliveries);
  BOOST_TEST(report.acknowledgement.count() == report.verdict.sent);
  BOOST_TEST_REQUIRE(report.agents.size() == 2U);
  for (const AgentStanding& agent : report.agents) {  // one clock, on one machine
    BOOST_TEST(std::abs(agent.clock_offset_ms) <= agent.clock_error_ms);
  }
}

BOOST_AUTO_TEST_CASE(what_one_agent_s_listener_does_not_hear_is_lost) {
  const auto [report, lies] = load_by_two({.drop_every = 20});
  BOOST_TEST(lies > 2U);
  BOOST_TEST(report.verdict.lost == lies);
  BOOST_TEST(report.verdict.duplicated + report.verdict.reordered + report.verdict.altered == 0U);
  BOOST_TEST(!report.passed());
}

BOOST_AUTO_TEST_SUITE_END()
