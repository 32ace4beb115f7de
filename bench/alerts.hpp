// How soon an alert has come to everybody: raised for all members of a server of our own, each with
// a socket, in turn with the same number of sockets told by a bare server (bare_fan_out.hpp).
// From the moment the call is said to the moment each has heard it. Threading: one thread; the
// servers are processes of their own. Errors are in the report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/clock.hpp"

namespace xinqiao::bench {

struct AlertOptions {
  std::string spawn;  // the server's binary
  std::uint64_t members = 18'000;
  std::uint64_t rounds = 5;  // of each side in a turn
  std::uint64_t turns = 2;   // the sides alternate
};

// When so many had heard it, in milliseconds; of one round.
struct AlertRound {
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
  double all = 0;
};

struct AlertReport {
  std::uint64_t members = 0;
  std::vector<AlertRound> server;
  std::vector<AlertRound> floor;
  std::vector<double> acknowledged_ms;  // of the call, after its sync
  std::vector<double> written_ms;       // until alert.roll said written = targeted
  std::uint64_t doubled = 0;            // heard twice by one
  std::uint64_t totals_most = 0;        // alert_totals in any second, to one who hears the room
  double server_cpu_ns = 0;             // a delivery
  double floor_cpu_ns = 0;
  std::string problem;

  // The median over the rounds.
  static AlertRound median(const std::vector<AlertRound>& rounds);
  double ratio_p99() const;
};

AlertReport measure_alerts(const AlertOptions& options);
std::string to_text(const AlertReport& report);
std::string to_json(const AlertReport& report);

}  // namespace xinqiao::bench
