#include "server/settings.hpp"

#include "server/settings_words.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <type_traits>
#include <utility>

namespace xinqiao::settings {
namespace {

using Words = std::vector<std::string>;
using Problem = std::optional<std::string>;

// UTF-8 without control characters: what a file could hold too, and a log may say.
bool is_plain(const std::string& text) {
  try {
    return !toml::parse("text = " + quoted(text)).empty();
  } catch (const toml::parse_error&) {
    return false;
  }
}

bool is_within(const Setting& setting, auto value) {
  using Value = decltype(value);
  return value >= static_cast<Value>(setting.least) && value <= static_cast<Value>(setting.most);
}

bool is_text(const Setting& setting, const std::string& text) {
  if (text.size() > text_bytes || !is_plain(text)) return false;
  return setting.shape == nullptr || setting.shape->fits(text);
}

bool is_read(const Setting& setting, const Words& words, std::string& out) {
  if (words.size() != 1 || !is_text(setting, words.front())) return false;
  out = words.front();
  return is_within(setting, out.size());
}
bool is_read(const Setting& setting, const Words& words, Words& out) {
  const auto fits = [&](const std::string& one) { return is_text(setting, one); };
  out = words;
  return is_within(setting, out.size()) && std::all_of(out.begin(), out.end(), fits);
}
bool is_read(const Setting& setting, const Words& words, unsigned& out) {
  return words.size() == 1 && parse_number(words.front(), out) && is_within(setting, out);
}
bool is_read(const Setting& setting, const Words& words, double& out) {
  return words.size() == 1 && parse_number(words.front(), out) && is_within(setting, out);
}
bool is_read(const Setting& setting, const Words& words, std::uint64_t& out) {
  return words.size() == 1 && parse_bytes(words.front(), out) && is_within(setting, out);
}

Problem refused(const std::string& place, const Setting& setting, const std::string& what) {
  return place + ": " + std::string(setting.key) + " cannot be " + what + "; it is " +
         allowed_words(setting);
}

// What was said, cut so that it fits a line.
std::string shown(const Words& words) {
  constexpr std::size_t most = 100;
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  if (!is_plain(all)) return "what is not UTF-8 or has control characters";
  if (all.size() > most) return "a text of " + std::to_string(all.size()) + " bytes";
  return "'" + all + "'";
}

Problem take(Settled& settled, const Setting& setting, const Words& words,
             const std::string& place) {
  const bool is_good = visit(
      [&](auto field) { return is_read(setting, words, settled.options.*field); }, setting.field);
  if (!is_good) return refused(place, setting, shown(words));
  settled.origins[setting.key] = place;
  return std::nullopt;
}

// --- The sources ---

// What a node of a file says in words, if it is of the setting's type.
std::optional<Words> node_words(const Setting& setting, const toml::node& node) {
  const auto holds = [&]<class Type>(Type ServeOptions::*) {
    constexpr bool is_bytes = std::is_same_v<Type, std::uint64_t>;
    constexpr bool is_number = std::is_same_v<Type, double>;
    if (node.is_string()) return is_bytes || std::is_same_v<Type, std::string>;
    if (node.is_integer()) return is_bytes || is_number || std::is_same_v<Type, unsigned>;
    if (node.is_floating_point()) return is_number;
    return node.is_array() && std::is_same_v<Type, Words>;
  };
  if (!visit(holds, setting.field)) return std::nullopt;
  if (const auto text = node.value_exact<std::string>()) return Words{*text};
  if (const auto integer = node.value_exact<std::int64_t>()) return Words{std::to_string(*integer)};
  if (const auto number = node.value_exact<double>()) return Words{number_words(*number)};
  Words list;
  for (const toml::node& one : *node.as_array()) {
    const auto text = one.value_exact<std::string>();
    if (!text) return std::nullopt;
    list.push_back(*text);
  }
  return list;
}

std::string type_words(const Setting& setting, const toml::node& node) {
  if (is_list(setting) && node.is_array()) return "an array of other things than strings";
  std::ostringstream name;
  name << node.type();
  return "of type " + name.str();
}

std::string known_keys() {
  std::string keys;
  for (const Setting& setting : table())
    keys += (keys.empty() ? "" : ", ") + std::string(setting.key);
  return keys;
}

Problem take_keys(Settled& settled, const toml::table& keys, const std::string& path) {
  for (const auto& [key, node] : keys) {
    const std::string place = path + ":" + std::to_string(key.source().begin.line);
    const auto row = std::find_if(table().begin(), table().end(),
                                  [&](const Setting& one) { return one.key == key.str(); });
    if (row == table().end()) {
      return place + ": there is no setting " + shown({std::string(key.str())}) + "; there are " +
             known_keys();
    }
    const auto words = node_words(*row, node);
    if (!words) return refused(place, *row, type_words(*row, node));
    if (Problem problem = take(settled, *row, *words, place)) return problem;
  }
  return std::nullopt;
}

// The text of the file, or the error number.
variant<std::string, int> read_file(const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return errno;
  std::string text(file_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return errno;
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// A parser says what it saw, line ends and all: up to the first of them.
std::string one_line(std::string_view words) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  return {words.begin(), std::find_if(words.begin(), words.end(), is_control)};
}

Problem take_file(Settled& settled, const std::string& path, const std::string& said_by) {
  if (!is_plain(path)) return said_by + ": the file's name is not UTF-8 or has control characters";
  const auto read = read_file(path);
  if (const int* error = get_if<int>(&read)) {
    const std::string why = *error == 0 ? "it cannot be read" : std::strerror(*error);
    return said_by + ": cannot read " + path + ": " + why;
  }
  const std::string& text = get<std::string>(read);
  if (text.size() > file_bytes) {
    return path + ": is too long; a settings file has at most " + bytes_words(file_bytes);
  }
  try {
    return take_keys(settled, toml::parse(text), path);
  } catch (const toml::parse_error& error) {
    return path + ":" + std::to_string(error.source().begin.line) +
           ": this is not TOML: " + one_line(error.description());
  }
}

// The entries of a list in a variable are separated by commas; blanks around them do not count.
Words split(std::string_view value) {
  Words list;
  while (true) {
    const std::size_t comma = value.find(',');
    std::string_view one = value.substr(0, comma);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    one.remove_suffix(one.size() - (one.find_last_not_of(' ') + 1));
    list.emplace_back(one);
    if (comma == std::string_view::npos) return list;
    value.remove_prefix(comma + 1);
  }
}

std::optional<std::string> variable(const Said& said, std::string_view name) {
  const char* value = said.environment ? said.environment(std::string(name).c_str()) : nullptr;
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

Problem take_variables(Settled& settled, const Said& said) {
  for (const Setting& setting : table()) {
    const auto value = variable(said, setting.variable);
    if (!value) continue;
    const Words words = is_list(setting) ? split(*value) : Words{*value};
    if (Problem problem = take(settled, setting, words, std::string(setting.variable))) {
      return problem;
    }
  }
  return std::nullopt;
}

Problem take_flags(Settled& settled, const Said& said) {
  for (const Setting& setting : table()) {
    const auto words = said.flags.find(setting.key);
    if (words == said.flags.end() || words->second.empty()) continue;
    if (Problem problem = take(settled, setting, words->second, std::string(setting.flag))) {
      return problem;
    }
  }
  return std::nullopt;
}

}  // namespace

variant<Settled, std::string> settle(const Said& said) {
  Settled settled;
  for (const Setting& setting : table()) settled.origins[setting.key] = "default";
  if (said.file) {
    if (Problem problem = take_file(settled, *said.file, std::string(file_flag))) return *problem;
  } else if (const auto path = variable(said, file_variable)) {
    if (Problem problem = take_file(settled, *path, std::string(file_variable))) return *problem;
  }
  if (Problem problem = take_variables(settled, said)) return *problem;
  if (Problem problem = take_flags(settled, said)) return *problem;
  return settled;
}

std::optional<std::string> missing(const Settled& settled) {
  for (const Setting& setting : table()) {
    if (!is_unset(setting, settled.options)) continue;
    return std::string(setting.key) + " is not set: give " + std::string(setting.flag) + ", " +
           std::string(setting.variable) + ", or " + std::string(setting.key) + " in a file";
  }
  return std::nullopt;
}

}  // namespace xinqiao::settings
