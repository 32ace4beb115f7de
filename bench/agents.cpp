#include "bench/agents.hpp"

#include "bench/agent_words.hpp"
#include "bench/line_socket.hpp"
#include "bench/schedule.hpp"
#include "bench/tokens.hpp"

#include <algorithm>
#include <iostream>
#include <memory>

namespace xinqiao::bench {
namespace {

namespace json = boost::json;

constexpr int clock_rounds = 16;
constexpr int answer_ms = 5'000;
constexpr int look_ms = 50;
constexpr double listening_seconds = 360;
constexpr double checking_seconds = 660;
constexpr Nanos start_after = 750 * nanos_per_millisecond;  // so that all know of it before

struct AgentLine {
  std::string address;
  LineSocket socket;
  ClockOffset before{};
  ClockOffset after{};
  std::string said;  // the last that was waited for
  std::optional<AgentFound> found;
  std::int64_t cores = 0;
};

class AgentsRun {
 public:
  AgentsRun(const Scenario& scenario, const RunOptions& options, const AgentsOptions& agents)
      : scenario_(scenario),
        options_(options),
        agents_(agents),
        progress_(options.progress, scenario.name, std::cerr) {}

  Report run() {
    const Nanos began = now_nanos();
    const bool is_well = prepare() && meet() && order() && measure();
    Report report;
    if (is_well) {
      std::vector<AgentFound> all;
      for (AgentLine& line : lines_) all.push_back(std::move(*line.found));
      report = merged(scenario_, all);
      put_server(report);
    }
    report.scenario = scenario_;
    report.members = everybody_.size();
    if (!problem_.empty()) report.problem = problem_;
    for (const AgentLine& line : lines_) report.agents.push_back(standing_of(line));
    report.total_seconds = seconds_since(began);
    progress_.end();
    return report;
  }

 private:
  bool fails(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
  }

  bool prepare() {
    std::string tokens = options_.tokens;
    url_ = options_.url;
    if (!options_.spawn.empty()) {
      SpawnOptions how;
      how.core = scenario_.pinned ? Core(server_core) : Core();
      how.threads = static_cast<unsigned>(scenario_.threads);
      how.tls = scenario_.tls;
      spawned_ = std::make_unique<Spawned>(options_.spawn, how);
      if (!spawned_->seed(scenario_.members, scenario_.rooms, scenario_.rooms_each) ||
          !spawned_->start()) {
        return fails(spawned_->problem());
      }
      resident_nobody_ = spawned_->resident_kilobytes();
      own_nobody_ = own_kilobytes_of(spawned_->process());
      tokens = spawned_->tokens_path();
      url_ = spawned_->url();
    }
    auto read = read_tokens(tokens, scenario_.members);
    if (const auto* problem = get_if<std::string>(&read)) return fails(*problem);
    everybody_ = std::move(get<0>(read));
    return true;
  }

  // --- One agent ---

  bool is_gone(const AgentLine& line, const std::string& while_what) {
    return fails("the agent " + line.address + " is gone, " + while_what);
  }

  // The next that an agent says, if it says something.
  std::optional<json::object> hear(AgentLine& line, int wait_ms, const std::string& while_what) {
    std::string text;
    const auto heard = line.socket.hear(text, wait_ms);
    if (heard == LineSocket::Heard::gone) is_gone(line, while_what);
    if (heard != LineSocket::Heard::line) return std::nullopt;
    auto words = read_words(text);
    if (!words) fails("the agent " + line.address + " says what is no JSON");
    if (words && word_of(*words, "said") == "wrong") {
      fails("the agent " + line.address + ": " + word_of(*words, "problem"));
      return std::nullopt;
    }
    return words;
  }

  std::optional<json::object> ask(AgentLine& line, const json::object& order,
                                  const std::string& while_what) {
    if (!line.socket.say(json::serialize(order))) is_gone(line, while_what);
    auto words = hear(line, answer_ms, while_what);
    if (!words) {
      fails("the agent " + line.address + " does not answer: another run may have it");
    }
    return words;
  }

