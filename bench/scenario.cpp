#include "bench/scenario.hpp"

#include "bench/toml_keys.hpp"
#include "protocol/limits.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

namespace xinqiao::bench {
namespace {

Keys keys_of(Mix& mix) {
  Keys keys;
  keys["writers"] = real("mix.writers", mix.writers, 0, 1);
  keys["readers"] = real("mix.readers", mix.readers, 0, 1);
  keys["lurkers"] = real("mix.lurkers", mix.lurkers, 0, 1);
  keys["slow"] = real("mix.slow", mix.slow, 0, 1);
  keys["flapping"] = real("mix.flapping", mix.flapping, 0, 1);
  keys["deaf"] = real("mix.deaf", mix.deaf, 0, 1);
  return keys;
}

// Shares that are not named are nothing.
variant<Mix, std::string> read_mix(const toml::node& node) {
  Mix mix{.writers = 0, .readers = 0, .lurkers = 0, .slow = 0, .flapping = 0, .deaf = 0};
  const toml::table* table = node.as_table();
  if (table == nullptr) return std::string("mix must be a table of shares");
  if (Problem problem = take_table(*table, keys_of(mix), "mix.")) return *problem;
  const double sum = mix.writers + mix.readers + mix.lurkers + mix.slow + mix.flapping + mix.deaf;
  if (std::abs(sum - 1) > 1e-6) return std::string("the shares of a mix must make 1");
  if (mix.writers == 0) return std::string("a mix needs writers");
  return mix;
}

template <class Target>
Take mix_key(Target& target) {
  return [&target](const toml::node& node) -> Problem {
    auto mix = read_mix(node);
    if (const auto* problem = get_if<std::string>(&mix)) return *problem;
    target = get<Mix>(mix);
    return std::nullopt;
  };
}

// An array of tables, each read by the keys of a fresh item.
template <class Item, class KeysOf>
Take list(const std::string& name, std::vector<Item>& target, KeysOf keys_of_item) {
  return [name, &target, keys_of_item](const toml::node& node) -> Problem {
    const toml::array* tables = node.as_array();
    if (tables == nullptr) return name + " must be tables: [[" + name + "]]";
    target.clear();
    for (const toml::node& one : *tables) {
      Item item;
      if (one.as_table() == nullptr) return name + " must be tables: [[" + name + "]]";
      if (Problem problem = take_table(*one.as_table(), keys_of_item(item), name + ".")) {
        return problem;
      }
      target.push_back(std::move(item));
    }
    return std::nullopt;
  };
}

Keys keys_of_phase(Phase& phase) {
  Keys keys;
  keys["name"] = text("phase.name", phase.name);
  keys["seconds"] = time_in_seconds("phase.seconds", phase.seconds, 0.1, 86'400);
  keys["posts_per_second"] = real("phase.posts_per_second", phase.posts_per_second, 0, 1e6);
  keys["ramp_to"] = real("phase.ramp_to", phase.ramp_to, 0, 1e6);
  keys["mix"] = mix_key(phase.mix);
  return keys;
}

Keys keys_of_fault(Fault& fault) {
  const std::map<std::string, FaultKind> kinds = {
      {"kill", FaultKind::kill}, {"stop", FaultKind::stop},   {"restart", FaultKind::restart},
      {"cut", FaultKind::cut},   {"flood", FaultKind::flood}, {"crowd", FaultKind::crowd}};
  Keys keys;
  keys["at"] = time_in_seconds("fault.at", fault.at, 0, 86'400);
  keys["what"] = one_of("fault.what", fault.what, kinds);
  keys["seconds"] = time_in_seconds("fault.seconds", fault.seconds, 0.01, 3'600);
  keys["sockets"] = whole("fault.sockets", fault.sockets, 1, limits::connections);
  keys["window"] = whole("fault.window", fault.window, 1, limits::calls_in_flight);
  keys["share"] = real("fault.share", fault.share, 0, 1);
  return keys;
}

Keys keys_of_expectation(Expectation& expectation) {
  constexpr double anything = 1e18;
  Keys keys;
  keys["figure"] = text("expect.figure", expectation.figure);
  keys["at_most"] = real("expect.at_most", expectation.at_most, -anything, anything);
  keys["at_least"] = real("expect.at_least", expectation.at_least, -anything, anything);
  return keys;
}

void add_load_keys(Keys& keys, Scenario& s) {
  const std::map<std::string, Arrivals> arrivals = {{"even", Arrivals::even},
                                                    {"poisson", Arrivals::poisson}};
  const std::uint64_t text_most = limits::text_bytes;
  keys["posters"] = whole("posters", s.posters, 0, limits::connections);
  keys["posts_per_second"] = real("posts_per_second", s.posts_per_second, 0.001, 1e6);
  keys["questions"] = real("questions", s.questions, 0, 0.9);
  keys["arrivals"] = one_of("arrivals", s.arrivals, arrivals);
  keys["warmup_seconds"] = time_in_seconds("warmup_seconds", s.warmup_seconds, 0, 3'600);
  keys["seconds"] = time_in_seconds("seconds", s.seconds, 0.1, 86'400);
  keys["drain_seconds"] = time_in_seconds("drain_seconds", s.drain_seconds, 1, 3'600);
  keys["text_bytes_min"] = whole("text_bytes_min", s.text_bytes_min, 16, text_most);
  keys["text_bytes_max"] = whole("text_bytes_max", s.text_bytes_max, 16, text_most);
  keys["window"] = whole("window", s.window, 1, limits::outbox_window);
  keys["late_ms"] = real("late_ms", s.late_ms, 0.001, 60'000);
  keys["generator_cpu"] = real("generator_cpu", s.generator_cpu, 0.01, 64);
  keys["mix"] = mix_key(s.mix);
  keys["slow_bytes_per_second"] =
      whole("slow_bytes_per_second", s.slow_bytes_per_second, 100, 1'000'000'000);
  keys["flap_seconds"] = time_in_seconds("flap_seconds", s.flap_seconds, 0.1, 86'400);
  keys["read_seconds"] = time_in_seconds("read_seconds", s.read_seconds, 0.1, 86'400);
  keys["phase"] = list("phase", s.phases, keys_of_phase);
  keys["fault"] = list("fault", s.faults, keys_of_fault);
  keys["expect"] = list("expect", s.expect, keys_of_expectation);
  keys["back_off_ms"] = whole("back_off_ms", s.back_off_ms, 1, 3'600'000);
  keys["back_off_ms_max"] = whole("back_off_ms_max", s.back_off_ms_max, 1, 3'600'000);
  keys["jitter"] = truth("jitter", s.jitter);
}

void add_search_keys(Keys& keys, Scenario& s) {
  keys["bound_ms"] = real("bound_ms", s.bound_ms, 0.1, 60'000);
  keys["step_seconds"] = time_in_seconds("step_seconds", s.step_seconds, 0.2, 3'600);
  keys["step_factor"] = real("step_factor", s.step_factor, 1.01, 10);
  keys["narrow"] = real("narrow", s.narrow, 0.001, 1);
  keys["rate_most"] = real("rate_most", s.rate_most, 1, 1e6);
}

Keys keys_of(Scenario& s) {
  const std::map<std::string, Mode> modes = {{"latency", Mode::latency},
                                             {"saturation", Mode::saturation},
                                             {"replay", Mode::replay},
                                             {"search", Mode::search},
                                             {"idle", Mode::idle}};
  const std::map<std::string, Sizes> sizes = {{"even", Sizes::even}, {"zipf", Sizes::zipf}};
  Keys keys;
  keys["name"] = text("name", s.name);
  keys["adapter"] = adapter_key(s.adapter);
  keys["mode"] = one_of("mode", s.mode, modes);
  keys["seed"] = whole("seed", s.seed, 0, limits::integer_max);
  keys["members"] = whole("members", s.members, 1, limits::connections);
  keys["rooms"] = whole("rooms", s.rooms, 1, 100'000);
  keys["rooms_each"] = whole("rooms_each", s.rooms_each, 0, limits::rooms_per_member);
  keys["sizes"] = one_of("sizes", s.sizes, sizes);
  keys["zipf_exponent"] = real("zipf_exponent", s.zipf_exponent, 0.1, 4);
  keys["packs"] = truth("packs", s.packs);
  keys["tls"] = truth("tls", s.tls);
  keys["threads"] = whole("threads", s.threads, 1, 64);
  keys["pinned"] = truth("pinned", s.pinned);
  keys["descriptors"] = whole("descriptors", s.descriptors, 0, 1'000'000);
  keys["commands_per_second"] = real("commands_per_second", s.commands_per_second, 0, 1e6);
  keys["data"] = text("data", s.data);
  keys["lines"] = whole("lines", s.lines, 0, limits::integer_max);
  keys["speedup"] = real("speedup", s.speedup, 0.001, 1e9);
  keys["gap_seconds"] = real("gap_seconds", s.gap_seconds, 0, 1e9);
  keys["ordered"] = truth("ordered", s.ordered);
  keys["kill_at"] = real("kill_at", s.kill_at, 0, 0.99);
  add_load_keys(keys, s);
  add_search_keys(keys, s);
  return keys;
}

// `key=value`, the value as TOML if it is any, as a string otherwise.
variant<toml::table, std::string> read_set(const std::string& set) {
  const std::size_t equals = set.find('=');
  if (equals == std::string::npos || equals == 0) {
    return "--set " + set + ": write key=value";
  }
  const std::string key = set.substr(0, equals);
  const std::string value = set.substr(equals + 1);
  try {
    return toml::parse(key + " = " + value);
  } catch (const toml::parse_error&) {
    toml::table table;
    table.insert_or_assign(key, value);
    return table;
  }
}

// What our wire has, and a stranger's need not have.
Problem check_adapter(const Scenario& s) {
  const auto has_readers = [&s](const Phase& phase) {
    return phase.mix.value_or(s.mix).readers > 0;
  };
  if (s.mix.readers > 0 || std::any_of(s.phases.begin(), s.phases.end(), has_readers)) {
    return "an adapter has no words for how far somebody has read: no readers";
  }
  if (s.questions > 0) return "an adapter has no words for questions";
  return std::nullopt;
}

}  // namespace

Problem check_together(const Scenario& s) {
  if (s.text_bytes_min > s.text_bytes_max) {
    return "text_bytes_min must not be greater than text_bytes_max";
  }
  for (const Expectation& one : s.expect) {
    if (std::string wrong = problem_of(one); !wrong.empty()) return wrong;
  }
  if (s.posters > s.members) {
    return "posters must not be greater than members";
  }
  if (s.mode == Mode::replay && s.questions > 0) {
    return "a replay says what its file says: it has no questions";
  }
  if (s.questions > 0 && s.members < 2) {
    return "questions need members: one answers, the others ask";
  }
  if (s.mode == Mode::replay && s.data.empty()) {
    return "a replay needs data: a file of lines";
  }
  if (s.mode != Mode::latency && !s.phases.empty()) {
    return "phases are of mode latency alone";
  }
  if (s.mode == Mode::replay && s.sizes == Sizes::zipf) {
    return "a replay's rooms are those of its file";
  }
  if (!s.phases.empty() && s.phases.front().posts_per_second == 0 && s.warmup_seconds > 0) {
    return "a first phase without posts needs warmup_seconds = 0";
  }
  const auto posts = [](double sum, const Phase& phase) {
    return sum + phase.posts_per_second + phase.ramp_to.value_or(0);
  };
  if (!s.phases.empty() && std::accumulate(s.phases.begin(), s.phases.end(), 0.0, posts) == 0) {
    return "there are no posts in any phase";
  }
  if (s.adapter) return check_adapter(s);
  return std::nullopt;
}

std::string_view name(Mode mode) {
  switch (mode) {
    case Mode::latency:
      return "latency";
    case Mode::saturation:
      return "saturation";
    case Mode::replay:
      return "replay";
    case Mode::search:
      return "search";
    case Mode::idle:
      return "idle";
  }
  return "";
}

std::string_view name(FaultKind kind) {
  switch (kind) {
    case FaultKind::kill:
      return "kill";
    case FaultKind::stop:
      return "stop";
    case FaultKind::restart:
      return "restart";
    case FaultKind::cut:
      return "cut";
    case FaultKind::flood:
      return "flood";
    case FaultKind::crowd:
      return "crowd";
  }
  return "";
}

variant<Scenario, std::string> parse_scenario(std::string_view toml, const std::string& folder,
                                              const std::vector<std::string>& sets) {
  Scenario scenario;
  const Keys keys = keys_of(scenario);
  try {
    if (Problem problem = take_table(toml::parse(toml), keys)) {
      return *problem;
    }
  } catch (const toml::parse_error& error) {
    std::ostringstream words;
    words << error.description() << " at line " << error.source().begin.line;
    return words.str();
  }
  if (!scenario.data.empty()) {
    scenario.data = (std::filesystem::path(folder) / scenario.data).lexically_normal().string();
  }
  for (const std::string& set : sets) {
    const auto table = read_set(set);
    if (const auto* problem = get_if<std::string>(&table)) {
      return *problem;
    }
    if (Problem problem = take_table(get<toml::table>(table), keys)) {
      return *problem;
    }
  }
  if (Problem problem = check_together(scenario)) {
    return *problem;
  }
  return scenario;
}

variant<Scenario, std::string> read_scenario(const std::string& path,
                                             const std::vector<std::string>& sets) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return path + ": cannot be read";
  }
  std::ostringstream content;
  content << file.rdbuf();
  const std::string folder = std::filesystem::path(path).parent_path().string();
  auto scenario = parse_scenario(content.str(), folder, sets);
  if (const auto* problem = get_if<std::string>(&scenario)) {
    return path + ": " + *problem;
  }
  return scenario;
}

}  // namespace xinqiao::bench
