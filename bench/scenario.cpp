#include "bench/scenario.hpp"

#include "protocol/limits.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>

namespace xinqiao::bench {
namespace {

using Problem = std::optional<std::string>;
using Take = std::function<Problem(const toml::node&)>;

template <class Number>
std::string range_words(const std::string& key, Number least, Number most) {
  std::ostringstream words;
  words << key << " must be between " << least << " and " << most;
  return words.str();
}

Take whole(std::string key, std::uint64_t& target, std::uint64_t least, std::uint64_t most) {
  return [key = std::move(key), &target, least, most](const toml::node& node) -> Problem {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) {
      return key + " must be a whole number";
    }
    if (*value < 0 || static_cast<std::uint64_t>(*value) < least ||
        static_cast<std::uint64_t>(*value) > most) {
      return range_words(key, least, most);
    }
    target = static_cast<std::uint64_t>(*value);
    return std::nullopt;
  };
}

Take real(std::string key, double& target, double least, double most) {
  return [key = std::move(key), &target, least, most](const toml::node& node) -> Problem {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value) {
      return key + " must be a number";
    }
    if (!(*value >= least && *value <= most)) {
      return range_words(key, least, most);
    }
    target = *value;
    return std::nullopt;
  };
}

Take text(std::string key, std::string& target) {
  return [key = std::move(key), &target](const toml::node& node) -> Problem {
    const auto value = node.value_exact<std::string>();
    if (!value) {
      return key + " must be a string";
    }
    target = *value;
    return std::nullopt;
  };
}

Take truth(std::string key, bool& target) {
  return [key = std::move(key), &target](const toml::node& node) -> Problem {
    const auto value = node.value_exact<bool>();
    if (!value) {
      return key + " must be true or false";
    }
    target = *value;
    return std::nullopt;
  };
}

template <class Choice>
Take one_of(std::string key, Choice& target, std::map<std::string, Choice> choices) {
  return [key = std::move(key), &target,
          choices = std::move(choices)](const toml::node& node) -> Problem {
    const auto value = node.value_exact<std::string>();
    const auto found = value ? choices.find(*value) : choices.end();
    if (found == choices.end()) {
      std::string words = key + " must be one of";
      for (const auto& [word, ignored] : choices) {
        words += " \"" + word + "\"";
      }
      return words;
    }
    target = found->second;
    return std::nullopt;
  };
}

std::map<std::string, Take> keys_of(Scenario& s) {
  const std::uint64_t text_most = limits::text_bytes;
  const std::map<std::string, Mode> modes = {
      {"latency", Mode::latency}, {"saturation", Mode::saturation}, {"replay", Mode::replay}};
  const std::map<std::string, Arrivals> arrivals = {{"even", Arrivals::even},
                                                    {"poisson", Arrivals::poisson}};
  std::map<std::string, Take> keys;
  keys["name"] = text("name", s.name);
  keys["mode"] = one_of("mode", s.mode, modes);
  keys["seed"] = whole("seed", s.seed, 0, limits::integer_max);
  keys["members"] = whole("members", s.members, 1, limits::connections);
  keys["rooms"] = whole("rooms", s.rooms, 1, 100'000);
  keys["posters"] = whole("posters", s.posters, 0, limits::connections);
  keys["posts_per_second"] = real("posts_per_second", s.posts_per_second, 0.001, 1e6);
  keys["questions"] = real("questions", s.questions, 0, 0.9);
  keys["arrivals"] = one_of("arrivals", s.arrivals, arrivals);
  keys["warmup_seconds"] = real("warmup_seconds", s.warmup_seconds, 0, 3'600);
  keys["seconds"] = real("seconds", s.seconds, 0.1, 86'400);
  keys["drain_seconds"] = real("drain_seconds", s.drain_seconds, 1, 3'600);
  keys["text_bytes_min"] = whole("text_bytes_min", s.text_bytes_min, 16, text_most);
  keys["text_bytes_max"] = whole("text_bytes_max", s.text_bytes_max, 16, text_most);
  keys["window"] = whole("window", s.window, 1, limits::outbox_window);
  keys["late_ms"] = real("late_ms", s.late_ms, 0.001, 60'000);
  keys["generator_cpu"] = real("generator_cpu", s.generator_cpu, 0.01, 64);
  keys["data"] = text("data", s.data);
  keys["lines"] = whole("lines", s.lines, 0, limits::integer_max);
  keys["speedup"] = real("speedup", s.speedup, 0.001, 1e9);
  keys["gap_seconds"] = real("gap_seconds", s.gap_seconds, 0, 1e9);
  keys["ordered"] = truth("ordered", s.ordered);
  keys["kill_at"] = real("kill_at", s.kill_at, 0, 0.99);
  return keys;
}

Problem check_together(const Scenario& s) {
  if (s.text_bytes_min > s.text_bytes_max) {
    return "text_bytes_min must not be greater than text_bytes_max";
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
  return std::nullopt;
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

Problem take_table(const toml::table& table, const std::map<std::string, Take>& keys) {
  for (const auto& [key, node] : table) {
    const auto found = keys.find(std::string(key.str()));
    if (found == keys.end()) {
      return "unknown key " + std::string(key.str());
    }
    if (Problem problem = found->second(node)) {
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Mode mode) {
  switch (mode) {
    case Mode::latency:
      return "latency";
    case Mode::saturation:
      return "saturation";
    case Mode::replay:
      return "replay";
  }
  return "";
}

variant<Scenario, std::string> parse_scenario(std::string_view toml, const std::string& folder,
                                              const std::vector<std::string>& sets) {
  Scenario scenario;
  const std::map<std::string, Take> keys = keys_of(scenario);
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
