// The table of settings, and what is said of it: help, documentation, `config --print`.
#include "server/listen_address.hpp"
#include "server/network.hpp"
#include "server/public_url.hpp"
#include "server/settings.hpp"
#include "server/settings_words.hpp"

#include <array>
#include <type_traits>

namespace xinqiao::settings {
namespace {

using Words = std::vector<std::string>;

bool is_address(const std::string& text) {
  return parse_listen_address(text).has_value();
}

// Compared exactly with what a browser sends: a path or a slash at the end would never match.
bool is_origin(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos || scheme == 0 || scheme + 3 == text.size()) return false;
  return text.find_first_of("/?# ,", scheme + 3) == std::string::npos;
}

bool is_tls(const std::string& text) {
  return text == "off" || text == "auto" || text == "files";
}

bool is_on_or_off(const std::string& text) {
  return text == "on" || text == "off";
}

bool is_url_or_empty(const std::string& text) {
  return text.empty() || is_public_url(text);
}

bool is_network(const std::string& text) {
  return parse_ip_network(text).has_value();
}

constexpr Shape tls_shape{"off, auto or files", is_tls};
constexpr Shape switch_shape{"on or off", is_on_or_off};
constexpr Shape public_url_shape{
    "empty, or https://HOST or http://HOST, with :PORT if it is not the usual one, in lower case, "
    "for instance https://talk.example.org",
    is_url_or_empty};
constexpr Shape network_shape{
    "an IP address or a network whose other bits are zero, for instance 10.0.0.0/8", is_network};
constexpr Shape address_shape{"HOST:PORT, for instance 127.0.0.1:8080", is_address};
constexpr Shape origin_shape{
    "SCHEME://HOST or SCHEME://HOST:PORT, for instance https://example.org", is_origin};

// The table. Documentation, help, the file, the environment and the flags all follow from it.
constexpr std::array<Setting, 14> rows = {{
    {.key = "data",
     .field = &ServeOptions::data,
     .variable = "XINQIAO_DATA",
     .flag = "--data",
     .help = "Folder of the store; made if absent",
     .least = 1,
     .most = text_bytes},
    {.key = "listen",
     .field = &ServeOptions::listen,
     .variable = "XINQIAO_LISTEN",
     .flag = "--listen",
     .help = "Where to listen; port 0 takes a free one",
     .least = 1,
     .most = text_bytes,
     .shape = &address_shape},
    {.key = "tls",
     .field = &ServeOptions::tls,
     .variable = "XINQIAO_TLS",
     .flag = "--tls",
     .help = "Speak TLS: auto makes a certificate of its own, files takes yours",
     .least = 1,
     .most = text_bytes,
     .shape = &tls_shape},
    {.key = "tls_certificate",
     .field = &ServeOptions::tls_certificate,
     .variable = "XINQIAO_TLS_CERTIFICATE",
     .flag = "--tls-certificate",
     .help = "PEM file with the certificate and its chain, with tls files",
     .least = 0,
     .most = text_bytes},
    {.key = "tls_key",
     .field = &ServeOptions::tls_key,
     .variable = "XINQIAO_TLS_KEY",
     .flag = "--tls-key",
     .help = "PEM file with the key of the certificate, with tls files",
     .least = 0,
     .most = text_bytes},
    {.key = "public_url",
     .field = &ServeOptions::public_url,
     .variable = "XINQIAO_PUBLIC_URL",
     .flag = "--public-url",
     .help = "Where members find the server, if not where it listens",
     .least = 0,
     .most = text_bytes,
     .shape = &public_url_shape},
    {.key = "trusted_proxies",
     .field = &ServeOptions::trusted_proxies,
     .variable = "XINQIAO_TRUSTED_PROXIES",
     .flag = "--trusted-proxy",
     .help = "Proxies whose X-Forwarded-For and X-Forwarded-Proto count",
     .least = 0,
     .most = 64,
     .shape = &network_shape},
    {.key = "origins",
     .field = &ServeOptions::origins,
     .variable = "XINQIAO_ORIGINS",
     .flag = "--origin",
     .help = "Further origins that pages may come from",
     .least = 0,
     .most = 64,
     .shape = &origin_shape},
    {.key = "threads",
     .field = &ServeOptions::threads,
     .variable = "XINQIAO_THREADS",
     .flag = "--threads",
     .help = "I/O threads",
     .least = 1,
     .most = 64},
    {.key = "compression",
     .field = &ServeOptions::compression,
     .variable = "XINQIAO_COMPRESSION",
     .flag = "--compression",
     .help = "Compress what goes over WebSockets to those who offer it (permessage-deflate)",
     .least = 1,
     .most = text_bytes,
     .shape = &switch_shape},
    {.key = "commands_per_second",
     .field = &ServeOptions::commands_per_second,
     .variable = "XINQIAO_COMMANDS_PER_SECOND",
     .flag = "--commands-per-second",
     .help = "Pace allowed to one member; 0 = without limit",
     .least = 0,
     .most = 1'000'000},
    // Less than the buffers may still have to write would not be kept.
    {.key = "disk_floor_bytes",
     .field = &ServeOptions::disk_floor_bytes,
     .variable = "XINQIAO_DISK_FLOOR_BYTES",
     .flag = "--disk-floor-bytes",
     .help = "With less free disk than this, new words are refused and old ones served",
     .least = store::RocksLog::Options{}.least_room_bytes(),
     .most = 1024 * tebibyte},
    {.key = "ballast_bytes",
     .field = &ServeOptions::ballast_bytes,
     .variable = "XINQIAO_BALLAST_BYTES",
     .flag = "--ballast-bytes",
     .help = "File given up when a start finds the disk full; 0 = none",
     .least = 0,
     .most = tebibyte},
    {.key = "backup_folder",
     .field = &ServeOptions::backup_folder,
     .variable = "XINQIAO_BACKUP_FOLDER",
     .flag = "--backup-folder",
     .help = "Where backups go that an owner asks for in the page",
     .least = 0,
     .most = text_bytes},
}};

std::string toml_value(const std::string& text) {
  return quoted(text);
}
std::string toml_value(unsigned count) {
  return std::to_string(count);
}
std::string toml_value(double number) {
  return number_words(number);
}
std::string toml_value(std::uint64_t bytes) {
  const std::string words = bytes_words(bytes);
  return words.back() == 'B' ? quoted(words) : words;
}
std::string toml_value(const Words& list) {
  std::string out = "[";
  for (const std::string& one : list) out += (out.size() > 1 ? ", " : "") + quoted(one);
  return out + ']';
}

std::string explanation(const Setting& setting) {
  return "\n# " + std::string(setting.help) + ".\n# It is " + allowed_words(setting) + ".\n";
}

}  // namespace

