#include "bench/report.hpp"

#include "bench/machine.hpp"
#include "bench/percentiles.hpp"

#include <boost/json.hpp>

#include <iomanip>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

json::object quantiles(const Histogram& histogram) {
  return {{"count", histogram.count()},           {"p50", histogram.quantile_ms(0.5)},
          {"p90", histogram.quantile_ms(0.9)},    {"p99", histogram.quantile_ms(0.99)},
          {"p999", histogram.quantile_ms(0.999)}, {"max", histogram.max_ms()}};
}

json::object mix_of(const Mix& mix) {
  return {{"writers", mix.writers}, {"readers", mix.readers},   {"lurkers", mix.lurkers},
          {"slow", mix.slow},       {"flapping", mix.flapping}, {"deaf", mix.deaf}};
}

json::array phases_of(const Scenario& scenario) {
  json::array phases;
  for (const Phase& phase : scenario.phases) {
    json::object one{{"name", phase.name},
                     {"seconds", phase.seconds},
                     {"posts_per_second", phase.posts_per_second},
                     {"ramp_to", phase.ramp_to.value_or(phase.posts_per_second)}};
    if (phase.mix) one["mix"] = mix_of(*phase.mix);
    phases.push_back(std::move(one));
  }
  return phases;
}

json::array points_of(const Histogram& histogram) {
  json::array points;
  for (const auto& [share, ms] : percentile_points(histogram)) {
    points.push_back(json::array{share, ms});
  }
  return points;
}

json::value if_known(const std::optional<double>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::array timeline_of(const Report& report) {
  json::array seconds;
  for (const SecondLook& look : report.timeline) {
    json::object one{{"at", look.at},
                     {"measured", look.is_measured},
                     {"deliveries_per_second", look.deliveries_per_second},
                     {"server_cpu", if_known(look.server_cpu)},
                     {"server_cpu_ns_per_delivery", nullptr},
                     {"generator_cpu", look.generator_cpu},
                     {"resident_kilobytes", look.resident_kilobytes},
                     {"descriptors", look.descriptors},
                     {"posts_heard", look.posts_heard},
                     {"heard_by_all_p50_ms", nullptr},
                     {"heard_by_all_p99_ms", nullptr}};
    if (look.server_cpu && look.deliveries_per_second > 0) {
      one["server_cpu_ns_per_delivery"] = *look.server_cpu * 1e9 / look.deliveries_per_second;
    }
    if (look.posts_heard > 0) {
      one["heard_by_all_p50_ms"] = look.p50_ms;
      one["heard_by_all_p99_ms"] = look.p99_ms;
    }
    seconds.push_back(std::move(one));
  }
  return seconds;
}

json::object search_of(const RateFound& found) {
  json::array steps;
  for (const SearchStep& step : found.steps) {
    steps.push_back(json::object{{"posts_per_second", step.posts_per_second},
                                 {"held", step.result == StepResult::held},
                                 {"why", step.why},
                                 {"heard_by_all_ms", quantiles(step.heard_by_all)},
                                 {"backlog_ms", step.backlog_ms},
                                 {"deliveries_per_second", step.deliveries_per_second},
                                 {"server_cpu", step.server_cpu},
                                 {"generator_cpu", step.generator_cpu},
                                 {"late_p99_ms", step.late_p99_ms},
                                 {"others_cores", step.others_cores}});
  }
  return {{"posts_per_second", found.posts_per_second},
          {"open", found.is_open},
          {"why", found.why},
          {"steps", std::move(steps)}};
}

json::value adapter_of(const Scenario& scenario) {
  if (!scenario.adapter) return nullptr;
  const Adapter& adapter = *scenario.adapter;
  return json::object{{"name", adapter.name},
                      {"durability", adapter.durability},
                      {"order", std::string(name(adapter.order))}};
}

json::array agents_of(const Report& report) {
  json::array agents;
  for (const AgentStanding& agent : report.agents) {
    agents.push_back(json::object{{"address", agent.address},
                                  {"cores", agent.cores},
                                  {"clock_offset_ms", agent.clock_offset_ms},
                                  {"clock_error_ms", agent.clock_error_ms},
                                  {"clock_drift_ms", agent.clock_drift_ms}});
  }
  return agents;
}

// In the mean.
double rooms_of_a_member(const Report& report) {
  return static_cast<double>(report.listenings) /
         static_cast<double>(std::max<std::uint64_t>(1, report.members));
}

json::object scenario_of(const Report& report) {
  const Scenario& s = report.scenario;
  return {{"name", s.name},
          {"mode", std::string(name(s.mode))},
          {"adapter", adapter_of(s)},
          {"seed", s.seed},
          {"members", report.members},
          {"rooms", report.rooms},
          {"rooms_of_a_member", rooms_of_a_member(report)},
          {"questions", s.questions},
          {"posts_per_second", s.posts_per_second},
          {"text_bytes_min", s.text_bytes_min},
          {"text_bytes_max", s.text_bytes_max},
          {"warmup_seconds", s.warmup_seconds},
          {"seconds", s.seconds},
          {"window", s.window},
          {"speedup", s.speedup},
          {"ordered", s.ordered},
          {"tls", s.tls},
          {"threads", s.threads},
          {"pinned", s.pinned},
          {"phases", phases_of(s)},
          {"mix", mix_of(s.mix)},
          {"kill_at", s.kill_at}};
}

void put_counts(json::object& out, const Report& report) {
  const Verdict& verdict = report.verdict;
  out["sent"] = verdict.sent;
  out["acknowledged"] = verdict.acknowledged;
  out["refused"] = verdict.refused;
  out["unanswered"] = verdict.unanswered;
  out["deliveries"] = verdict.deliveries;
  out["expected_deliveries"] = verdict.expected_deliveries;
  out["lost"] = verdict.lost;
  out["duplicated"] = verdict.duplicated;
  out["reordered"] = verdict.reordered;
  out["altered"] = verdict.altered;
}

void put_figures(json::object& out, const Report& report) {
  out["latency_ms"] = quantiles(report.latency);
  out["heard_by_all_ms"] = quantiles(report.heard_by_all);
  out["ack_ms"] = quantiles(report.acknowledgement);
  out["late_ms"] = quantiles(report.late);
  const double deliveries = static_cast<double>(report.window_deliveries);
  out["window_seconds"] = report.window_seconds;
  out["deliveries_per_second"] = report.window_seconds > 0 ? deliveries / report.window_seconds : 0;
  if (report.server_cpu_seconds && report.window_deliveries > 0) {
    out["server_cpu_ns_per_delivery"] = *report.server_cpu_seconds * 1e9 / deliveries;
    out["server_cpu"] = *report.server_cpu_seconds / report.window_seconds;
  } else {
    out["server_cpu_ns_per_delivery"] = nullptr;
    out["server_cpu"] = nullptr;
  }
  out["server_resident_kilobytes"] = report.server_resident_kilobytes;
  out["resident_nobody_kilobytes"] = report.resident_nobody_kilobytes;
  out["own_kilobytes"] = report.own_kilobytes;
  out["own_nobody_kilobytes"] = report.own_nobody_kilobytes;
  out["cache_kilobytes"] = report.cache_kilobytes;
  out["cache_nobody_kilobytes"] = report.cache_nobody_kilobytes;
  out["bytes_per_connection"] = if_known(report.bytes_per_connection());
  out["generator_cpu"] = report.generator_cpu;
  out["beside"] = to_object(report.beside);
  out["percentiles"] = json::object{{"latency", points_of(report.latency)},
                                    {"heard_by_all", points_of(report.heard_by_all)},
                                    {"acknowledged", points_of(report.acknowledgement)}};
  out["timeline"] = timeline_of(report);
  json::array faults;
  for (const FaultDone& fault : report.faults) {
    faults.push_back(json::object{{"at", fault.at}, {"what", std::string(name(fault.what))}});
  }
  out["faults"] = std::move(faults);
  if (report.search) out["search"] = search_of(*report.search);
}

}  // namespace

