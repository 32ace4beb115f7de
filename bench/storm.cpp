#include "bench/storm.hpp"

#include "bench/bare_fan_out.hpp"
#include "bench/filler.hpp"
#include "bench/machine.hpp"
#include "bench/metrics_page.hpp"
#include "bench/spawn.hpp"
#include "bench/spread.hpp"
#include "bench/storm_crowd.hpp"
#include "bench/tokens.hpp"
#include "bench/wire.hpp"
#include "protocol/limits.hpp"
#include "server/times.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <map>
#include <sstream>
#include <thread>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr std::uint64_t storm_request = 1;
constexpr Nanos index_patience = 120 * nanos_per_second;

double seconds_of(Nanos nanos) {
  return static_cast<double>(nanos) / static_cast<double>(nanos_per_second);
}

class Storm {
 public:
  explicit Storm(const StormOptions& options)
      : options_(options),
        server_(options.spawn, {.core = options.pinned ? Core(server_core) : Core()}) {
    report_.options = options;
  }

  StormReport run() {
    const bool has_cores = cores_online() > generator_core && stay_on(generator_core);
    if (options_.pinned && !has_cores) return end("there are no two cores to stay on");
    if (!prepare() || !learn_the_stream()) return end({});
    for (std::uint64_t round = 0; round < options_.rounds && report_.problem.empty(); ++round) {
      // Every second round the other way around: nobody is always the first.
      const bool is_first = round % 2 == 0;
      if (is_first) storm();
      if (report_.problem.empty()) fire_bare();
      if (!is_first && report_.problem.empty()) storm();
    }
    return std::move(report_);
  }

 private:
  StormReport end(const std::string& problem) {
    if (report_.problem.empty()) report_.problem = problem;
    return std::move(report_);
  }
  bool fail(const std::string& problem) {
    if (report_.problem.empty()) report_.problem = problem;
    return report_.problem.empty();
  }

  // One more than come: the one who posted knows what it has read, and its answer would be longer.
  bool prepare() {
    if (!server_.seed(options_.members + 1, options_.rooms, options_.rooms)) {
      return fail(server_.problem());
    }
    std::map<RoomId, Seq> tops;
    const std::string problem = fill_store({.data = server_.data_path(),
                                            .tokens = server_.tokens_path(),
                                            .posts = options_.missed * options_.rooms,
                                            .posters = 1,
                                            .text_bytes = options_.text_bytes},
                                           tops);
    auto who = read_tokens(server_.tokens_path(), options_.members + 1);
    if (!fail(problem)) return false;
    if (const auto* wrong = get_if<std::string>(&who)) return fail(*wrong);
    for (const Credential& one : get<std::vector<Credential>>(who)) tokens_.push_back(one.token);
    tokens_.erase(tokens_.begin());
    std::vector<ResumeRoom> rooms;
    for (const auto& [room, top] : tops) {
      due_[room] = top - options_.missed + 1;
      rooms.push_back({room, {{1, top - options_.missed}}});
    }
    request_ = resume_request(storm_request, "", rooms);
    return server_.start() || fail(server_.problem());
  }

  // One goes first, and what it hears is read: each missing event once, in order. All others have
  // to hear the same bytes.
  bool learn_the_stream() {
    StormCrowd first(server_.url());
    if (!first.come({tokens_.front()})) return fail(first.problem());
    stream_ = first.hear_some(request_, 1 + options_.rooms * options_.missed);
    if (!fail(first.problem())) return false;
    frames_ = payloads_of(stream_);
    std::map<RoomId, Seq> next = due_;
    for (std::size_t i = 1; i < frames_.size(); ++i) {
      const auto heard = read_event_frame(frames_[i]);
      const auto room = heard ? next.find(heard->room) : next.end();
      if (room == next.end() || room->second++ != heard->seq) {
        return fail("the first was not told what it lacks, in order");
      }
    }
    report_.stream_bytes = stream_.size();
    return frames_.size() == 1 + options_.rooms * options_.missed ||
           fail("the first was not told all that it lacks");
  }

