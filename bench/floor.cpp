#include "bench/floor.hpp"

#include "bench/floor_sides.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace xinqiao::bench {
namespace {

constexpr std::uint64_t descriptors_besides = 300;
constexpr std::uint64_t bursts_most = 100'000;

std::uint64_t descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

class FloorRun {
 public:
  FloorRun(const FloorOptions& options, FloorCase which) : options_(options), which_(which) {}

  FloorCaseReport run() {
    report_.which = which_;
    const bool went_well = prepare() && measure();
    if (!went_well && problem_.empty()) problem_ = "a side gave no reason";
    return std::move(report_);
  }
  const std::string& problem() const { return problem_; }

 private:
  Core core() const { return options_.pinned ? Core(server_core) : Core(); }

  bool is_well(const FloorSide& side, bool done) {
    if (!done) problem_ = side.problem();
    return done;
  }

  std::unique_ptr<ServerSide> make_server(const std::string& name) {
    return std::make_unique<ServerSide>(ServerSideOptions{
        .binary = options_.spawn,
        .members = which_.members,
        .posts = which_.posts,
        .text_bytes = options_.text_bytes,
        .held = options_.held,
        .packs = name == "packed",
        .spawn = {
            .core = core(), .threads = name == "two_threads" ? 2U : 1U, .tls = name == "tls"}});
  }

  // The bare server sends what the first server of ours told: it comes to be after one burst.
  bool prepare() {
    report_.at_once = which_.members * options_.sides.size() + descriptors_besides <= descriptors();
    std::vector<std::string> frames;
    for (const std::string& name : options_.sides) {
      if (name.starts_with("bare")) {
        sides_.push_back(std::make_unique<BareSide>(
            frames, which_.members,
            BareFanOut::Options{.core = core(),
                                .threads = name == "bare_two_threads" ? 2U : 1U,
                                .syncs = name == "bare_synced",
                                .tls = name == "bare_tls"}));
        if (!is_well(*sides_.back(), sides_.back()->begin())) return false;
      } else {
        auto server = make_server(name);
        if (!is_well(*server, server->begin() && server->come())) return false;
        frames = server->told_frames();
        if (!is_well(*server, !frames.empty())) return false;
        sides_.push_back(std::move(server));
      }
      sides_.back()->stay_awake(options_.pinned);
      if (!report_.at_once) sides_.back()->leave();
      report_.sides.push_back({name, {}, {}});
    }
    for (const std::string& frame : frames) report_.frame_bytes += frame.size();
    report_.frame_bytes /= std::max<std::size_t>(1, frames.size());
    return true;
  }

  bool measure() {
    for (std::uint64_t round = 0; round < options_.rounds; ++round) {
      for (std::size_t i = 0; i < sides_.size(); ++i) {
        // Every second round the other way around: nobody is always the first.
        const std::size_t which = round % 2 == 0 ? i : sides_.size() - 1 - i;
        if (!measure_round(which)) return false;
      }
    }
    return true;
  }

  bool measure_round(std::size_t index) {
    FloorSide& side = *sides_[index];
    if (!side.is_there() && !is_well(side, side.come())) return false;
    report_.sides[index].cipher = side.cipher();
    const std::uint64_t bursts = bursts_of_a_round(side);
    if (bursts == 0) return is_well(side, false);
    const Neighbours neighbours([this] { return all_cpu(); });
    const FloorCounts before = side.counts();
    const Nanos cpu_before = side.cpu();
    const Nanos own_before = own_cpu();
    const Nanos began = now_nanos();
    std::vector<double> walls;
    for (std::uint64_t i = 0; i < bursts; ++i) {
      const auto took = side.burst();
      if (!took) return is_well(side, false);
      walls.push_back(static_cast<double>(*took) / static_cast<double>(nanos_per_millisecond));
    }
    const auto wall = static_cast<double>(now_nanos() - began);
    const auto own = static_cast<double>(own_cpu() - own_before);
    side.come_to_rest();
    const Nanos cpu_after = side.cpu();
    const FloorCounts after = side.counts();
    if (!side.problem().empty()) return is_well(side, false);
    const auto posts = static_cast<double>(bursts * which_.posts);
    const double deliveries = posts * static_cast<double>(which_.members);
    const auto switches = static_cast<double>(after.switches.voluntary + after.switches.forced -
                                              before.switches.voluntary - before.switches.forced);
    std::map<std::string, double> threads;
    for (const auto& [name, time] : after.threads) {
      const auto found = before.threads.find(name);
      const Nanos earlier = found == before.threads.end() ? 0 : found->second;
      threads[name] = static_cast<double>(time - earlier) / deliveries;
    }
    report_.sides[index].rounds.push_back(
        {.bursts = bursts,
         .cpu_ns = static_cast<double>(cpu_after - cpu_before) / deliveries,
         .told = deliveries,
         .io_user_ns = static_cast<double>(after.io_user - before.io_user),
         .wall_ms = spread_of(std::move(walls)).median,
         .deliveries = deliveries / wall * 1e9,
         .sends = side.counts_sends() ? (after.sends - before.sends) / deliveries : -1,
         .segments = (after.segments - before.segments) / deliveries,
         .syncs = side.counts_syncs() ? (after.syncs - before.syncs) / posts : -1,
         .switches = switches / static_cast<double>(bursts),
         .threads = std::move(threads),
         .generator = own / wall,
         .beside = neighbours.look()});
    if (!report_.at_once) side.leave();
    return true;
  }

