#include "server/net/forwarded.hpp"

#include "server/net/trim.hpp"

#include <algorithm>
#include <optional>

namespace xinqiao::net {
namespace {

// ADDRESS, V4:PORT, [V6] or [V6]:PORT: proxies write all of them.
std::optional<IpAddress> hop_address(std::string_view hop) {
  if (hop.starts_with('[')) {
    const auto end = hop.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    return parse_ip_address(hop.substr(1, end - 1));
  }
  const auto colon = hop.find(':');
  const bool has_port = colon != std::string_view::npos && colon == hop.rfind(':');
  return parse_ip_address(has_port ? hop.substr(0, colon) : hop);
}

bool is_in(const IpAddress& address, std::span<const IpNetwork> trusted) {
  return std::ranges::any_of(trusted, [&](const IpNetwork& one) { return contains(one, address); });
}

}  // namespace

bool is_trusted(std::string_view address, std::span<const IpNetwork> trusted) {
  const auto parsed = parse_ip_address(address);
  return parsed && is_in(*parsed, trusted);
}

std::string client_address(const std::string& peer, const std::vector<std::string_view>& fields,
                           std::span<const IpNetwork> trusted) {
  auto client = parse_ip_address(peer);
  if (!client) return peer;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    std::string_view rest = *field;
    while (!rest.empty()) {
      if (!is_in(*client, trusted)) return to_string(*client);
      const auto comma = rest.rfind(',');
      const auto hop = hop_address(trim(rest.substr(comma == rest.npos ? 0 : comma + 1)));
      if (!hop) return to_string(*client);  // the last one who can be believed
      client = hop;
      rest = rest.substr(0, comma == rest.npos ? 0 : comma);
    }
  }
  return to_string(*client);
}

}  // namespace xinqiao::net
