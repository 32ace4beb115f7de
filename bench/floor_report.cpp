// What `floor` found, for people and for programs.
#include "bench/floor.hpp"
#include "bench/machine.hpp"

#include <boost/json.hpp>

#include <iomanip>
#include <sstream>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

using Field = double FloorRound::*;

std::vector<double> values(const FloorSideReport& side, Field field) {
  std::vector<double> all;
  for (const FloorRound& round : side.rounds) all.push_back(round.*field);
  return all;
}

json::array to_array(const std::vector<double>& values) {
  return json::array(values.begin(), values.end());
}

json::value known(double value) {
  return value < 0 ? json::value(nullptr) : json::value(value);
}

json::array rounds_of(const FloorSideReport& side) {
  json::array rounds;
  for (const FloorRound& round : side.rounds) {
    rounds.push_back(json::object{{"bursts", round.bursts},
                                  {"cpu_ns_per_delivery", round.cpu_ns},
                                  {"wall_ms", round.wall_ms},
                                  {"deliveries_per_second", round.deliveries},
                                  {"sends_per_delivery", known(round.sends)},
                                  {"segments_per_delivery", round.segments},
                                  {"syncs_per_post", known(round.syncs)},
                                  {"switches_per_burst", round.switches},
                                  {"generator_cpu", round.generator},
                                  {"load", round.beside.load},
                                  {"others_cores", round.beside.others_cores}});
  }
  return rounds;
}

Spread others_of(const FloorSideReport& side) {
  std::vector<double> all;
  for (const FloorRound& round : side.rounds) all.push_back(round.beside.others_cores);
  return spread_of(std::move(all));
}

// The thread of the text search, which tells nobody anything.
const std::string text_index = "index";

std::map<std::string, double> medians_of_threads(const FloorSideReport& side) {
  std::map<std::string, std::vector<double>> all;
  for (const FloorRound& round : side.rounds) {
    for (const auto& [name, time] : round.threads) all[name].push_back(time);
  }
  std::map<std::string, double> medians;
  for (auto& [name, times] : all) medians[name] = spread_of(std::move(times)).median;
  return medians;
}

json::object threads_of(const FloorSideReport& side) {
  json::object threads;
  for (const auto& [name, time] : medians_of_threads(side)) threads[name] = time;
  return threads;
}

// How far a server of ours is from what OpenSSL takes here, and what OpenSSL costs a bare server.
struct OpensslRow {
  const char* key;
  const char* side;
  const char* base;
};
constexpr OpensslRow openssl_rows[] = {{"tls_of_bare_tls", "tls", "bare_tls"},
                                       {"bare_tls_of_bare", "bare_tls", "bare"}};

json::object openssl_of(const FloorCaseReport& one) {
  json::object out;
  for (const auto& [key, side, base] : openssl_rows) {
    const auto ratios = one.ratios_of(side, base);
    if (!ratios.empty()) out[key] = to_object(spread_of(ratios));
  }
  return out;
}

void tell_openssl(std::ostream& out, const FloorCaseReport& one) {
  for (const auto& [key, side, base] : openssl_rows) {
    const auto ratios = one.ratios_of(side, base);
    if (ratios.empty()) continue;
    const Spread found = spread_of(ratios);
    out << "  " << side << " / " << base << ": " << std::setprecision(2) << found.median << " x ("
        << found.least << " to " << found.most << ")\n";
  }
}

// Of all rounds together: a round has too few ticks for a figure of its own.
double io_user_of(const FloorSideReport& side) {
  double told = 0;
  double user = 0;
  for (const FloorRound& round : side.rounds) {
    told += round.told;
    user += round.io_user_ns;
  }
  return told > 0 ? user / told : 0;
}

