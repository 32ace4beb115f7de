// Where members find the server: the address that stands in links, in QR codes and in the Origin
// list. It is what the operator says (public_url), else where the server listens. Threading: pure
// functions.
#pragma once

#include <string>
#include <string_view>

namespace xinqiao {

// SCHEME://HOST or SCHEME://HOST:PORT as a browser writes it in Origin: http or https, lower case,
// no usual port, no path. Anything else would never match.
bool is_public_url(std::string_view text);
// Its host, without brackets and port. Empty for what is no such URL.
std::string host_of_url(std::string_view url);

// What a command prints that does not serve itself: `listen` is HOST:PORT.
std::string member_address(const std::string& public_url, bool tls, const std::string& listen);

}  // namespace xinqiao
