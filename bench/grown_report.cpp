#include "bench/grown.hpp"

#include "bench/machine.hpp"
#include "bench/spread.hpp"

#include <boost/json.hpp>

#include <array>
#include <iomanip>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 3> places{"latest", "anywhere", "at_time"};

template <class Round>
Spread spread(const std::vector<Round>& rounds, double Round::*figure) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(round.*figure);
  return spread_of(std::move(values));
}

// Of rounds side by side.
template <class Round>
Spread ratio(const std::vector<Round>& rounds, double Round::*of, double Round::*through) {
  std::vector<double> values;
  for (const Round& round : rounds) {
    if (round.*through > 0) values.push_back(round.*of / round.*through);
  }
  return spread_of(std::move(values));
}

// What a page would grow by if nothing grew in it but RocksDB's own part.
Spread least_ratio(const std::vector<PageRound>& rounds) {
  std::vector<double> values;
  for (const PageRound& round : rounds) {
    const double more = round.plain_many_us - round.plain_few_us;
    if (round.few_us > 0) values.push_back(1 + more / round.few_us);
  }
  return spread_of(std::move(values));
}

bool has_plain(const std::vector<PageRound>& rounds) {
  return spread(rounds, &PageRound::plain_few_us).median > 0;
}

json::object pages_of(const std::vector<PageRound>& rounds) {
  json::object out{{"ratio", to_object(ratio(rounds, &PageRound::many_us, &PageRound::few_us))},
                   {"few_us", to_object(spread(rounds, &PageRound::few_us))},
                   {"many_us", to_object(spread(rounds, &PageRound::many_us))},
                   {"few_p99_us", to_object(spread(rounds, &PageRound::few_p99_us))},
                   {"many_p99_us", to_object(spread(rounds, &PageRound::many_p99_us))}};
  if (!has_plain(rounds)) return out;
  out["plain"] = json::object{
      {"ratio", to_object(ratio(rounds, &PageRound::plain_many_us, &PageRound::plain_few_us))},
      {"few_us", to_object(spread(rounds, &PageRound::plain_few_us))},
      {"many_us", to_object(spread(rounds, &PageRound::plain_many_us))},
      {"least_ratio", to_object(least_ratio(rounds))}};
  return out;
}

void tell_plain(std::ostream& out, const std::vector<PageRound>& rounds) {
  if (!has_plain(rounds)) return;
  const Spread times = ratio(rounds, &PageRound::plain_many_us, &PageRound::plain_few_us);
  const Spread least = least_ratio(rounds);
  out << std::setprecision(1) << "  RocksDB alone, a seek and the steps: "
      << spread(rounds, &PageRound::plain_few_us).median << " and "
      << spread(rounds, &PageRound::plain_many_us).median << " us, " << std::setprecision(2)
      << times.median << " x (" << times.least << " to " << times.most
      << "); a page that grew by this alone " << least.median << " x (" << least.least << " to "
      << least.most << ")\n";
}

}  // namespace

std::string to_json(const GrownReport& report) {
  const GrownOptions& options = report.options;
  json::object pages;
  for (std::size_t i = 0; i < places.size(); ++i) {
    pages[places[i]] = pages_of(report.pages[i]);
  }
  const auto& starts = report.starts;
  const json::object start{
      {"ratio", to_object(ratio(starts, &StartRound::many_ms, &StartRound::few_ms))},
      {"ratio_cpu", to_object(ratio(starts, &StartRound::many_cpu_ms, &StartRound::few_cpu_ms))},
      {"ratio_members", to_object(ratio(starts, &StartRound::peopled_ms, &StartRound::few_ms))},
      {"few_ms", to_object(spread(starts, &StartRound::few_ms))},
      {"many_ms", to_object(spread(starts, &StartRound::many_ms))},
      {"peopled_ms", to_object(spread(starts, &StartRound::peopled_ms))},
      {"few_cpu_ms", to_object(spread(starts, &StartRound::few_cpu_ms))},
      {"many_cpu_ms", to_object(spread(starts, &StartRound::many_cpu_ms))},
      {"peopled_cpu_ms", to_object(spread(starts, &StartRound::peopled_cpu_ms))}};
  const json::object all{{"kind", "grown"},
                         {"date", date_now()},
                         {"machine", machine()},
                         {"beside", to_object(report.beside)},
                         {"few", options.few},
                         {"many", options.many},
                         {"members", options.members},
                         {"more_members", options.more_members},
                         {"rooms", options.rooms},
                         {"fill_seconds", report.fill_seconds},
                         {"rest_seconds", report.rest_seconds},
                         {"store_bytes", report.store_bytes},
                         {"pages", pages},
                         {"start", start},
                         {"problem", report.problem}};
  return json::serialize(all) + "\n";
}

std::string to_text(const GrownReport& report) {
  std::ostringstream out;
  const GrownOptions& options = report.options;
  out << std::fixed << std::setprecision(1) << options.many << " messages said in "
      << report.fill_seconds << " s, at rest " << report.rest_seconds << " s later, "
      << static_cast<double>(report.store_bytes) / 1e9 << " GB\n";
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& rounds = report.pages[i];
    const Spread times = ratio(rounds, &PageRound::many_us, &PageRound::few_us);
    out << std::setprecision(1) << "a page, " << places[i] << ": "
        << spread(rounds, &PageRound::few_us).median << " us of " << options.few << " messages, "
        << spread(rounds, &PageRound::many_us).median << " us of " << options.many
        << "; p99 of the clock " << spread(rounds, &PageRound::few_p99_us).median << " and "
        << spread(rounds, &PageRound::many_p99_us).median << " us; " << std::setprecision(2)
        << times.median << " x (" << times.least << " to " << times.most << ")\n";
    tell_plain(out, rounds);
  }
  const auto start = [&](std::string_view what, double StartRound::*wall, double StartRound::*cpu) {
    out << std::setprecision(0) << "start-up, " << what << ": "
        << spread(report.starts, wall).median << " ms, " << spread(report.starts, cpu).median
        << " ms of CPU\n";
  };
  start("few messages", &StartRound::few_ms, &StartRound::few_cpu_ms);
  start("many messages", &StartRound::many_ms, &StartRound::many_cpu_ms);
  start("more members", &StartRound::peopled_ms, &StartRound::peopled_cpu_ms);
  const Spread grown = ratio(report.starts, &StartRound::many_ms, &StartRound::few_ms);
  out << std::setprecision(2) << "with the messages " << grown.median << " x (" << grown.least
      << " to " << grown.most << ")\n";
  if (!report.problem.empty()) out << "failed: " << report.problem << "\n";
  return out.str();
}

}  // namespace xinqiao::bench
