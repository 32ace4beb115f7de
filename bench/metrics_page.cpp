#include "bench/metrics_page.hpp"

#include "bench/tls_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace xinqiao::bench {
namespace {

constexpr timeval http_patience{.tv_sec = 10, .tv_usec = 0};

class PageSocket {
 public:
  explicit PageSocket(const Door& door)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(door.port);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &http_patience, sizeof http_patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &http_patience, sizeof http_patience);
    is_open_ = ::inet_pton(AF_INET, door.host.c_str(), &address.sin_addr) == 1 &&
               ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~PageSocket() { ::close(socket_); }
  PageSocket(const PageSocket&) = delete;
  PageSocket& operator=(const PageSocket&) = delete;

  bool is_open() const { return is_open_; }
  void send(std::string& bytes) {
    ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    bytes.clear();
  }
  // Empty: the other end closed, or the time is over.
  std::string_view receive() {
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    return {buffer_.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
  }

 private:
  int socket_;
  bool is_open_ = false;
  std::array<char, 16'384> buffer_{};
};

// name{label="value"} as name.value.
std::string plain_name(std::string_view name) {
  const std::size_t brace = name.find('{');
  const std::size_t quote = name.find('"');
  if (brace == std::string_view::npos || quote == std::string_view::npos) return std::string(name);
  const std::string_view value = name.substr(quote + 1);
  return std::string(name.substr(0, brace)) + "." + std::string(value.substr(0, value.find('"')));
}

std::string fetch_page(const Door& door, std::string_view path) {
  PageSocket socket(door);
  if (!socket.is_open()) return {};
  const std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + door.host +
                              "\r\nConnection: close\r\n\r\n";
  std::string wire;
  std::string answer;
  TlsClient tls;
  if (door.tls) {
    tls.start(wire);
    tls.write(request, wire);
  } else {
    wire = request;
  }
  socket.send(wire);
  for (auto bytes = socket.receive(); !bytes.empty(); bytes = socket.receive()) {
    if (!door.tls) {
      answer.append(bytes);
      continue;
    }
    if (!tls.feed(bytes, wire, [&](std::string_view plain) { answer.append(plain); })) break;
    if (!wire.empty()) socket.send(wire);
  }
  return answer;
}

}  // namespace

std::map<std::string, double> read_metrics(const Door& door) {
  const std::string answer = fetch_page(door, "/metrics");
  const std::size_t body = answer.find("\r\n\r\n");
  if (body == std::string::npos) return {};
  return parse_metrics(std::string_view(answer).substr(body + 4));
}

bool is_indexed(const Door& door) {
  const auto metrics = read_metrics(door);
  const auto lag = metrics.find("xinqiao_index_lag_events");
  return lag != metrics.end() && lag->second == 0;
}

std::uint64_t cache_kilobytes_of(const Door& door) {
  const auto metrics = read_metrics(door);
  const auto bytes = metrics.find("xinqiao_store_cache_bytes");
  return bytes == metrics.end() ? 0 : static_cast<std::uint64_t>(bytes->second) / 1'024;
}

std::map<std::string, double> parse_metrics(std::string_view page) {
  std::map<std::string, double> values;
  while (!page.empty()) {
    const std::size_t end = page.find('\n');
    std::string_view line = page.substr(0, end);
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const std::size_t space = line.find(' ');
    if (line.empty() || line.front() == '#' || space == std::string_view::npos) continue;
    const std::string_view text = line.substr(space + 1);
    double value = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{}) values[plain_name(line.substr(0, space))] = value;
  }
  return values;
}

}  // namespace xinqiao::bench
