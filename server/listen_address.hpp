// HOST:PORT, as an operator writes where to listen. Threading: pure function. Errors: nothing is
// returned for what is no address; names are not looked up here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace xinqiao {

struct ListenAddress {
  std::string host;
  std::uint16_t port{};  // 0 = a free one
};

// An IPv6 host stands in brackets.
std::optional<ListenAddress> parse_listen_address(const std::string& listen);

}  // namespace xinqiao
