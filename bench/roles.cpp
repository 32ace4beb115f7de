#include "bench/roles.hpp"

#include "bench/schedule.hpp"
#include "protocol/limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

namespace xinqiao::bench {
namespace {

constexpr std::size_t roles = 6;

std::array<double, roles> shares_of(const Mix& mix) {
  return {mix.writers, mix.readers, mix.lurkers, mix.slow, mix.flapping, mix.deaf};
}

// Where the members of a role end; the last ends with all.
std::size_t end_of(std::size_t role, const Mix& mix, std::size_t members) {
  const auto shares = shares_of(mix);
  const double share =
      std::accumulate(shares.begin(), shares.begin() + static_cast<std::ptrdiff_t>(role) + 1, 0.0);
  if (role + 1 == roles) return members;
  return std::min(members,
                  static_cast<std::size_t>(std::lround(share * static_cast<double>(members))));
}

}  // namespace

std::string_view name(Role role) {
  constexpr std::array<std::string_view, roles> names{"writers", "readers",  "lurkers",
                                                      "slow",    "flapping", "deaf"};
  return names.at(static_cast<std::size_t>(role));
}

Role role_of(const Mix& mix, std::size_t member, std::size_t members) {
  std::size_t role = 0;
  while (role + 1 < roles && member >= end_of(role, mix, members)) ++role;
  return static_cast<Role>(role);
}

std::size_t count_of(Role role, const Mix& mix, std::size_t members) {
  const auto number = static_cast<std::size_t>(role);
  return end_of(number, mix, members) - (number == 0 ? 0 : end_of(number - 1, mix, members));
}

bool is_apart(const Scenario& scenario, std::size_t member, std::size_t members) {
  const auto is_hard = [&](const Mix& mix) {
    const Role role = role_of(mix, member, members);
    return role == Role::slow || role == Role::flapping || role == Role::deaf;
  };
  return is_hard(scenario.mix) ||
         std::any_of(scenario.phases.begin(), scenario.phases.end(),
                     [&](const Phase& phase) { return phase.mix && is_hard(*phase.mix); });
}

const Mix& mix_at(const Scenario& scenario, double seconds) {
  double end = scenario.warmup_seconds;
  if (seconds < end) return scenario.mix;
  for (const Phase& phase : scenario.phases) {
    end += phase.seconds;
    if (seconds < end) return phase.mix ? *phase.mix : scenario.mix;
  }
  return scenario.mix;
}

std::vector<std::vector<std::size_t>> rooms_by_zipf(const Scenario& scenario, std::size_t members) {
  std::mt19937_64 random(scenario.seed * 104'729 + 7);
  std::vector<std::size_t> order(members);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::size_t> rooms_of(members);
  std::vector<std::vector<std::size_t>> rooms;
  for (std::uint64_t room = 0; room < scenario.rooms; ++room) {
    const double share = std::pow(static_cast<double>(room + 1), -scenario.zipf_exponent);
    const auto fit = static_cast<std::size_t>(std::lround(share * static_cast<double>(members)));
    const std::size_t size = std::min(members, std::max<std::size_t>(2, fit));
    // The beginning of an order that is shuffled anew: numbers alone, so that every library draws
    // the same.
    std::vector<std::size_t> in;
    for (std::size_t i = 0; i < members && in.size() < size; ++i) {
      std::swap(order[i], order[i + random() % (members - i)]);
      if (rooms_of[order[i]] == limits::rooms_per_member) continue;
      in.push_back(order[i]);
      ++rooms_of[order[i]];
    }
    std::sort(in.begin(), in.end());
    rooms.push_back(std::move(in));
  }
  return rooms;
}

}  // namespace xinqiao::bench