  // As many as fit into a round, by two that warm it up.
  std::uint64_t bursts_of_a_round(FloorSide& side) {
    Nanos took = 0;
    for (int i = 0; i < 2; ++i) {
      const Nanos began = now_nanos();
      if (!side.burst()) return 0;
      took = now_nanos() - began;
    }
    const double fit = options_.seconds * 1e9 / static_cast<double>(std::max<Nanos>(took, 1));
    return std::clamp(static_cast<std::uint64_t>(fit), std::uint64_t{3}, bursts_most);
  }

  Nanos all_cpu() const {
    Nanos all = own_cpu();
    for (const auto& side : sides_) all += side->cpu();
    return all;
  }

  const FloorOptions& options_;
  const FloorCase which_;
  FloorCaseReport report_;
  std::vector<std::unique_ptr<FloorSide>> sides_;
  std::string problem_;
};

}  // namespace

std::vector<double> FloorCaseReport::ratios(const FloorSideReport& side,
                                            const std::string& without) const {
  std::vector<double> all;
  const auto& base = sides.back().rounds;
  for (std::size_t i = 0; i < std::min(side.rounds.size(), base.size()); ++i) {
    const FloorRound& round = side.rounds[i];
    const auto left_out = round.threads.find(without);
    const double rest = round.cpu_ns - (left_out == round.threads.end() ? 0.0 : left_out->second);
    if (base[i].cpu_ns > 0) all.push_back(rest / base[i].cpu_ns);
  }
  return all;
}

std::vector<double> FloorCaseReport::ratios_of(const std::string& side,
                                               const std::string& base) const {
  const auto rounds_of = [this](const std::string& name) {
    const auto found = std::ranges::find(sides, name, &FloorSideReport::side);
    return found == sides.end() ? std::vector<FloorRound>{} : found->rounds;
  };
  const std::vector<FloorRound> over = rounds_of(side);
  const std::vector<FloorRound> under = rounds_of(base);
  std::vector<double> all;
  for (std::size_t i = 0; i < std::min(over.size(), under.size()); ++i) {
    if (under[i].cpu_ns > 0) all.push_back(over[i].cpu_ns / under[i].cpu_ns);
  }
  return all;
}

bool read_floor_case(const std::string& text, FloorCase& which) {
  const char* const end = text.data() + text.size();
  const auto members = std::from_chars(text.data(), end, which.members);
  if (members.ec != std::errc{} || members.ptr == end || *members.ptr != ':') return false;
  const auto posts = std::from_chars(members.ptr + 1, end, which.posts);
  return posts.ec == std::errc{} && posts.ptr == end && which.posts > 0 &&
         which.posts <= which.members;
}

FloorReport measure_floor(const FloorOptions& options) {
  FloorReport report{.pinned = options.pinned, .held = options.held, .cases = {}, .problem = {}};
  if (options.pinned && (cores_online() <= generator_core || !stay_on(generator_core))) {
    report.problem = "there are no two cores to stay on: see --unpinned";
    return report;
  }
  for (const FloorCase& which : options.cases) {
    FloorRun run(options, which);
    report.cases.push_back(run.run());
    report.problem = run.problem();
    if (!report.problem.empty()) break;
  }
  return report;
}

}  // namespace xinqiao::bench
