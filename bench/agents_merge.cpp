// What many agents found, as one report.
#include "bench/agent_words.hpp"
#include "bench/agents.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace xinqiao::bench {
namespace {

// What is counted at each is counted in all.
void add(Verdict& sum, const Verdict& one) {
  sum.sent += one.sent;
  sum.acknowledged += one.acknowledged;
  sum.refused += one.refused;
  sum.unanswered += one.unanswered;
  sum.deliveries += one.deliveries;
  sum.lost += one.lost;
  sum.duplicated += one.duplicated;
  sum.reordered += one.reordered;
  sum.altered += one.altered;
}

// Each post that was acknowledged at one agent is due to the listeners at all.
std::uint64_t expected(const std::vector<AgentFound>& all) {
  std::map<RoomId, Run::Count> rooms;
  for (const AgentFound& found : all) {
    for (const Run::Count& one : found.rooms) {
      rooms[one.room].acknowledged += one.acknowledged;
      rooms[one.room].listeners += one.listeners;
    }
  }
  std::uint64_t sum = 0;
  for (const auto& [room, count] : rooms) sum += count.acknowledged * count.listeners;
  return sum;
}

struct HeardAtAll {
  Nanos due = 0;   // after the start
  Nanos last = 0;  // after that
  bool by_all = true;
};

std::map<PostIndex, HeardAtAll> heard_at_all(const std::vector<AgentFound>& all) {
  std::map<PostIndex, HeardAtAll> posts;
  for (const AgentFound& found : all) {
    for (const Audit::Heard& one : found.posts) {
      HeardAtAll& post = posts[one.post];
      post.due = one.due;
      post.by_all = post.by_all && one.after.has_value();
      post.last = std::max(post.last, one.after.value_or(0));
    }
  }
  return posts;
}

// A row a second: of what is counted at each, the sums; of what was heard by all, all of it.
std::vector<SecondLook> timeline_of_all(const Scenario& scenario,
                                        const std::vector<AgentFound>& all,
                                        const std::map<PostIndex, HeardAtAll>& posts) {
  std::map<std::int64_t, SecondLook> rows;
  for (const AgentFound& found : all) {
    for (const SecondLook& look : found.report.timeline) {
      SecondLook& row = rows[std::llround(look.at)];
      row.deliveries_per_second += look.deliveries_per_second;
      row.generator_cpu = std::max(row.generator_cpu, look.generator_cpu);
    }
  }
  std::map<std::int64_t, Histogram> heard;
  for (const auto& [index, post] : posts) {
    if (post.by_all) heard[(post.due + post.last) / nanos_per_second + 1].record(post.last);
  }
  for (const auto& [second, histogram] : heard) {
    SecondLook& row = rows[second];
    row.posts_heard = histogram.count();
    row.p50_ms = histogram.quantile_ms(0.5);
    row.p99_ms = histogram.quantile_ms(0.99);
  }
  std::vector<SecondLook> list;
  for (auto& [second, row] : rows) {
    row.at = static_cast<double>(second);
    row.is_measured = row.at > scenario.warmup_seconds;
    list.push_back(row);
  }
  return list;
}

}  // namespace

Report merged(const Scenario& scenario, const std::vector<AgentFound>& all) {
  Report report;
  report.scenario = scenario;
  report.is_history_checked = true;
  for (const AgentFound& found : all) {
    const Report& one = found.report;
    add(report.verdict, one.verdict);
    report.latency.merge(one.latency);
    report.acknowledgement.merge(one.acknowledgement);
    report.late.merge(one.late);
    report.window_seconds = std::max(report.window_seconds, one.window_seconds);
    report.window_deliveries += one.window_deliveries;
    // One that has no more to give spoils the figures of all.
    report.generator_cpu = std::max(report.generator_cpu, one.generator_cpu);
    report.beside.load = std::max(report.beside.load, one.beside.load);
    report.beside.others_cores = std::max(report.beside.others_cores, one.beside.others_cores);
    report.marks += one.marks;
    report.reconnects += one.reconnects;
    report.repeats += one.repeats;
    for (const auto& [reason, count] : one.refusals) report.refusals[reason] += count;
    for (const auto& [code, count] : one.closes) report.closes[code] += count;
    report.connect_seconds = std::max(report.connect_seconds, one.connect_seconds);
    report.setup_seconds = std::max(report.setup_seconds, one.setup_seconds);
    report.is_history_checked = report.is_history_checked && one.is_history_checked;
    if (report.problem.empty()) report.problem = one.problem;
  }
  report.verdict.expected_deliveries = expected(all);
  std::map<RoomId, bool> rooms;
  for (const AgentFound& found : all) {
    for (const Run::Count& one : found.rooms) {
      rooms[one.room] = true;
      report.listenings += one.listeners;
    }
  }
  report.rooms = rooms.size();
  const auto posts = heard_at_all(all);
  for (const auto& [index, post] : posts) {
    if (post.by_all) report.heard_by_all.record(post.last);
  }
  report.timeline = timeline_of_all(scenario, all, posts);
  if (report.problem.empty() && !report.passed()) {
    report.problem = "messages were lost, doubled, reordered or altered";
  }
  return report;
}

}  // namespace xinqiao::bench
