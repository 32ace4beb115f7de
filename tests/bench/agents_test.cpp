// What many agents found, as one report; how far clocks are apart; and that nothing is lost on the
// way between machines.
#include "bench/agents.hpp"

#include <boost/test/unit_test.hpp>

#include "bench/agent_words.hpp"

using namespace xinqiao::bench;
using xinqiao::MemberId;
using xinqiao::RoomId;

namespace {

Histogram histogram_of_ms(std::initializer_list<double> values) {
  Histogram made;
  for (const double ms : values) made.record(static_cast<Nanos>(ms * 1e6));
  return made;
}

AgentFound found_by(std::uint64_t posts) {
  AgentFound found;
  found.report.verdict = {.sent = posts, .acknowledged = posts, .deliveries = 2 * posts};
  found.report.is_history_checked = true;
  found.rooms = {{.room = {1}, .acknowledged = posts, .listeners = 1}};
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agents)

BOOST_AUTO_TEST_CASE(the_shortest_way_tells_the_most_of_a_clock) {
  const ClockOffset found = offset_of({{.asked = 0, .theirs = 1'900, .answered = 1'000},
                                       {.asked = 2'000, .theirs = 3'010, .answered = 2'020},
                                       {.asked = 3'000, .theirs = 4'400, .answered = 3'100}});
  BOOST_TEST(found.offset == 1'000);
  BOOST_TEST(found.error == 10);
  BOOST_TEST(offset_of({}).error == 0);
}

BOOST_AUTO_TEST_CASE(what_is_heard_by_all_is_heard_by_the_last_of_all) {
  AgentFound one = found_by(2);
  one.report.latency = histogram_of_ms({1, 2});
  one.posts = {{.post = 0, .due = 10, .after = 3'000'000},
               {.post = 1, .due = 20, .after = 9'000'000}};
  AgentFound other = found_by(2);
  other.report.latency = histogram_of_ms({4});
  other.posts = {{.post = 0, .due = 10, .after = 5'000'000}, {.post = 1, .due = 20, .after = {}}};

  const Report report = merged({}, {one, other});

  BOOST_TEST(report.heard_by_all.count() == 1U);
  BOOST_TEST(report.heard_by_all.max_ms() == 5.0);
  BOOST_TEST(report.latency.count() == 3U);
  BOOST_TEST(report.verdict.sent == 4U);
  // Each of four posts is due to a listener at each agent.
  BOOST_TEST(report.verdict.expected_deliveries == 8U);
  BOOST_TEST(report.verdict.deliveries == 8U);
  BOOST_TEST(report.passed());
  BOOST_TEST(report.rooms == 1U);
}

BOOST_AUTO_TEST_CASE(what_one_did_not_find_well_is_not_well) {
  AgentFound lost = found_by(2);
  lost.report.verdict.lost = 1;
  BOOST_TEST(!merged({}, {found_by(2), lost}).passed());

  AgentFound short_of = found_by(2);
  short_of.report.verdict.deliveries = 3;
  BOOST_TEST(!merged({}, {found_by(2), short_of}).passed());

  AgentFound unread = found_by(2);
  unread.report.is_history_checked = false;
  BOOST_TEST(!merged({}, {unread, found_by(2)}).passed());

  AgentFound failed = found_by(2);
  failed.report.problem = "draining took too long";
  BOOST_TEST(merged({}, {found_by(2), failed}).problem == "draining took too long");

  AgentFound busy = found_by(2);
  busy.report.generator_cpu = 0.95;
  BOOST_TEST(merged({}, {found_by(2), busy}).void_reason() != "");
}

BOOST_AUTO_TEST_CASE(a_report_comes_as_it_went) {
  AgentFound sent = found_by(3);
  sent.report.latency = histogram_of_ms({0.001, 1.5, 250, 60'000});
  sent.report.problem = "“引号” and \\";
  sent.report.refusals = {{"overloaded", 2}};
  sent.report.closes = {{4'100, 1}};
  sent.report.window_seconds = 2.5;
  sent.report.window_deliveries = 99;
  sent.report.timeline = {{.at = 1.5, .deliveries_per_second = 70, .server_cpu = {}}};
  sent.posts = {{.post = 7, .due = 11, .after = 13}, {.post = 8, .due = 12, .after = {}}};

  const auto words = read_words(boost::json::serialize(to_object(sent)));
  BOOST_TEST_REQUIRE(words.has_value());
  const auto come = agent_found_of(*words);
  BOOST_TEST_REQUIRE(come.has_value());

  BOOST_TEST(come->report.verdict.sent == 3U);
  BOOST_TEST(come->report.verdict.deliveries == 6U);
  for (const double share : {0.1, 0.5, 0.99, 1.0}) {
    BOOST_TEST(come->report.latency.quantile_ms(share) == sent.report.latency.quantile_ms(share));
  }
  BOOST_TEST(come->report.latency.mean_ms() == sent.report.latency.mean_ms());
  BOOST_TEST(come->report.problem == sent.report.problem);
  BOOST_TEST((come->report.refusals == sent.report.refusals));
  BOOST_TEST((come->report.closes == sent.report.closes));
  BOOST_TEST(come->report.window_seconds == 2.5);
  BOOST_TEST(come->report.window_deliveries == 99U);
  BOOST_TEST(come->report.timeline.at(0).deliveries_per_second == 70);
  BOOST_TEST(come->posts.at(0).post == 7U);
  BOOST_TEST(*come->posts.at(0).after == 13);
  BOOST_TEST(!come->posts.at(1).after.has_value());
  BOOST_TEST(come->rooms.at(0).listeners == 1U);
  BOOST_TEST(!agent_found_of({{"said", "ready"}}).has_value());
  BOOST_TEST(!read_words("[1]").has_value());
  BOOST_TEST(!read_words("{").has_value());
}

BOOST_AUTO_TEST_CASE(an_agent_gets_the_keys_of_its_own_and_knows_where_all_are) {
  const std::vector<Credential> everybody = {{.member = MemberId{1}, .token = "a", .rooms = {{7}}},
                                             {.member = MemberId{2}, .token = "b", .rooms = {}},
                                             {.member = MemberId{3}, .token = "c", .rooms = {{7}}}};
  const auto read = credentials_of({{"members", to_array(everybody, 0, 2)}});
  BOOST_TEST_REQUIRE(read.size() == 3U);
  BOOST_TEST((read[0].token == "a" && read[1].token.empty() && read[2].token == "c"));
  BOOST_TEST(read[2].member.value == 3U);
  BOOST_TEST(read[2].rooms.at(0).value == 7U);
}

BOOST_AUTO_TEST_CASE(what_agents_cannot_do_is_said) {
  Scenario scenario;
  BOOST_TEST(!check_for_agents(scenario).has_value());
  scenario.faults = {{.at = 1, .what = FaultKind::cut}};
  BOOST_TEST(!check_for_agents(scenario).has_value());
  scenario.faults = {{.at = 1, .what = FaultKind::kill}};
  BOOST_TEST(check_for_agents(scenario)->starts_with("agents have no hand on the server"));
  Scenario closed;
  closed.mode = Mode::saturation;
  BOOST_TEST(check_for_agents(closed)->starts_with("agents make the moments of mode latency"));
}

BOOST_AUTO_TEST_SUITE_END()
