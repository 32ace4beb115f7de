#include "server/service_notice.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace xinqiao {

void tell_service_manager(const std::string& url) {
  const char* named = std::getenv("NOTIFY_SOCKET");
  const std::string_view name(named == nullptr ? "" : named);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.empty() || name.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, name.data(), name.size());
  // An @ stands for the zero byte that abstract names begin with.
  if (name.front() == '@') address.sun_path[0] = '\0';
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const std::string words = "READY=1\nSTATUS=Listening at " + url;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  [[maybe_unused]] const ssize_t sent =
      ::sendto(fd, words.data(), words.size(), MSG_NOSIGNAL, where, length);
  ::close(fd);
}

}  // namespace xinqiao
