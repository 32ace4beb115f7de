// Keys of a TOML table, each with what it may hold and where it goes. An unknown key, a wrong type
// or a value out of bounds is a sentence. Threading: plain functions; a target outlives its key.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace xinqiao::bench {

using Problem = std::optional<std::string>;
using Take = std::function<Problem(const toml::node&)>;
using Keys = std::map<std::string, Take>;

Take whole(std::string key, std::uint64_t& target, std::uint64_t least, std::uint64_t most);
Take real(std::string key, double& target, double least, double most);
Take real(std::string key, std::optional<double>& target, double least, double most);
// Seconds as a number, or as a text with a unit: "30s", "500ms", "2m".
Take time_in_seconds(std::string key, double& target, double least, double most);
Take text(std::string key, std::string& target);
Take truth(std::string key, bool& target);

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

// where: said before the name of an unknown key, as "phase.".
Problem take_table(const toml::table& table, const Keys& keys, const std::string& where = "");

}  // namespace xinqiao::bench
