// Whether an address can be reached from this machine only. Names are not looked up: what is not
// plainly loopback counts as public. Threading: pure function.
#pragma once

#include <string_view>

namespace xinqiao {

// `listen` is HOST:PORT; an IPv6 host stands in brackets.
bool is_loopback(std::string_view listen);

}  // namespace xinqiao
