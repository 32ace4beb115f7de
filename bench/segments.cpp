// linux/tcp.h has the whole of tcp_info and cannot stand beside the C library's header.
#include "bench/segments.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace xinqiao::bench {

std::uint64_t segments_heard(int socket) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_data_segs_in;
}

}  // namespace xinqiao::bench
