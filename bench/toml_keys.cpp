#include "bench/toml_keys.hpp"

#include <charconv>
#include <sstream>

namespace xinqiao::bench {
namespace {

template <class Number>
std::string range_words(const std::string& key, Number least, Number most) {
  std::ostringstream words;
  words << key << " must be between " << least << " and " << most;
  return words.str();
}

Problem take_real(const std::string& key, const toml::node& node, double least, double most,
                  double& target) {
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (!value) {
    return key + " must be a number";
  }
  if (!(*value >= least && *value <= most)) {
    return range_words(key, least, most);
  }
  target = *value;
  return std::nullopt;
}

// "30s", "500ms", "2m"; nullopt: it is none.
std::optional<double> read_time(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  if (error != std::errc{}) return std::nullopt;
  if (unit == "ms") return number / 1e3;
  if (unit == "s") return number;
  if (unit == "m") return number * 60;
  return std::nullopt;
}

}  // namespace

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
  return [key = std::move(key), &target, least, most](const toml::node& node) {
    return take_real(key, node, least, most, target);
  };
}

Take real(std::string key, std::optional<double>& target, double least, double most) {
  return [key = std::move(key), &target, least, most](const toml::node& node) {
    double value = 0;
    Problem problem = take_real(key, node, least, most, value);
    if (!problem) target = value;
    return problem;
  };
}

Take time_in_seconds(std::string key, double& target, double least, double most) {
  return [key = std::move(key), &target, least, most](const toml::node& node) -> Problem {
    if (node.is_number()) return take_real(key, node, least, most, target);
    const auto text = node.value_exact<std::string>();
    const auto seconds = text ? read_time(*text) : std::nullopt;
    if (!seconds) return key + " must be a number of seconds, or a text like \"30s\" or \"500ms\"";
    if (!(*seconds >= least && *seconds <= most)) return range_words(key, least, most);
    target = *seconds;
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

Problem take_table(const toml::table& table, const Keys& keys, const std::string& where) {
  for (const auto& [key, node] : table) {
    const auto found = keys.find(std::string(key.str()));
    if (found == keys.end()) {
      return "unknown key " + where + std::string(key.str());
    }
    if (Problem problem = found->second(node)) {
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace xinqiao::bench