  void storm() {
    StormCrowd crowd(server_.url());
    if (!crowd.come(tokens_)) return static_cast<void>(fail(crowd.problem()));
    if (!wait_for_index(crowd.door())) return;
    const auto before = read_metrics(crowd.door());
    StormRound round;
    const std::uint64_t silent = server_.resident_kilobytes();
    std::uint64_t most = silent;
    hear(
        crowd, request_, round, [this] { return server_.cpu(); },
        [&] { most = std::max(most, server_.resident_kilobytes()); });
    round.grown_megabytes = static_cast<double>(most - silent) / 1024;
    round.asked_again = crowd.asked_again();
    note_waits(before, read_metrics(crowd.door()), round);
    report_.server.push_back(std::move(round));
  }

  // The store was filled by another program, and what was said is indexed after the start: no part
  // of a storm.
  bool wait_for_index(const Door& door) {
    constexpr auto look_every = std::chrono::milliseconds(100);
    const Nanos until = now_nanos() + index_patience;
    while (now_nanos() < until) {
      if (is_indexed(door)) return true;
      std::this_thread::sleep_for(look_every);
    }
    return fail("the server's search index is not up to date");
  }

  // A stall of the decider is in the wait of whatever came meanwhile.
  using Page = std::map<std::string, double>;
  void note_waits(const Page& before, const Page& after, StormRound& round) {
    const auto so_far = [](const Page& page, const std::string& end) {
      const auto found = page.find("xinqiao_inbox_wait_seconds_bucket." + end);
      return found == page.end() ? -1 : found->second;
    };
    double below = 0;
    round.decide_ms = -1;
    std::vector<std::string> ends;
    for (const std::uint64_t ns : Times::ends_ns) {
      std::ostringstream text;
      text << static_cast<double>(ns) / 1e9;
      ends.push_back(text.str());
    }
    ends.emplace_back("+Inf");
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const double count = so_far(after, ends[i]) - so_far(before, ends[i]);
      round.inbox_waits.push_back(count - below);
      below = count;
    }
    if (below < static_cast<double>(options_.members)) {
      return static_cast<void>(fail("the server's metrics do not tell how long requests waited"));
    }
    for (std::size_t i = 0; i < Times::ends_ns.size(); ++i) {
      if (round.inbox_waits[i] > 0) round.decide_ms = static_cast<double>(Times::ends_ns[i]) / 1e6;
    }
    if (round.inbox_waits.back() > 0) round.decide_ms = -1;
  }

  template <class Cpu>
  void hear(StormCrowd& crowd, const std::string& request, StormRound& round, Cpu cpu,
            const std::function<void()>& look) {
    const Neighbours neighbours([&] { return own_cpu() + cpu(); });
    const Nanos cpu_before = cpu();
    const Nanos own_before = own_cpu();
    const Nanos began = now_nanos();
    if (!crowd.hear_all(request, stream_, look)) return static_cast<void>(fail(crowd.problem()));
    const Nanos took = crowd.heard_at(1) - began;
    round.seconds = seconds_of(took);
    round.half_seconds = seconds_of(crowd.heard_at(0.5) - began);
    round.cpu_seconds = seconds_of(cpu() - cpu_before);
    round.generator = static_cast<double>(own_cpu() - own_before) / static_cast<double>(took);
    round.others_cores = neighbours.look().others_cores;
  }

  void fire_bare() {
    BareFanOut bare;
    const Core core = options_.pinned ? Core(server_core) : Core();
    if (!bare.start(frames_, {.core = core, .buffer_bytes = limits::socket_send_bytes})) {
      return static_cast<void>(fail(bare.problem()));
    }
    StormCrowd crowd("http://127.0.0.1:" + std::to_string(bare.port()));
    if (!crowd.come(tokens_)) return static_cast<void>(fail(crowd.problem()));
    StormRound round;
    bool is_fired = false;
    hear(
        crowd, "", round, [&] { return bare.cpu(); },
        [&] {
          if (!is_fired) bare.fire();
          is_fired = true;
        });
    fail(bare.problem());
    report_.bare.push_back(std::move(round));
  }

  const StormOptions options_;
  Spawned server_;
  StormReport report_;
  std::vector<std::string> tokens_;  // of those who come
  std::map<RoomId, Seq> due_;        // the first that each lacks
  std::string request_;
  std::string stream_;  // what each has to hear
  std::vector<std::string> frames_;
};

