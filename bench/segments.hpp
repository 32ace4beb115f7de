// How many segments with data a socket has heard. On loopback, without Nagle, every send() of the
// other end is one, as long as nothing waits: what a server's writes are, seen from outside.
// Threading: plain function.
#pragma once

#include <cstdint>

namespace xinqiao::bench {

std::uint64_t segments_heard(int socket);  // 0: the kernel does not say

}  // namespace xinqiao::bench