  bool greet(AgentLine& line) {
    const auto words =
        ask(line, {{"order", "hello"}, {"version", agent_version}}, "before the run");
    if (!words) return false;
    const std::int64_t version = number_of(*words, "version");
    if (word_of(*words, "said") != "hello" || version != static_cast<std::int64_t>(agent_version)) {
      return fails("the agent " + line.address + " speaks version " + std::to_string(version) +
                   ", not " + std::to_string(agent_version));
    }
    line.cores = number_of(*words, "cores");
    return true;
  }

  std::optional<ClockOffset> look_at_clock(AgentLine& line) {
    std::vector<ClockRound> rounds;
    for (int i = 0; i < clock_rounds; ++i) {
      ClockRound round{.asked = now_nanos()};
      const auto words = ask(line, {{"order", "clock"}}, "while clocks were compared");
      if (!words) return std::nullopt;
      round.answered = now_nanos();
      round.theirs = number_of(*words, "at");
      rounds.push_back(round);
    }
    return offset_of(rounds);
  }

  bool meet() {
    for (const std::string& address : agents_.addresses) {
      auto made = LineSocket::connect(address);
      if (const auto* problem = get_if<std::string>(&made)) return fails(*problem);
      lines_.push_back({.address = address,
                        .socket = std::move(get<LineSocket>(made)),
                        .said = {},
                        .found = {}});
      AgentLine& line = lines_.back();
      if (!greet(line)) return false;
      const auto offset = look_at_clock(line);
      if (!offset) return false;
      line.before = *offset;
    }
    return true;
  }

  bool order() {
    json::array sets;
    for (const std::string& set : agents_.sets) sets.emplace_back(set);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const json::object words{{"order", "run"},
                               {"scenario", agents_.scenario},
                               {"sets", sets},
                               {"url", url_},
                               {"index", i},
                               {"of", lines_.size()},
                               {"members", to_array(everybody_, i, lines_.size())}};
      if (!lines_[i].socket.say(json::serialize(words))) {
        return is_gone(lines_[i], "before the run");
      }
    }
    return true;
  }

  // --- All of them ---

  // Until each has said it. An agent whose run failed tells its report early.
  bool wait_for(const std::string& what, double seconds, const std::string& while_what) {
    const Nanos until = now_nanos() + static_cast<Nanos>(seconds * 1e9);
    const auto has_said = [&what](const AgentLine& line) { return line.said == what; };
    while (!std::all_of(lines_.begin(), lines_.end(), has_said)) {
      if (now_nanos() > until) return fails("the agents took too long, " + while_what);
      for (AgentLine& line : lines_) {
        if (has_said(line)) continue;
        auto words = hear(line, look_ms, while_what);
        if (!problem_.empty()) return false;
        if (!words) continue;
        line.said = word_of(*words, "said");
        line.found = agent_found_of(*words);
        if (line.found && what != "report") {
          return fails("the agent " + line.address + ": " + line.found->report.problem);
        }
      }
      look_at_server();
      tell_progress(while_what);
    }
    return true;
  }

  void tell_progress(const std::string& while_what) {
    const Nanos now = now_nanos();
    if (!progress_.is_due(now)) return;
    Standing standing{.doing = while_what, .share = {}};
    if (started_ > 0 && now < ends_) {
      standing.share = static_cast<double>(now - started_) / static_cast<double>(ends_ - started_);
    }
    progress_.tell(standing, now);
  }

  bool say_to_all(const std::string& what) {
    for (AgentLine& line : lines_) {
      json::object words{{"order", what}};
      if (what == "start") words["at"] = started_ + line.before.offset;
      if (!line.socket.say(json::serialize(words))) return is_gone(line, "before " + what);
    }
    return true;
  }

