#include <algorithm>
#include <array>

#include "tests/fuzz/target.hpp"
#include "tests/protocol/strict_json.hpp"

namespace xinqiao::fuzz {
namespace {

constexpr std::array<Target, 14> all = {{
    {"addresses", addresses},
    {"command", command},
    {"control", control},
    {"door", door},
    {"event", event},
    {"frames", frames},
    {"http", http},
    {"intervals", intervals},
    {"json", json},
    {"manifest", manifest},
    {"record", record},
    {"roster", roster},
    {"settings", settings_file},
    {"socket", socket},
}};

}  // namespace

std::span<const Target> targets() {
  return all;
}

const Target* find_target(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Target::name);
  return found == all.end() ? nullptr : &*found;
}

bool is_utf8(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const bool is_plain = static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    quoted += is_plain ? c : ' ';
  }
  return testing::StrictJson(quoted + '"').valid();
}

}  // namespace xinqiao::fuzz
