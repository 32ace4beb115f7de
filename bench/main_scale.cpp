#include "bench/main_scale.hpp"

#include <iostream>
#include <map>

namespace xinqiao::bench {
namespace {

void add_storm(CLI::App& app, ScaleWords& words, Task& task) {
  CLI::App* storm = app.add_subcommand(
      "storm", "Everybody resumes at once, against a bare server that sends the same bytes");
  StormOptions& options = words.storm;
  storm->add_option("--spawn", options.spawn, "The server's binary")->required();
  storm->add_option("--members", options.members, "Each with a socket")
      ->check(CLI::Range(1, 100'000));
  storm->add_option("--rooms", options.rooms, "Each member is in all of them")
      ->check(CLI::Range(1, 1'000));
  storm->add_option("--missed", options.missed, "Events of each room")->check(CLI::Range(1, 200));
  storm->add_option("--rounds", options.rounds, "Of each side, in turn")->check(CLI::Range(1, 100));
  storm->add_flag("!--unpinned", options.pinned, "Let the kernel choose the cores");
  storm->add_option("--json", words.json, "Where the figures go");
  storm->callback([&] {
    task = [&] {
      const StormReport report = measure_storm(words.storm);
      return tell(report, words.json, report.problem.empty());
    };
  });
}

void add_grown(CLI::App& app, ScaleWords& words, Task& task) {
  CLI::App* grown =
      app.add_subcommand("grown", "Pages and start-up, with few messages and with very many");
  GrownOptions& options = words.grown;
  grown->add_option("--spawn", options.spawn, "The server's binary")->required();
  grown->add_option("--folder", options.folder, "Where the stores are made");
  grown->add_option("--filled", options.filled,
                    "A folder with `data` and `tokens.jsonl` that `seed` and `fill` made before");
  grown->add_option("--few", options.few, "Messages")->check(CLI::Range(1'000, 100'000'000));
  grown->add_option("--many", options.many, "Messages")->check(CLI::Range(1'000, 1'000'000'000));
  grown->add_option("--members", options.members)->check(CLI::Range(1, 100'000));
  grown->add_option("--more-members", options.more_members)->check(CLI::Range(1, 100'000));
  grown->add_option("--rooms", options.rooms, "Each member is in all of them")
      ->check(CLI::Range(1, 20));
  grown->add_option("--rounds", options.rounds)->check(CLI::Range(1, 1'000));
  grown->add_option("--pages", options.pages, "Of each kind in a round")
      ->check(CLI::Range(1, 1'000'000));
  grown->add_option("--json", words.json, "Where the figures go");
  grown->callback([&] {
    task = [&] {
      const GrownReport report = measure_grown(words.grown);
      return tell(report, words.json, report.problem.empty());
    };
  });
}

void add_fill(CLI::App& app, FillOptions& options, Task& task) {
  CLI::App* fill = app.add_subcommand(
      "fill", "Say many posts into a store that `xinqiao seed` made and no server has open");
  fill->add_option("--data", options.data, "Folder of the store")->required();
  fill->add_option("--tokens", options.tokens, "Its members, as `xinqiao seed` wrote them")
      ->required();
  fill->add_option("--posts", options.posts, "In all rooms together")->required();
  fill->add_option("--posters", options.posters, "The first so many members")
      ->check(CLI::Range(1, 100'000));
  fill->add_option("--text-bytes", options.text_bytes, "Of each post")
      ->check(CLI::Range(16, 16'000));
  fill->callback([&] {
    task = [&] {
      std::map<RoomId, Seq> tops;
      const std::string problem = fill_store(options, tops);
      if (!problem.empty()) std::cerr << problem << "\n";
      return problem.empty() ? 0 : 1;
    };
  });
}

}  // namespace

void add_scale(CLI::App& app, ScaleWords& words, Task& task) {
  add_storm(app, words, task);
  add_grown(app, words, task);
  add_fill(app, words.fill, task);
}

}  // namespace xinqiao::bench
