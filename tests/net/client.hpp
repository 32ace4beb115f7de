// A client of plain POSIX sockets for tests of the door: HTTP by hand, and WebSocket frames as they
// are on the wire. Whatever it waits for it waits for by reading, at most a minute. Threading: one
// thread a client. Errors: what did not come is an empty optional.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/deflate.hpp"

namespace xinqiao::testing {

class Client {
 public:
  struct Response {
    int status{};
    std::string head;
    std::string body;
  };
  struct Incoming {
    int opcode{};
    std::string payload;
    int code{};  // of a close frame
    bool is_packed = false;
  };
  enum Opcode : unsigned { text = 1, close = 8 };

  // `from` is the address it comes from; `receive_bytes` bounds what the kernel takes for it.
  explicit Client(std::uint16_t port, const char* from = "127.0.0.1", int receive_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{60, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_bytes > 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    const sockaddr_in mine = address(from, 0);
    const sockaddr_in theirs = address("127.0.0.1", port);
    is_connected_ =
        ::bind(socket_, reinterpret_cast<const sockaddr*>(&mine), sizeof mine) == 0 &&
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&theirs), sizeof theirs) == 0;
  }
  ~Client() { hang_up(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool is_connected() const { return is_connected_; }
  // Waits until something came that is not read yet, and leaves it there.
  bool has_more() {
    char first;
    return ::recv(socket_, &first, 1, MSG_PEEK) == 1;
  }
  // Where it comes from, as the server sees it.
  sockaddr_in own_address() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
    return own;
  }
  void hang_up() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  // --- HTTP ---

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  std::optional<Response> response() {
    std::size_t end = 0;
    while ((end = heard_.find("\r\n\r\n")) == std::string::npos) {
      if (!read()) return std::nullopt;
    }
    Response response{0, heard_.substr(0, end + 2), {}};
    heard_.erase(0, end + 4);
    response.status = std::atoi(response.head.c_str() + std::string_view("HTTP/1.1 ").size());
    constexpr std::string_view length = "Content-Length: ";
    const std::size_t at = response.head.find(length);
    const int bytes =
        at == std::string::npos ? 0 : std::atoi(response.head.c_str() + at + length.size());
    if (!wait_for(static_cast<std::size_t>(bytes))) return std::nullopt;
    response.body = take(static_cast<std::size_t>(bytes));
    return response;
  }
  std::optional<Response> get(const std::string& path) {
    send("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n");
    return response();
  }
  void post(const std::string& token, const std::string& body, const std::string& more = {}) {
    send("POST /rpc HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n" + more +
         "Authorization: Bearer " + token + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body);
  }

  // --- WebSocket ---

  // The answer to the handshake; `more` are further header lines.
  std::optional<Response> open_socket(const std::string& token, const std::string& more = {}) {
    send(
        "GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: xinqiao.v1\r\n" +
        more + "Authorization: Bearer " + token + "\r\n\r\n");
    return response();
  }
  void send_frame(Opcode opcode, std::string_view payload) { send(frame_of(opcode, payload)); }
  // A mask of zeros leaves the bytes as they are.
  static std::string frame_of(Opcode opcode, std::string_view payload) {
    std::string bytes(1, static_cast<char>(0x80u | opcode));
    if (payload.size() < 126) {
      bytes += static_cast<char>(0x80u | payload.size());
    } else {
      bytes += static_cast<char>(0x80u | 126u);
      bytes += static_cast<char>(payload.size() >> 8);
      bytes += static_cast<char>(payload.size() & 0xffu);
    }
    bytes.append(4, '\0');
    return bytes.append(payload);
  }
  std::optional<Incoming> frame() {
    if (!wait_for(2)) return std::nullopt;
    const unsigned size = byte(1) & 0x7fu;
    const std::size_t more = size == 127 ? 8 : size == 126 ? 2 : 0;
    if (!wait_for(2 + more)) return std::nullopt;
    std::size_t bytes = more == 0 ? size : 0;
    for (std::size_t i = 0; i < more; ++i) bytes = bytes << 8 | byte(2 + i);
    Incoming incoming{static_cast<int>(byte(0) & 0x0fu), {}, 0};
    incoming.is_packed = (byte(0) & 0x40u) != 0;
    take(2 + more);
    if (!wait_for(bytes)) return std::nullopt;
    incoming.payload = take(bytes);
    if (incoming.is_packed) {
      std::string unpacked;
      inflate_message(incoming.payload, std::size_t{1} << 24, unpacked);
      incoming.payload = unpacked;
    }
    if (incoming.opcode == close && bytes >= 2) {
      const auto at = [&](std::size_t i) {
        return static_cast<unsigned char>(incoming.payload[i]);
      };
      incoming.code = at(0) << 8 | at(1);
    }
    return incoming;
  }
  // The next frame with this part in it; empty when the connection ended or closed before.
  std::string next(std::string_view part) {
    while (const auto incoming = frame()) {
      if (incoming->opcode == close) break;
      if (incoming->payload.find(part) != std::string::npos) return incoming->payload;
    }
    return {};
  }
  // The code it is closed with, answered as RFC 6455 wants it; 1006 without one.
  int close_code() {
    while (const auto incoming = frame()) {
      if (incoming->opcode != close) continue;
      send_frame(close, std::string_view(incoming->payload).substr(0, 2));
      while (read()) continue;
      hang_up();
      return incoming->code;
    }
    return 1006;
  }

 private:
  static sockaddr_in address(const char* host, std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    inet_pton(AF_INET, host, &made.sin_addr);
    return made;
  }
  bool read() {
    char piece[4096];
    const ssize_t bytes = ::recv(socket_, piece, sizeof piece, 0);
    if (bytes <= 0) return false;
    heard_.append(piece, static_cast<std::size_t>(bytes));
    return true;
  }
  bool wait_for(std::size_t bytes) {
    while (heard_.size() < bytes) {
      if (!read()) return false;
    }
    return true;
  }
  std::string take(std::size_t bytes) {
    std::string taken = heard_.substr(0, bytes);
    heard_.erase(0, bytes);
    return taken;
  }
  unsigned byte(std::size_t at) const { return static_cast<unsigned char>(heard_[at]); }

  int socket_;
  bool is_connected_ = false;
  std::string heard_;
};

}  // namespace xinqiao::testing
