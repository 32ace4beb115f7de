// The command line of the harness: `run` a scenario against a server, `floor` for what telling many
// costs against a bare server, `durable` for the log against RocksDB itself, `search` for what is
// found, `alerts` for how soon everybody is told, `talks` for talks of two, `storm` for everybody
// back at once, `grown` for what a store costs as it grows, `fill` to make one. Exit codes:
// 0 all is well, 1 the audit or the run failed, 2 the command line or a file is wrong, 3 the run is
// sound and does not meet what its scenario expects.
#include "bench/agent.hpp"
#include "bench/agents.hpp"
#include "bench/alerts.hpp"
#include "bench/durable.hpp"
#include "bench/floor.hpp"
#include "bench/main_scale.hpp"
#include "bench/main_tell.hpp"
#include "bench/percentiles.hpp"
#include "bench/run.hpp"
#include "bench/search.hpp"
#include "bench/talks.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

namespace {

using namespace xinqiao::bench;

constexpr int not_met = 3;

int wrong(const std::string& words) {
  std::cerr << words << "\n";
  return 2;
}

// --- run ---

struct RunWords {
  std::string path;
  std::vector<std::string> sets;
  RunOptions options;
  std::string json;
  std::string csv;
  std::string hgrm;
  std::string adapter;
  std::vector<std::string> agents;
  bool is_quiet = false;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

bool needs_spawn(const Scenario& scenario) {
  return scenario.kill_at > 0 ||
         std::any_of(scenario.faults.begin(), scenario.faults.end(), [](const Fault& fault) {
           return fault.what == FaultKind::kill || fault.what == FaultKind::stop ||
                  fault.what == FaultKind::restart;
         });
}

// What the words leave open, besides the scenario itself; nothing = all is said.
Problem check_words(const RunWords& words, const Scenario& scenario) {
  const RunOptions& options = words.options;
  if (const auto problem = check_for_agents(scenario); problem && !words.agents.empty()) {
    return problem;
  }
  if (!options.spawn.empty()) return std::nullopt;
  if (needs_spawn(scenario) && !options.url.empty()) {
    return "kill_at and faults need --spawn: only a server of our own is stopped";
  }
  if (scenario.adapter && scenario.adapter->url.empty() && options.url.empty()) {
    return "the adapter has no url: run needs --url or --spawn";
  }
  if (!scenario.adapter && (options.url.empty() || options.tokens.empty())) {
    return "run needs --url with --tokens, or --spawn";
  }
  return std::nullopt;
}

int run_scenario(RunWords& words) {
  auto read = read_scenario(words.path, words.sets);
  if (const auto* problem = get_if<std::string>(&read)) return wrong(*problem);
  auto& scenario = get<Scenario>(read);
  if (!words.adapter.empty()) {
    if (const Problem problem = read_adapter(words.adapter, scenario.adapter)) {
      return wrong(*problem);
    }
  }
  if (const Problem problem = check_together(scenario)) return wrong(words.path + ": " + *problem);
  if (const Problem problem = check_words(words, scenario)) return wrong(*problem);
  words.options.progress = Progress::fitting(words.is_quiet);
  const Report report = words.agents.empty() ? Run(scenario, words.options).run()
                                             : run_by_agents(scenario, words.options,
                                                             {.addresses = words.agents,
                                                              .scenario = content_of(words.path),
                                                              .sets = words.sets});
  for (const auto& [path, content] : {std::pair(words.csv, to_csv(report)),
                                      std::pair(words.hgrm, to_hgrm(report.heard_by_all))}) {
    if (!path.empty() && !write_file(path, content)) return wrong(path + ": cannot be written");
  }
  const int code = tell(report, words.json, report.passed());
  return code == 0 && !are_met(report.judgements()) ? not_met : code;
}

void add_run(CLI::App& app, RunWords& words, Task& task) {
  CLI::App* run = app.add_subcommand("run", "Run a scenario (bench/scenarios/*.toml)");
  RunOptions& options = words.options;
  run->add_option("scenario", words.path, "The scenario's file")->required();
  CLI::Option* url = run->add_option("--url", options.url, "A server that runs: http://IP:PORT");
  CLI::Option* tokens =
      run->add_option("--tokens", options.tokens, "Its members, as `xinqiao seed` wrote them");
  CLI::Option* spawn = run->add_option("--spawn", options.spawn,
                                       "The binary of a server to seed and serve for this run");
  spawn->excludes(url);
  spawn->excludes(tokens);
  run->add_option("--adapter", words.adapter,
                  "A file with an [adapter]: how a server that is not ours is spoken to");
  run->add_option("--process", options.process,
                  "The server's process on this machine, for what it takes of it");
  run->add_option("--agents", words.agents, "IP:PORT of machines that make the load, each a part")
      ->delimiter(',');
  run->add_flag("--quiet", words.is_quiet, "Says nothing until the run is over");
  run->add_option("--set", words.sets, "key=value, in place of the scenario's")->take_all();
  run->add_option("--json", words.json, "Where the figures go");
  run->add_option("--csv", words.csv, "Where the seconds go, a line each");
  run->add_option("--hgrm", words.hgrm, "Where the percentiles of heard by all go");
  run->callback([&] { task = [&] { return run_scenario(words); }; });
}

void add_agent(CLI::App& app, std::string& address, Task& task) {
  CLI::App* agent = app.add_subcommand(
      "agent", "Make a part of a load for `run --agents` on another machine; one run at a time");
  agent
      ->add_option("--listen", address,
                   "IP:PORT; it does what anybody asks who reaches it, so guard it")
      ->required();
  agent->callback([&] { task = [&] { return wrong(be_agent(address)); }; });
}

// --- The others ---

struct FloorWords {
  FloorOptions options;
  std::vector<std::string> cases = {"1000:1", "10000:1", "1000:8", "1000:32"};
  std::string json;
};

int run_floor(FloorWords& words) {
  for (const std::string& text : words.cases) {
    FloorCase which;
    if (!read_floor_case(text, which)) return wrong(text + " is no MEMBERS:POSTS");
    words.options.cases.push_back(which);
  }
  const FloorReport report = measure_floor(words.options);
  return tell(report, words.json, report.problem.empty());
}

void add_floor(CLI::App& app, FloorWords& words, Task& task) {
  CLI::App* floor = app.add_subcommand(
      "floor", "What telling many costs, in turn with a bare server that only sends");
  FloorOptions& options = words.options;
  floor->add_option("--spawn", options.spawn, "The server's binary")->required();
  floor->add_option("--case", words.cases, "MEMBERS:POSTS at once; several are allowed")
      ->take_all();
  floor
      ->add_option("--sides", options.sides,
                   "In this order; the last is what the others are held against")
      ->delimiter(',')
      ->check(CLI::IsMember({"server", "packed", "tls", "two_threads", "bare_two_threads",
                             "bare_synced", "bare_tls", "bare"}));
  floor->add_option("--rounds", options.rounds, "Of each side")->check(CLI::Range(1, 1000));
  floor->add_option("--seconds", options.seconds, "Of a round, about")
      ->check(CLI::Range(0.01, 60.0));
  floor->add_option("--text-bytes", options.text_bytes, "Of each post")
      ->check(CLI::Range(16, 16'384));
  floor->add_flag("!--unpinned", options.pinned, "Let the kernel choose the cores");
  floor->add_flag("!--unheld", options.held, "Posts of a burst come one after the other");
  floor->add_option("--json", words.json, "Where the figures go");
  floor->callback([&] { task = [&] { return run_floor(words); }; });
}

struct DurableWords {
  DurableOptions options;
  std::string json;
};

void add_durable(CLI::App& app, DurableWords& words, Task& task) {
  CLI::App* durable = app.add_subcommand(
      "durable", "Durable posts per second against RocksDB's own synced batches");
  DurableOptions& options = words.options;
  durable->add_option("--seconds", options.seconds, "Of each round")
      ->check(CLI::Range(0.1, 3600.0));
  durable->add_option("--rounds", options.rounds, "Of each kind, interleaved")
      ->check(CLI::Range(1, 1000));
  durable->add_option("--folder", options.folder, "Where the stores are made");
  durable->add_option("--json", words.json, "Where the figures go");
  durable->callback([&] {
    task = [&] {
      const DurableReport report = measure_durable(words.options);
      return tell(report, words.json, report.problem.empty());
    };
  });
}

struct SearchWords {
  SearchOptions options;
  std::string json;
};

void add_search(CLI::App& app, SearchWords& words, Task& task) {
  CLI::App* search = app.add_subcommand("search", "Whether every message is found, and how fast");
  SearchOptions& options = words.options;
  search->add_option("files", options.files, "Conversations, as JSON lines")->required();
  search->add_option("--words", options.words, "Of each language")->check(CLI::Range(1, 100'000));
  search->add_option("--messages", options.messages, "Of each file, the first; 0 = all");
  search->add_option("--copies", options.copies, "How often everything is said")
      ->check(CLI::Range(1, 1'000));
  search->add_option("--seed", options.seed, "Of the draw of words");
  search->add_option("--folder", options.folder, "Where the store is made");
  search->add_option("--json", words.json, "Where the figures go");
  search->callback([&] {
    task = [&] {
      const SearchReport report = measure_search(words.options);
      return tell(report, words.json, report.problems.empty());
    };
  });
}

struct AlertWords {
  AlertOptions options;
  std::string json;
};

void add_alerts(CLI::App& app, AlertWords& words, Task& task) {
  CLI::App* alerts = app.add_subcommand(
      "alerts", "How soon an alert is with everybody, against a bare server of as many sockets");
  AlertOptions& options = words.options;
  alerts->add_option("--spawn", options.spawn, "The server's binary")->required();
  alerts->add_option("--members", options.members, "Each with a socket")
      ->check(CLI::Range(2, 100'000));
  alerts->add_option("--rounds", options.rounds, "Of each side in a turn")
      ->check(CLI::Range(1, 10));
  alerts->add_option("--turns", options.turns, "The sides alternate")->check(CLI::Range(1, 100));
  alerts->add_option("--json", words.json, "Where the figures go");
  alerts->callback([&] {
    task = [&] {
      const AlertReport report = measure_alerts(words.options);
      return tell(report, words.json, report.problem.empty() && report.doubled == 0);
    };
  });
}

struct TalkWords {
  TalkOptions options;
  std::string json;
};

void add_talks(CLI::App& app, TalkWords& words, Task& task) {
  CLI::App* talks = app.add_subcommand(
      "talks", "Talks of two: asked for, accepted, sealed bytes both ways, forgotten");
  TalkOptions& options = words.options;
  talks->add_option("--spawn", options.spawn, "The server's binary")->required();
  talks->add_option("--pairs", options.pairs, "Of an asker and a listener")
      ->check(CLI::Range(1, 2'000));
  talks->add_option("--messages", options.messages, "Of each of the two")
      ->check(CLI::Range(1, 2'000));
  talks->add_option("--rate", options.messages_per_second, "Messages a second, of all together")
      ->check(CLI::Range(1.0, 1e6));
  talks->add_option("--bytes", options.bytes, "Of a message")->check(CLI::Range(16, 3'000));
  talks->add_option("--json", words.json, "Where the figures go");
  talks->callback([&] {
    task = [&] {
      const TalkReport report = measure_talks(words.options);
      return tell(report, words.json, report.passed());
    };
  });
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Load and measurement for Xinqiao: members over real sockets, every message checked."};
  app.require_subcommand(1);
  Task task;
  RunWords run;
  std::string agent;
  FloorWords floor;
  DurableWords durable;
  SearchWords search;
  AlertWords alerts;
  TalkWords talks;
  ScaleWords scale;
  add_run(app, run, task);
  add_agent(app, agent, task);
  add_floor(app, floor, task);
  add_durable(app, durable, task);
  add_search(app, search, task);
  add_alerts(app, alerts, task);
  add_talks(app, talks, task);
  add_scale(app, scale, task);
  CLI11_PARSE(app, argc, argv);
  return task();
}
