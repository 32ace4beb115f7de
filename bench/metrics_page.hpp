// What a server of ours counts, by its own /metrics, asked over a connection of its own. Threading:
// one call, that waits, with a bound.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "bench/link.hpp"

namespace xinqiao::bench {

// Counters and gauges by name, and by name.value of their one label; no histograms. Empty when the
// server does not answer.
std::map<std::string, double> read_metrics(const Door& door);
std::map<std::string, double> parse_metrics(std::string_view page);
// Whether the server says that all that was said is in its index of words, and committed.
bool is_indexed(const Door& door);
// Of the server's memory what the store's cache holds; 0 when it does not say.
std::uint64_t cache_kilobytes_of(const Door& door);

}  // namespace xinqiao::bench