json::object side_of(const FloorCaseReport& one, const FloorSideReport& side) {
  json::object out{{"side", side.side}};
  if (!side.cipher.empty()) out["cipher"] = side.cipher;
  out["cpu_ns_per_delivery"] = to_object(spread_of(values(side, &FloorRound::cpu_ns)));
  out["wall_ms"] = to_object(spread_of(values(side, &FloorRound::wall_ms)));
  out["deliveries_per_second"] = to_object(spread_of(values(side, &FloorRound::deliveries)));
  out["sends_per_delivery"] = known(spread_of(values(side, &FloorRound::sends)).median);
  out["segments_per_delivery"] = spread_of(values(side, &FloorRound::segments)).median;
  out["syncs_per_post"] = known(spread_of(values(side, &FloorRound::syncs)).median);
  out["others_cores"] = to_object(others_of(side));
  out["ratio"] = to_object(spread_of(one.ratios(side)));
  out["ratios"] = to_array(one.ratios(side));
  out["threads"] = threads_of(side);
  if (!threads_of(side).empty()) out["io_user_ns_per_delivery"] = io_user_of(side);
  out["ratio_without_index"] = to_object(spread_of(one.ratios(side, text_index)));
  out["rounds"] = rounds_of(side);
  return out;
}

}  // namespace

std::string to_json(const FloorReport& report) {
  json::array cases;
  for (const FloorCaseReport& one : report.cases) {
    json::array sides;
    for (const FloorSideReport& side : one.sides) sides.push_back(side_of(one, side));
    cases.push_back(json::object{{"members", one.which.members},
                                 {"posts", one.which.posts},
                                 {"frame_bytes", one.frame_bytes},
                                 {"at_once", one.at_once},
                                 {"openssl", openssl_of(one)},
                                 {"sides", std::move(sides)}});
  }
  const json::object all{
      {"kind", "floor"},
      {"date", date_now()},
      {"machine", machine()},
      {"pinned", report.pinned},
      {"where", report.pinned ? "servers on core 0, generator on core 1" : "not pinned"},
      {"held", report.held},
      {"not_to_be_had",
       "system calls of the server: /proc/PID/io counts read and write, not send; segments stand "
       "for its writes"},
      {"cases", std::move(cases)},
      {"problem", report.problem}};
  return json::serialize(all) + "\n";
}

std::string to_text(const FloorReport& report) {
  std::ostringstream out;
  out << std::fixed << (report.pinned ? "servers on core 0, generator on core 1" : "not pinned")
      << "; medians of rounds in turn (least to most)\n";
  for (const FloorCaseReport& one : report.cases) {
    out << one.which.members << " members, " << one.which.posts << " posts at once, frames of "
        << one.frame_bytes << " bytes\n";
    for (const FloorSideReport& side : one.sides) {
      const Spread cpu = spread_of(values(side, &FloorRound::cpu_ns));
      const Spread ratio = spread_of(one.ratios(side));
      const double sends = spread_of(values(side, &FloorRound::sends)).median;
      const double syncs = spread_of(values(side, &FloorRound::syncs)).median;
      out << "  " << std::left << std::setw(12) << side.side << std::right << std::setprecision(0)
          << cpu.median << " ns CPU a delivery (" << cpu.least << " to " << cpu.most << "), "
          << std::setprecision(2) << ratio.median << " x (" << ratio.least << " to " << ratio.most
          << "); burst " << spread_of(values(side, &FloorRound::wall_ms)).median << " ms; ";
      out << std::setprecision(3) << spread_of(values(side, &FloorRound::segments)).median
          << " segments";
      if (sends >= 0) out << " and " << sends << " sends";
      out << " a delivery; ";
      if (syncs >= 0) out << std::setprecision(3) << syncs << " syncs a post; ";
      out << std::setprecision(2) << "generator "
          << spread_of(values(side, &FloorRound::generator)).median << " of a core, others "
          << others_of(side).median;
      if (!side.cipher.empty()) out << "; " << side.cipher;
      out << "\n";
      const auto threads = medians_of_threads(side);
      if (threads.empty()) continue;
      out << "              ";
      for (const auto& [name, time] : threads) {
        if (time >= cpu.median / 200) out << name << " " << std::setprecision(1) << time << ", ";
      }
      out << "of io outside the kernel " << std::setprecision(0) << io_user_of(side) << ", ";
      out << "without the text index " << std::setprecision(2)
          << spread_of(one.ratios(side, text_index)).median << " x\n";
    }
    tell_openssl(out, one);
  }
  if (!report.problem.empty()) out << "PROBLEM: " << report.problem << "\n";
  return out.str();
}

}  // namespace xinqiao::bench
