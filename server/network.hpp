// IP addresses and networks of them, as an operator writes them and as peers have them: 10.0.0.7,
// 10.0.0.0/8, fd00::/8. IPv4 is held as IPv4-mapped IPv6, so that an address has one form however
// it came. Threading: pure functions on plain values. Errors: nothing is returned for what is none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xinqiao {

struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const IpAddress&) const = default;
};

// Without brackets, port or mask. What stands behind % (the interface of a link-local address) does
// not count.
std::optional<IpAddress> parse_ip_address(std::string_view text);
std::string to_string(const IpAddress& address);

struct IpNetwork {
  IpAddress address;
  unsigned prefix = 128;  // bits that count, of the 128
};

// ADDRESS or ADDRESS/BITS. Bits behind the prefix must be zero: 10.1.2.3/8 is a slip of the pen,
// and whom it would trust nobody can tell.
std::optional<IpNetwork> parse_ip_network(std::string_view text);
bool contains(const IpNetwork& network, const IpAddress& address);

}  // namespace xinqiao
