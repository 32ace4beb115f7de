// Who stands behind a reverse proxy. A proxy writes the address of whom it heard at the right end
// of X-Forwarded-For; whatever stands further left it was told by others. So the list is read from
// the right for as long as the hop is trusted, and whoever is not trusted has no say at all.
// Threading: pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/network.hpp"

namespace xinqiao::net {

bool is_trusted(std::string_view address, std::span<const IpNetwork> trusted);

// The address of the client: the right-most hop that is not trusted. `peer` is whom the socket is
// with; `fields` are all X-Forwarded-For fields in their order.
std::string client_address(const std::string& peer, const std::vector<std::string_view>& fields,
                           std::span<const IpNetwork> trusted);

}  // namespace xinqiao::net