bool Report::passed() const {
  return problem.empty() && verdict.clean() && (is_history_checked || !has_log) &&
         is_file_order.value_or(true) && verdict.deliveries >= verdict.expected_deliveries;
}

std::optional<double> Report::bytes_per_connection() const {
  if (own_kilobytes == 0 || members == 0) return std::nullopt;
  const auto held = [](std::uint64_t own, std::uint64_t cache) {
    return static_cast<double>(own) - static_cast<double>(cache);
  };
  const double grown =
      held(own_kilobytes, cache_kilobytes) - held(own_nobody_kilobytes, cache_nobody_kilobytes);
  return grown * 1024 / static_cast<double>(members);
}

std::string Report::void_reason() const {
  if (scenario.mode != Mode::latency) {
    return "";
  }
  std::ostringstream words;
  words << std::fixed << std::setprecision(2);
  if (late.quantile_ms(0.99) > scenario.late_ms) {
    words << "the generator sent late: p99 " << late.quantile_ms(0.99) << " ms, bound "
          << scenario.late_ms << " ms";
  } else if (generator_cpu > scenario.generator_cpu) {
    words << "the generator was the bottleneck: it took " << generator_cpu << " of a core, bound "
          << scenario.generator_cpu;
  }
  return words.str();
}

json::object to_object(const Report& report) {
  json::object out;
  out["scenario"] = scenario_of(report);
  out["date"] = date_now();
  out["machine"] = machine();
  out["passed"] = report.passed();
  put_counts(out, report);
  put_figures(out, report);
  const std::string void_reason = report.void_reason();
  out["void"] = !void_reason.empty();
  out["void_reason"] = void_reason;
  out["bound"] = report.scenario.mode == Mode::saturation ? "closed loop" : "open model";
  json::object refusals;
  for (const auto& [reason, count] : report.refusals) {
    refusals[reason] = count;
  }
  json::object closes;
  for (const auto& [code, count] : report.closes) {
    closes[std::to_string(code)] = count;
  }
  out["refusals"] = std::move(refusals);
  out["closes"] = std::move(closes);
  out["marks"] = report.marks;
  out["reconnects"] = report.reconnects;
  out["repeats"] = report.repeats;
  out["questions_asked"] = report.questions.asked;
  out["questions_solved"] = report.questions.solved;
  out["connect_seconds"] = report.connect_seconds;
  out["setup_seconds"] = report.setup_seconds;
  out["total_seconds"] = report.total_seconds;
  out["history_checked"] =
      report.has_log ? json::value(report.is_history_checked) : json::value(nullptr);
  if (report.is_file_order) {
    out["file_order"] = *report.is_file_order;
  }
  if (report.restart_ms) {
    out["restart_ms"] = *report.restart_ms;
  }
  out["problem"] = report.problem;
  out["agents"] = agents_of(report);
  put_overload(out, report);
  return out;
}

