#include "server/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace xinqiao {
namespace {

constexpr std::array<std::uint8_t, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;

bool is_mapped(const IpAddress& address) {
  return std::equal(mapped.begin(), mapped.end(), address.bytes.begin());
}

// The bits of the byte at `index` that a prefix of so many bits covers.
std::uint8_t mask(unsigned prefix, std::size_t index) {
  const unsigned before = static_cast<unsigned>(index) * 8;
  if (prefix >= before + 8) return 0xff;
  if (prefix <= before) return 0;
  return static_cast<std::uint8_t>(0xff00u >> (prefix - before));
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  const std::string word(text.substr(0, text.find('%')));
  if (word.size() >= INET6_ADDRSTRLEN || word.find('\0') != std::string::npos) return std::nullopt;
  IpAddress address;
  if (inet_pton(AF_INET6, word.c_str(), address.bytes.data()) == 1) return address;
  std::copy(mapped.begin(), mapped.end(), address.bytes.begin());
  if (inet_pton(AF_INET, word.c_str(), address.bytes.data() + mapped.size()) == 1) return address;
  return std::nullopt;
}

std::string to_string(const IpAddress& address) {
  char place[INET6_ADDRSTRLEN] = {};
  if (is_mapped(address)) {
    inet_ntop(AF_INET, address.bytes.data() + mapped.size(), place, sizeof place);
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), place, sizeof place);
  }
  return place;
}

std::optional<IpNetwork> parse_ip_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip_address(text.substr(0, slash));
  if (!address || text.substr(0, slash).find('%') != std::string_view::npos) return std::nullopt;
  IpNetwork network{.address = *address};
  if (slash == std::string_view::npos) return network;
  const std::string_view bits = text.substr(slash + 1);
  const bool is_short = text.substr(0, slash).find(':') == std::string_view::npos;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), network.prefix);
  if (error != std::errc{} || end != bits.data() + bits.size()) return std::nullopt;
  if (network.prefix > (is_short ? 32u : 128u)) return std::nullopt;
  if (is_short) network.prefix += mapped_bits;
  for (std::size_t i = 0; i < address->bytes.size(); ++i) {
    if ((address->bytes[i] & ~mask(network.prefix, i)) != 0) return std::nullopt;
  }
  return network;
}

bool contains(const IpNetwork& network, const IpAddress& address) {
  for (std::size_t i = 0; i < address.bytes.size(); ++i) {
    const auto differing = network.address.bytes[i] ^ address.bytes[i];
    if ((differing & mask(network.prefix, i)) != 0) return false;
  }
  return true;
}

}  // namespace xinqiao
