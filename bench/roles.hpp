// Who does what among the members of a run: writers, readers, lurkers, and those who make it hard:
// slow ones and flapping ones. By a mix of shares, in this order of their numbers. And how many
// members each room has. Threading: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/scenario.hpp"

namespace xinqiao::bench {

// writer: posts and hears. reader: hears, and says how far it has read. lurker: only hears. slow:
// takes few bytes a second from its socket. flapping: loses its link every few seconds. deaf: takes
// nothing from its socket any more.
enum class Role : std::uint8_t { writer, reader, lurker, slow, flapping, deaf };
std::string_view name(Role role);

Role role_of(const Mix& mix, std::size_t member, std::size_t members);
std::size_t count_of(Role role, const Mix& mix, std::size_t members);
// Whether a member is slow or flapping in any phase: it is checked like all, but not timed.
bool is_apart(const Scenario& scenario, std::size_t member, std::size_t members);
// The mix that holds at a moment, in seconds after the start.
const Mix& mix_at(const Scenario& scenario, double seconds);

// The members of each room by their numbers, when sizes follow Zipf's law: the first room has all,
// the second 1/2^e of them, the third 1/3^e; never fewer than two. Who they are is drawn by the
// seed.
std::vector<std::vector<std::size_t>> rooms_by_zipf(const Scenario& scenario, std::size_t members);

}  // namespace xinqiao::bench