std::vector<Judgement> Report::judgements() const {
  return judge(to_object(*this), scenario.expect);
}

std::string to_json(const Report& report) {
  json::object out = to_object(report);
  out["expected"] = to_array(judge(out, report.scenario.expect));
  return json::serialize(out) + "\n";
}

std::string to_text(const Report& report) {
  std::ostringstream out;
  const Verdict& v = report.verdict;
  out << std::fixed << std::setprecision(2) << report.scenario.name << " ("
      << name(report.scenario.mode) << "): " << (report.passed() ? "passed" : "FAILED") << "\n"
      << "  sent " << v.sent << ", acknowledged " << v.acknowledged << ", deliveries "
      << v.deliveries << " of " << v.expected_deliveries << "; lost " << v.lost << ", duplicated "
      << v.duplicated << ", reordered " << v.reordered << ", altered " << v.altered << "\n"
      << "  heard ms p50 " << report.latency.quantile_ms(0.5) << " p99 "
      << report.latency.quantile_ms(0.99) << " p999 " << report.latency.quantile_ms(0.999)
      << " max " << report.latency.max_ms() << "; heard by all p99 "
      << report.heard_by_all.quantile_ms(0.99) << "; acknowledged p50 "
      << report.acknowledgement.quantile_ms(0.5) << " p99 "
      << report.acknowledgement.quantile_ms(0.99) << "\n"
      << "  "
      << (report.window_seconds > 0
              ? static_cast<double>(report.window_deliveries) / report.window_seconds
              : 0)
      << " deliveries/s over " << report.window_seconds << " s; generator " << report.generator_cpu
      << " of a core, server ";
  if (report.server_cpu_seconds && report.window_deliveries > 0) {
    out << *report.server_cpu_seconds / report.window_seconds << " of a core, "
        << *report.server_cpu_seconds * 1e9 / static_cast<double>(report.window_deliveries)
        << " ns a delivery\n";
  } else {
    out << "unknown\n";
  }
  if (report.search) {
    if (!report.search->why.empty()) {
      out << "  " << report.search->why << (report.search->is_open ? " (OPEN)" : "") << "\n";
    }
    for (const SearchStep& step : report.search->steps) {
      out << "    " << step.posts_per_second
          << "/s: " << (step.result == StepResult::held ? "held" : step.why) << ", p99 "
          << step.heard_by_all.quantile_ms(0.99) << " ms, server " << step.server_cpu
          << " of a core, generator " << step.generator_cpu << "\n";
    }
  }
  if (report.scenario.mode == Mode::idle && report.bytes_per_connection()) {
    out << "  " << *report.bytes_per_connection() << " bytes a connection\n";
  }
  for (const FaultDone& fault : report.faults) {
    out << "  " << name(fault.what) << " at " << fault.at << " s\n";
  }
  if (report.restart_ms) {
    out << "  killed and ready again after " << *report.restart_ms << " ms, " << report.repeats
        << " answers repeated\n";
  }
  for (const AgentStanding& agent : report.agents) {
    out << std::setprecision(3) << "  agent " << agent.address << ": clock "
        << agent.clock_offset_ms << " ms off, give or take " << agent.clock_error_ms
        << "; moved by " << agent.clock_drift_ms << "\n"
        << std::setprecision(2);
  }
  if (const std::string reason = report.void_reason(); !reason.empty()) {
    out << "  VOID: " << reason << "\n";
  }
  out << to_lines(report.judgements());
  if (!report.problem.empty()) {
    out << "  PROBLEM: " << report.problem << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
