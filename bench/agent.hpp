// A machine that makes a part of a load: waits for who orders a run (`run --agents`), makes the
// sockets of its share of the members, and tells what they found. One run at a time. It does what
// anybody asks who reaches its port, so it belongs behind a firewall or a tunnel. Threading: one
// thread.
#pragma once

#include <string>

#include "bench/line_socket.hpp"

namespace xinqiao::bench {

// Does what the next who comes orders; false: nobody can come any more.
bool serve_next(LineListener& listener);
// Goes on until it is killed. Returns only if it cannot listen: why.
std::string be_agent(const std::string& address);

}  // namespace xinqiao::bench