std::span<const Setting> table() {
  return rows;
}

bool is_list(const Setting& setting) {
  return holds_alternative<Words ServeOptions::*>(setting.field);
}

std::string type_word(const Setting& setting) {
  if (holds_alternative<std::uint64_t ServeOptions::*>(setting.field)) return "BYTES";
  const bool is_text = holds_alternative<std::string ServeOptions::*>(setting.field);
  return is_text || is_list(setting) ? "TEXT" : "NUMBER";
}

std::string allowed_words(const Setting& setting) {
  const std::string shape(setting.shape == nullptr ? "" : setting.shape->words);
  const auto range = [&](auto words) {
    return " from " + words(setting.least) + " to " + words(setting.most);
  };
  const auto plain = [](std::uint64_t number) { return std::to_string(number); };
  return visit(
      [&]<class Type>(Type ServeOptions::*) -> std::string {
        if constexpr (std::is_same_v<Type, std::string>) {
          if (!shape.empty()) return shape;
          return "a text of " + plain(setting.least) + " to " + plain(setting.most) + " bytes";
        } else if constexpr (std::is_same_v<Type, Words>) {
          return "a list of at most " + plain(setting.most) + ", each " + shape;
        } else if constexpr (std::is_same_v<Type, unsigned>) {
          return "a whole number" + range(plain);
        } else if constexpr (std::is_same_v<Type, double>) {
          return "a number" + range(plain);
        } else {
          return "bytes" + range(bytes_words) + ", a plain number or in KiB, MiB, GiB or TiB";
        }
      },
      setting.field);
}

bool is_unset(const Setting& setting, const ServeOptions& options) {
  const auto* text = get_if<std::string ServeOptions::*>(&setting.field);
  return text != nullptr && setting.least > 0 && (options.**text).empty();
}

std::string value_words(const Setting& setting, const ServeOptions& options) {
  return visit([&](auto field) { return toml_value(options.*field); }, setting.field);
}

std::string to_toml(const Settled& settled) {
  std::string out = "# What `xinqiao serve` would run with, and where each value comes from.\n";
  for (const Setting& setting : rows) {
    out += explanation(setting);
    if (is_unset(setting, settled.options)) {
      out += "# " + std::string(setting.key) + " is not set\n";
      continue;
    }
    out += std::string(setting.key) + " = " + value_words(setting, settled.options) + "  # " +
           settled.origins.at(setting.key) + "\n";
  }
  return out;
}

std::string to_example(const Settled& settled) {
  std::string out =
      "# The settings of `xinqiao serve`. Those with a # in front have the value that stands "
      "there\n"
      "# anyway. `xinqiao config --print --config FILE` shows what a file comes to.\n";
  for (const Setting& setting : rows) {
    const bool is_default = settled.origins.at(setting.key) == "default";
    out += explanation(setting) + (is_default ? "#" : "") + std::string(setting.key);
    const bool is_missing = is_unset(setting, settled.options);
    out += is_missing ? " must be set\n" : " = " + value_words(setting, settled.options) + '\n';
  }
  return out;
}

}  // namespace xinqiao::settings
