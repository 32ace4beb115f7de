// What a run tells of overload: who came back and when, what a flood met, what the server counted
// meanwhile, and whether anything grew.
#include "bench/report.hpp"
#include "bench/slope.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

// What grows at first, as caches fill, is left out.
constexpr double share_to_settle = 0.1;

json::value seconds_or_null(const std::optional<double>& seconds) {
  return seconds ? json::value(*seconds) : json::value(nullptr);
}

json::array recoveries_of(const Report& report) {
  json::array all;
  for (const Recovered& one : report.recoveries) {
    const double share =
        one.members == 0 ? 1
                         : static_cast<double>(one.after.size()) / static_cast<double>(one.members);
    all.push_back(json::object{{"what", one.what},
                               {"at", one.at},
                               {"members", one.members},
                               {"back", share},
                               {"p50_seconds", seconds_or_null(one.quantile(0.5))},
                               {"p99_seconds", seconds_or_null(one.quantile(0.99))},
                               {"p999_seconds", seconds_or_null(one.quantile(0.999))},
                               {"all_seconds", seconds_or_null(one.quantile(1))}});
  }
  return all;
}

json::object slopes_of(const Report& report) {
  Seen memory;
  Seen descriptors;
  Seen latency;
  const double from = report.timeline.empty() ? 0 : report.timeline.back().at * share_to_settle;
  for (const SecondLook& look : report.timeline) {
    if (!look.is_measured || look.at < from) continue;
    memory.emplace_back(look.at, static_cast<double>(look.resident_kilobytes));
    descriptors.emplace_back(look.at, static_cast<double>(look.descriptors));
    if (look.posts_heard > 0) latency.emplace_back(look.at, look.p99_ms);
  }
  return {{"resident_kilobytes_per_hour", slope_per_hour(memory)},
          {"descriptors_per_hour", slope_per_hour(descriptors)},
          {"resident_peak_drift", peak_drift(memory)},
          {"descriptors_peak_drift", peak_drift(descriptors)},
          {"p99_drift", drift(latency)}};
}

void put_memory(json::object& out, const Report& report) {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  for (const SecondLook& look : report.timeline) {
    if (look.resident_kilobytes == 0) continue;  // there was no server at that moment
    if (least == 0) least = look.resident_kilobytes;
    most = std::max(most, look.resident_kilobytes);
  }
  out["resident_grown_kilobytes"] = most - least;
  out["resident_peak_ratio"] =
      least == 0 ? 1 : static_cast<double>(most) / static_cast<double>(least);
}

}  // namespace

void put_overload(json::object& out, const Report& report) {
  out["recoveries"] = recoveries_of(report);
  out["slopes"] = slopes_of(report);
  put_memory(out, report);
  json::object counted;
  for (const auto& [name, value] : report.counted) counted[name] = value;
  out["counted"] = std::move(counted);
  if (!report.flood) return;
  json::object refused;
  for (const auto& [reason, count] : report.flood->refused) refused[reason] = count;
  out["flood"] = json::object{{"asked", report.flood->asked},
                              {"accepted", report.flood->accepted},
                              {"closed", report.flood->closed},
                              {"refused", std::move(refused)}};
}

}  // namespace xinqiao::bench