  bool measure() {
    if (!wait_for("ready", listening_seconds, "while members came in")) return false;
    const double load_seconds = seconds_of(stretches_of(scenario_));
    started_ = now_nanos() + start_after;
    ends_ = started_ + static_cast<Nanos>(load_seconds * 1e9);
    if (!say_to_all("start")) return false;
    const double patience = 2 * load_seconds + 2 * scenario_.drain_seconds + checking_seconds;
    if (!wait_for("drained", patience, "during the run")) return false;
    if (spawned_) {
      server_cpu_ = static_cast<double>(spawned_->cpu() - cpu_before_.value_or(0)) / 1e9;
      resident_ = spawned_->resident_kilobytes();
      own_ = own_kilobytes_of(spawned_->process());
    }
    if (!say_to_all("check") || !wait_for("report", checking_seconds, "while the log was read")) {
      return false;
    }
    for (AgentLine& line : lines_) {
      const auto offset = look_at_clock(line);
      if (!offset) return false;
      line.after = *offset;
    }
    return true;
  }

  // The agents' window begins with the end of the warm-up, and so does the server's time.
  void look_at_server() {
    const Nanos from = started_ + static_cast<Nanos>(scenario_.warmup_seconds * 1e9);
    if (spawned_ && !cpu_before_ && started_ > 0 && now_nanos() >= from) {
      cpu_before_ = spawned_->cpu();
    }
  }

  void put_server(Report& report) const {
    if (!spawned_) return;
    report.server_cpu_seconds = server_cpu_;
    report.server_resident_kilobytes = resident_;
    report.resident_nobody_kilobytes = resident_nobody_;
    report.own_kilobytes = own_;
    report.own_nobody_kilobytes = own_nobody_;
  }

  static AgentStanding standing_of(const AgentLine& line) {
    const auto ms = [](Nanos time) { return static_cast<double>(time) / 1e6; };
    return {
        .address = line.address,
        .cores = static_cast<std::uint64_t>(line.cores),
        .clock_offset_ms = ms(line.before.offset),
        .clock_error_ms = ms(std::max(line.before.error, line.after.error)),
        .clock_drift_ms = line.after.error > 0 ? ms(line.after.offset - line.before.offset) : 0};
  }

  const Scenario& scenario_;
  const RunOptions& options_;
  const AgentsOptions& agents_;
  Progress progress_;
  std::unique_ptr<Spawned> spawned_;
  std::string url_;
  std::vector<Credential> everybody_;
  std::vector<AgentLine> lines_;
  std::string problem_;
  Nanos started_ = 0;
  Nanos ends_ = 0;
  std::optional<Nanos> cpu_before_;  // the server's, when the measured part began
  double server_cpu_ = 0;
  std::uint64_t resident_ = 0;
  std::uint64_t own_ = 0;
  std::uint64_t own_nobody_ = 0;
  std::uint64_t resident_nobody_ = 0;
};

}  // namespace

std::optional<std::string> check_for_agents(const Scenario& scenario) {
  if (scenario.mode != Mode::latency) {
    return "agents make the moments of mode latency: what others wait for, each would have to know";
  }
  if (scenario.adapter) return "agents hold what is told against our log: no adapter";
  if (scenario.sizes == Sizes::zipf) return "agents need the rooms of the seed: sizes = \"even\"";
  if (scenario.questions > 0) return "agents have no questions: who answers must know who asked";
  const auto is_servers = [](const Fault& fault) { return fault.what != FaultKind::cut; };
  if (scenario.kill_at > 0 ||
      std::any_of(scenario.faults.begin(), scenario.faults.end(), is_servers)) {
    return "agents have no hand on the server: of faults they can only cut";
  }
  return std::nullopt;
}

Report run_by_agents(const Scenario& scenario, const RunOptions& options,
                     const AgentsOptions& agents) {
  return AgentsRun(scenario, options, agents).run();
}

ClockOffset offset_of(const std::vector<ClockRound>& rounds) {
  const auto way = [](const ClockRound& round) { return round.answered - round.asked; };
  const auto best = std::min_element(
      rounds.begin(), rounds.end(),
      [&](const ClockRound& one, const ClockRound& other) { return way(one) < way(other); });
  if (best == rounds.end()) return {};
  return {.offset = best->theirs - (best->asked + way(*best) / 2), .error = (way(*best) + 1) / 2};
}

}  // namespace xinqiao::bench
