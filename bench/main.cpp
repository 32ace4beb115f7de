// The command line of the harness: `run` a scenario against a server, `durable` for the log against
// RocksDB itself, `search` for what is found, `alerts` for how soon everybody is told. Exit codes:
// 0 all is well, 1 the audit or the run failed, 2 the command line or a file is wrong.
#include "bench/alerts.hpp"
#include "bench/durable.hpp"
#include "bench/run.hpp"
#include "bench/search.hpp"

#include <CLI/CLI.hpp>

#include <fstream>
#include <iostream>

namespace {

using namespace xinqiao::bench;

bool write_file(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  return static_cast<bool>(file.flush());
}

int run_scenario(const std::string& path, const std::vector<std::string>& sets,
                 const RunOptions& options, const std::string& json) {
  auto scenario = read_scenario(path, sets);
  if (const auto* problem = get_if<std::string>(&scenario)) {
    std::cerr << *problem << "\n";
    return 2;
  }
  if (get<Scenario>(scenario).kill_at > 0 && options.spawn.empty()) {
    std::cerr << "kill_at needs --spawn: only a server of our own is killed\n";
    return 2;
  }
  Run run(get<Scenario>(scenario), options);
  const Report report = run.run();
  std::cout << to_text(report);
  if (!json.empty() && !write_file(json, to_json(report))) {
    std::cerr << json << ": cannot be written\n";
    return 2;
  }
  return report.passed() ? 0 : 1;
}

int run_durable(const DurableOptions& options, const std::string& json) {
  const DurableReport report = measure_durable(options);
  std::cout << to_text(report);
  if (!json.empty() && !write_file(json, to_json(report))) {
    std::cerr << json << ": cannot be written\n";
    return 2;
  }
  return report.problem.empty() ? 0 : 1;
}

int run_alerts(const AlertOptions& options, const std::string& json) {
  const AlertReport report = measure_alerts(options);
  std::cout << to_text(report);
  if (!json.empty() && !write_file(json, to_json(report))) {
    std::cerr << json << ": cannot be written\n";
    return 2;
  }
  return report.problem.empty() && report.doubled == 0 ? 0 : 1;
}

int run_search(const SearchOptions& options, const std::string& json) {
  const SearchReport report = measure_search(options);
  std::cout << to_text(report);
  if (!json.empty() && !write_file(json, to_json(report))) {
    std::cerr << json << ": cannot be written\n";
    return 2;
  }
  return report.problems.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Load and measurement for Xinqiao: members over real sockets, every message checked."};
  app.require_subcommand(1);

  std::string path;
  std::string json;
  std::vector<std::string> sets;
  RunOptions options;
  CLI::App* run = app.add_subcommand("run", "Run a scenario (bench/scenarios/*.toml)");
  run->add_option("scenario", path, "The scenario's file")->required();
  CLI::Option* url = run->add_option("--url", options.url, "A server that runs: http://IP:PORT");
  CLI::Option* tokens =
      run->add_option("--tokens", options.tokens, "Its members, as `xinqiao seed` wrote them");
  CLI::Option* spawn = run->add_option("--spawn", options.spawn,
                                       "The binary of a server to seed and serve for this run");
  url->needs(tokens);
  tokens->needs(url);
  spawn->excludes(url);
  run->add_option("--set", sets, "key=value, in place of the scenario's")->take_all();
  run->add_option("--json", json, "Where the figures go");

  DurableOptions durable_options;
  CLI::App* durable = app.add_subcommand(
      "durable", "Durable posts per second against RocksDB's own synced batches");
  durable->add_option("--seconds", durable_options.seconds, "Of each round")
      ->check(CLI::Range(0.1, 3600.0));
  durable->add_option("--rounds", durable_options.rounds, "Of each kind, interleaved")
      ->check(CLI::Range(1, 1000));
  durable->add_option("--folder", durable_options.folder, "Where the stores are made");
  durable->add_option("--json", json, "Where the figures go");

  SearchOptions search_options;
  CLI::App* search = app.add_subcommand("search", "Whether every message is found, and how fast");
  search->add_option("files", search_options.files, "Conversations, as JSON lines")->required();
  search->add_option("--words", search_options.words, "Of each language")
      ->check(CLI::Range(1, 100'000));
  search->add_option("--messages", search_options.messages, "Of each file, the first; 0 = all");
  search->add_option("--copies", search_options.copies, "How often everything is said")
      ->check(CLI::Range(1, 1'000));
  search->add_option("--seed", search_options.seed, "Of the draw of words");
  search->add_option("--folder", search_options.folder, "Where the store is made");
  search->add_option("--json", json, "Where the figures go");

  AlertOptions alert_options;
  CLI::App* alerts = app.add_subcommand(
      "alerts", "How soon an alert is with everybody, against a bare server of as many sockets");
  alerts->add_option("--spawn", alert_options.spawn, "The server's binary")->required();
  alerts->add_option("--members", alert_options.members, "Each with a socket")
      ->check(CLI::Range(2, 100'000));
  alerts->add_option("--rounds", alert_options.rounds, "Of each side in a turn")
      ->check(CLI::Range(1, 10));
  alerts->add_option("--turns", alert_options.turns, "The sides alternate")
      ->check(CLI::Range(1, 100));
  alerts->add_option("--json", json, "Where the figures go");

  CLI11_PARSE(app, argc, argv);
  if (*alerts) return run_alerts(alert_options, json);
  if (*search) return run_search(search_options, json);
  if (*run) {
    if (options.url.empty() && options.spawn.empty()) {
      std::cerr << "run needs --url with --tokens, or --spawn\n";
      return 2;
    }
    return run_scenario(path, sets, options, json);
  }
  return run_durable(durable_options, json);
}
