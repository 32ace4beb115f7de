#include "server/listen_address.hpp"

#include <charconv>
#include <system_error>

namespace xinqiao {

std::optional<ListenAddress> parse_listen_address(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  ListenAddress address{listen.substr(0, colon), 0};
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  } else if (address.host.find(':') != std::string::npos) {
    return std::nullopt;  // an IPv6 address stands in brackets, or its end would pass for a port
  }
  if (address.host.empty() || address.host.find_first_of("[]") != std::string::npos) {
    return std::nullopt;
  }
  const char* begin = listen.data() + colon + 1;
  const char* end = listen.data() + listen.size();
  const auto [stopped, error] = std::from_chars(begin, end, address.port);
  if (error != std::errc{} || stopped != end || begin == end) return std::nullopt;
  return address;
}

}  // namespace xinqiao
