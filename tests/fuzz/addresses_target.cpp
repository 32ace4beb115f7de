// Addresses as operators and proxies write them: what is taken can be said again and is the same.
#include <algorithm>

#include "server/listen_address.hpp"
#include "server/network.hpp"
#include "server/public_url.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

void look_at_listen(const std::string& text) {
  const auto found = parse_listen_address(text);
  if (!found) return;
  const bool is_wide = found->host.find(':') != std::string::npos;
  const std::string host = is_wide ? "[" + found->host + "]" : found->host;
  const auto again = parse_listen_address(host + ":" + std::to_string(found->port));
  hold(!found->host.empty(), "an address to listen on has a host");
  hold(again && again->host == found->host && again->port == found->port,
       "an address to listen on reads the same again");
}

void look_at_url(const std::string& text) {
  const std::string host = host_of_url(text);
  hold(is_public_url(text) == !host.empty(), "a public URL has a host, and nothing else has one");
  if (host.empty()) return;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  hold(std::ranges::none_of(text, is_blank), "a public URL has no blanks");
  hold(text.find_first_of("/?#@\\", text.find("://") + 3) == std::string::npos,
       "a public URL has no path and nobody's name");
  const bool is_address = text.find('[') != std::string::npos;
  hold(is_address || std::ranges::none_of(text, is_upper), "a public URL is in lower case");
  hold(member_address(text, false, "127.0.0.1:1") == text, "members are told the public URL");
}

void look_at_network(const std::string& text) {
  if (const auto address = parse_ip_address(text)) {
    const std::string said = to_string(*address);
    hold(parse_ip_address(said) == address, "an IP address reads the same again: " + said);
    hold(to_string(*parse_ip_address(said)) == said, "an IP address has one form");
  }
  const auto network = parse_ip_network(text);
  if (!network) return;
  hold(network->prefix <= 128, "a network has at most so many bits");
  hold(contains(*network, network->address), "a network contains its address");
  IpAddress last = network->address;
  for (unsigned bit = network->prefix; bit < 128; ++bit) {
    last.bytes[bit / 8] = static_cast<std::uint8_t>(last.bytes[bit / 8] | 0x80u >> bit % 8);
  }
  hold(contains(*network, last), "a network contains its last address");
  if (network->prefix == 0) return;
  const unsigned bit = network->prefix - 1;
  last.bytes[bit / 8] = static_cast<std::uint8_t>(last.bytes[bit / 8] ^ 0x80u >> bit % 8);
  hold(!contains(*network, last), "a network contains nothing that differs before its bits");
}

}  // namespace

void addresses(std::string_view bytes) {
  const std::string text(bytes);
  look_at_listen(text);
  look_at_url(text);
  look_at_network(text);
}

}  // namespace xinqiao::fuzz
