// The timeline of a run as a table for other programs.
#include "bench/report.hpp"

#include <iomanip>
#include <sstream>

namespace xinqiao::bench {

std::string to_csv(const Report& report) {
  std::ostringstream out;
  out << "seconds,measured,deliveries_per_second,server_cpu,generator_cpu,resident_kilobytes,"
         "posts_heard,heard_by_all_p50_ms,heard_by_all_p99_ms\n"
      << std::fixed << std::setprecision(3);
  for (const SecondLook& look : report.timeline) {
    out << look.at << ',' << (look.is_measured ? 1 : 0) << ',' << look.deliveries_per_second << ',';
    if (look.server_cpu) out << *look.server_cpu;
    out << ',' << look.generator_cpu << ',' << look.resident_kilobytes << ',' << look.posts_heard
        << ',';
    if (look.posts_heard > 0) out << look.p50_ms;
    out << ',';
    if (look.posts_heard > 0) out << look.p99_ms;
    out << '\n';
  }
  return out.str();
}

}  // namespace xinqiao::bench
