#include "bench/line_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace xinqiao::bench {
namespace {

constexpr int connect_ms = 5'000;
constexpr int say_ms = 10'000;
constexpr std::size_t line_bytes_most = std::size_t{256} << 20;  // a report of many posts

std::optional<sockaddr_in> read_address(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::uint16_t port = 0;
  const char* const end = address.data() + address.size();
  const auto [stop, error] = std::from_chars(address.data() + colon + 1, end, port);
  sockaddr_in read{};
  read.sin_family = AF_INET;
  read.sin_port = htons(port);
  const bool is_address =
      ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &read.sin_addr) == 1;
  if (error != std::errc{} || stop != end || !is_address) return std::nullopt;
  return read;
}

bool is_ready(int descriptor, short events, int wait_ms) {
  pollfd ready{.fd = descriptor, .events = events, .revents = 0};
  return ::poll(&ready, 1, wait_ms) > 0;
}

}  // namespace

LineSocket::~LineSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

LineSocket::LineSocket(LineSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      unread_(std::move(other.unread_)),
      searched_(other.searched_) {}

variant<LineSocket, std::string> LineSocket::connect(const std::string& address) {
  const auto to = read_address(address);
  if (!to) return address + " is no IP:PORT";
  LineSocket made(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (made.descriptor_ < 0) return address + ": no socket can be made";
  int error = ::connect(made.descriptor_, reinterpret_cast<const sockaddr*>(&*to), sizeof *to) == 0
                  ? 0
                  : errno;
  if (error == EINPROGRESS) {
    socklen_t size = sizeof error;
    error = ETIMEDOUT;
    if (is_ready(made.descriptor_, POLLOUT, connect_ms)) {
      ::getsockopt(made.descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    }
  }
  if (error != 0) return "there is nobody at " + address + ": " + std::strerror(error);
  const int yes = 1;
  ::setsockopt(made.descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return made;
}

bool LineSocket::say(std::string_view line) {
  const std::string whole = std::string(line) + "\n";
  for (std::size_t said = 0; said < whole.size();) {
    const ssize_t bytes =
        ::send(descriptor_, whole.data() + said, whole.size() - said, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (bytes > 0) {
      said += static_cast<std::size_t>(bytes);
    } else if (errno != EAGAIN || !is_ready(descriptor_, POLLOUT, say_ms)) {
      return false;
    }
  }
  return true;
}

bool LineSocket::take_line(std::string& line) {
  const std::size_t end = unread_.find('\n', searched_);
  searched_ = end == std::string::npos ? unread_.size() : 0;
  if (end == std::string::npos) return false;
  line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return true;
}

LineSocket::Heard LineSocket::hear(std::string& line, int wait_ms) {
  while (!take_line(line)) {
    if (!is_ready(descriptor_, POLLIN, wait_ms)) return Heard::nothing;
    char buffer[65'536];
    const ssize_t bytes = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (bytes < 0 && errno == EAGAIN) continue;
    if (bytes <= 0 || unread_.size() > line_bytes_most) return Heard::gone;
    unread_.append(buffer, static_cast<std::size_t>(bytes));
  }
  return Heard::line;
}

LineListener::LineListener(const std::string& address) {
  const auto at = read_address(address);
  if (!at) {
    problem_ = address + " is no IP:PORT";
    return;
  }
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&*at), sizeof *at) != 0 ||
      ::listen(descriptor_, 8) != 0) {
    problem_ = address + " cannot be listened at: " + std::strerror(errno);
  }
}

LineListener::~LineListener() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string LineListener::address() const {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&at), &size);
  char text[INET_ADDRSTRLEN] = "";
  ::inet_ntop(AF_INET, &at.sin_addr, text, sizeof text);
  return std::string(text) + ":" + std::to_string(ntohs(at.sin_port));
}

std::optional<LineSocket> LineListener::accept() {
  const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const int yes = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return std::optional<LineSocket>(std::in_place, descriptor);
}

}  // namespace xinqiao::bench
