#include "server/public_url.hpp"

#include "server/listen_address.hpp"
#include "server/network.hpp"

#include <optional>

namespace xinqiao {
namespace {

constexpr std::string_view plain = "http://";
constexpr std::string_view secure = "https://";

// HOST:PORT; the port is 0 where none stands. A port says itself as a browser does: no zero in
// front, and not the usual one.
std::optional<ListenAddress> authority(std::string_view url) {
  const bool is_secure = url.starts_with(secure);
  if (!is_secure && !url.starts_with(plain)) return std::nullopt;
  const std::string rest(url.substr((is_secure ? secure : plain).size()));
  const bool has_port = !rest.empty() && rest.back() != ']' && rest.find(':') != std::string::npos;
  auto found = parse_listen_address(has_port ? rest : rest + ":0");
  if (!found || !has_port) return found;
  const std::string port = std::to_string(found->port);
  const bool is_usual = found->port == (is_secure ? 443 : 80);
  if (found->port == 0 || is_usual || !rest.ends_with(":" + port)) return std::nullopt;
  return found;
}

bool is_host(const std::string& host, bool in_brackets) {
  if (in_brackets) return parse_ip_address(host) && host.find('%') == std::string::npos;
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  return !host.empty() && host.find_first_not_of(letters) == std::string::npos;
}

}  // namespace

bool is_public_url(std::string_view text) {
  const auto found = authority(text);
  return found && is_host(found->host, text.find('[') != std::string_view::npos);
}

std::string host_of_url(std::string_view url) {
  return is_public_url(url) ? authority(url)->host : std::string();
}

std::string member_address(const std::string& public_url, bool tls, const std::string& listen) {
  if (!public_url.empty()) return public_url;
  return std::string(tls ? secure : plain) + listen;
}

}  // namespace xinqiao
