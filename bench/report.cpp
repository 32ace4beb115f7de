#include "bench/report.hpp"

#include <boost/json.hpp>

#include <sys/utsname.h>

#include <ctime>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <thread>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

json::object quantiles(const Histogram& histogram) {
  return {{"count", histogram.count()},           {"p50", histogram.quantile_ms(0.5)},
          {"p90", histogram.quantile_ms(0.9)},    {"p99", histogram.quantile_ms(0.99)},
          {"p999", histogram.quantile_ms(0.999)}, {"max", histogram.max_ms()}};
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("model name", 0) == 0) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "unknown";
}

json::object machine() {
  utsname system{};
  ::uname(&system);
  return {{"cpu", cpu_model()},
          {"cores", std::thread::hardware_concurrency()},
          {"kernel", system.release}};
}

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

json::object scenario_of(const Report& report) {
  const Scenario& s = report.scenario;
  return {{"name", s.name},
          {"mode", std::string(name(s.mode))},
          {"seed", s.seed},
          {"members", report.members},
          {"rooms", report.rooms},
          {"questions", s.questions},
          {"posts_per_second", s.posts_per_second},
          {"text_bytes_min", s.text_bytes_min},
          {"text_bytes_max", s.text_bytes_max},
          {"warmup_seconds", s.warmup_seconds},
          {"seconds", s.seconds},
          {"window", s.window},
          {"speedup", s.speedup},
          {"ordered", s.ordered},
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
  out["generator_cpu"] = report.generator_cpu;
}

}  // namespace

bool Report::passed() const {
  return problem.empty() && verdict.clean() && is_history_checked && is_file_order.value_or(true) &&
         verdict.deliveries >= verdict.expected_deliveries;
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

std::string to_json(const Report& report) {
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
  out["reconnects"] = report.reconnects;
  out["repeats"] = report.repeats;
  out["questions_asked"] = report.questions.asked;
  out["questions_solved"] = report.questions.solved;
  out["connect_seconds"] = report.connect_seconds;
  out["setup_seconds"] = report.setup_seconds;
  out["total_seconds"] = report.total_seconds;
  out["history_checked"] = report.is_history_checked;
  if (report.is_file_order) {
    out["file_order"] = *report.is_file_order;
  }
  if (report.restart_ms) {
    out["restart_ms"] = *report.restart_ms;
  }
  out["problem"] = report.problem;
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
      << "  " << static_cast<double>(report.window_deliveries) / report.window_seconds
      << " deliveries/s over " << report.window_seconds << " s; generator " << report.generator_cpu
      << " of a core, server ";
  if (report.server_cpu_seconds && report.window_deliveries > 0) {
    out << *report.server_cpu_seconds / report.window_seconds << " of a core, "
        << *report.server_cpu_seconds * 1e9 / static_cast<double>(report.window_deliveries)
        << " ns a delivery\n";
  } else {
    out << "unknown\n";
  }
  if (report.restart_ms) {
    out << "  killed and ready again after " << *report.restart_ms << " ms, " << report.repeats
        << " answers repeated\n";
  }
  if (const std::string reason = report.void_reason(); !reason.empty()) {
    out << "  VOID: " << reason << "\n";
  }
  if (!report.problem.empty()) {
    out << "  PROBLEM: " << report.problem << "\n";
  }
  return out.str();
}

}  // namespace xinqiao::bench