json::object to_object(const StormRound& round) {
  return {{"seconds", round.seconds},
          {"half_seconds", round.half_seconds},
          {"cpu_seconds", round.cpu_seconds},
          {"generator", round.generator},
          {"others_cores", round.others_cores},
          {"grown_megabytes", round.grown_megabytes},
          {"decide_ms", round.decide_ms},
          {"asked_again", round.asked_again},
          {"inbox_waits", json::array(round.inbox_waits.begin(), round.inbox_waits.end())}};
}

double most_of(const std::vector<StormRound>& rounds, double StormRound::*figure) {
  double most = 0;
  for (const StormRound& round : rounds) most = std::max(most, round.*figure);
  return most;
}

// Below 0: somebody waited longer than the longest end.
double longest_wait(const std::vector<StormRound>& rounds) {
  const bool is_beyond = std::ranges::any_of(rounds, [](auto& one) { return one.decide_ms < 0; });
  return is_beyond ? -1 : most_of(rounds, &StormRound::decide_ms);
}

}  // namespace

std::vector<double> StormReport::ratios() const {
  std::vector<double> all;
  for (std::size_t i = 0; i < std::min(server.size(), bare.size()); ++i) {
    if (bare[i].seconds > 0) all.push_back(server[i].seconds / bare[i].seconds);
  }
  return all;
}

StormReport measure_storm(const StormOptions& options) {
  return Storm(options).run();
}

std::string to_text(const StormReport& report) {
  std::ostringstream out;
  const StormOptions& options = report.options;
  out << std::fixed << std::setprecision(1) << options.members << " members, " << options.missed
      << " events of each of " << options.rooms << " rooms, "
      << static_cast<double>(report.stream_bytes) / 1024 << " KiB to each\n";
  const auto line = [&](std::string_view side, const StormRound& round) {
    out << side << std::setprecision(2) << round.seconds << " s (half " << round.half_seconds
        << "), " << round.cpu_seconds << " s of CPU, generator " << round.generator
        << " of a core, others " << round.others_cores;
  };
  for (const StormRound& round : report.server) {
    line("server: ", round);
    out << std::setprecision(0) << "; grown by " << round.grown_megabytes
        << " MB, waited for the decider at most " << round.decide_ms << " ms, asked again "
        << round.asked_again << "\n";
  }
  for (const StormRound& round : report.bare) {
    line("bare:   ", round);
    out << "\n";
  }
  out << std::setprecision(2) << spread_of(report.ratios()).median << " x the bare server\n";
  if (!report.problem.empty()) out << "failed: " << report.problem << "\n";
  return out.str();
}

std::string to_json(const StormReport& report) {
  json::array server;
  json::array bare;
  for (const StormRound& round : report.server) server.push_back(to_object(round));
  for (const StormRound& round : report.bare) bare.push_back(to_object(round));
  const json::object all{{"kind", "storm"},
                         {"date", date_now()},
                         {"machine", machine()},
                         {"members", report.options.members},
                         {"rooms", report.options.rooms},
                         {"missed", report.options.missed},
                         {"stream_bytes", report.stream_bytes},
                         {"ratio", to_object(spread_of(report.ratios()))},
                         {"grown_megabytes", most_of(report.server, &StormRound::grown_megabytes)},
                         {"decide_ms", longest_wait(report.server)},
                         {"server", std::move(server)},
                         {"bare", std::move(bare)},
                         {"problem", report.problem}};
  return json::serialize(all) + "\n";
}

}  // namespace xinqiao::bench
