// What an operator may set for `xinqiao serve`, and where each value came from. One table says all
// of it: the key in a TOML file, the environment variable, the flag, the bounds. Later wins:
// default, file, variable, flag; a list is replaced as a whole. An empty variable counts as not
// set. Values that a later source replaces are checked too. Threading: pure functions but for
// reading the file. Errors: one sentence that names the place, what is wrong and what is allowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/variant.hpp"
#include "server/serve.hpp"

namespace xinqiao::settings {

// Where the value lives; its type is the setting's type, and what ServeOptions gives it at first is
// its default. std::uint64_t holds bytes.
using Field =
    variant<std::string ServeOptions::*, std::vector<std::string> ServeOptions::*,
            unsigned ServeOptions::*, double ServeOptions::*, std::uint64_t ServeOptions::*>;

// What a text must look like.
struct Shape {
  std::string_view words;  // for people
  bool (*fits)(const std::string& text);
};

struct Setting {
  std::string_view key;  // in a file
  Field field;
  std::string_view variable;
  std::string_view flag;
  std::string_view help;
  // Of a number or of bytes: the value. Of a text: its length. Of a list: how many.
  std::uint64_t least;
  std::uint64_t most;
  const Shape* shape = nullptr;  // of a text, or of each in a list
};

inline constexpr std::string_view file_flag = "--config";
inline constexpr std::string_view file_variable = "XINQIAO_CONFIG";
inline constexpr std::size_t file_bytes = 64 * 1024;  // a settings file holds no more
inline constexpr std::size_t text_bytes = 4096;       // nor a text in it, a list's entry likewise

std::span<const Setting> table();

bool is_list(const Setting& setting);
std::string type_word(const Setting& setting);      // "NUMBER"
std::string allowed_words(const Setting& setting);  // "a whole number from 1 to 64"
std::string value_words(const Setting& setting, const ServeOptions& options);  // as TOML
bool is_unset(const Setting& setting, const ServeOptions& options);  // must be set, and is not

// What was said, where. Flags by key, as they stood on the command line.
struct Said {
  std::optional<std::string> file;  // of --config
  std::map<std::string_view, std::vector<std::string>> flags;
  std::function<const char*(const char* name)> environment;
};

struct Settled {
  ServeOptions options;
  std::map<std::string_view, std::string> origins;  // by key: "default", "FILE:LINE", …
};

// Every setting, or what is wrong. The data folder may be unset.
variant<Settled, std::string> settle(const Said& said);

// What keeps these from being served with: a setting without a default is not set.
std::optional<std::string> missing(const Settled& settled);

// As a settings file, with the origins as comments.
std::string to_toml(const Settled& settled);

// As a file to start from: all is explained, and what is at its default stands commented out.
std::string to_example(const Settled& settled);

}  // namespace xinqiao::settings
