#include "server/net/socket_io.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <cerrno>

#include "server/plant.hpp"

namespace xinqiao::net {
namespace {

Tried outcome(ssl_st& session, int result, std::size_t bytes) {
  if (result == 1) return {.bytes = bytes};
  switch (SSL_get_error(&session, result)) {
    case SSL_ERROR_WANT_READ:
      return {.wants = Tried::Wants::to_read};
    case SSL_ERROR_WANT_WRITE:
      return {.wants = Tried::Wants::to_write};
    case SSL_ERROR_ZERO_RETURN:
      return {.failed = boost::asio::error::eof};
    default:
      return {.failed = boost::asio::error::connection_aborted};
  }
}

Tried outcome(Tried::Wants wants) {
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return {.wants = wants};
  return {.failed = {errno, boost::system::system_category()}};
}

// The C library's own send() is a place where a thread may be cancelled: where there is more than
// one thread it says so before each call and takes it back behind it, by two atomic exchanges. No
// thread of ours is ever cancelled.
long send_now(int socket, const void* from, std::size_t size) {
  constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  return ::syscall(SYS_sendto, socket, from, size, flags, nullptr, 0);
}

}  // namespace

Tried plain_read(int socket, void* to, std::size_t size) {
  const ssize_t bytes = ::recv(socket, to, size, MSG_DONTWAIT);
  if (bytes > 0) return {.bytes = static_cast<std::size_t>(bytes)};
  if (bytes == 0) return {.failed = boost::asio::error::eof};
  return outcome(Tried::Wants::to_read);
}

Tried plain_write(int socket, const void* from, std::size_t size) {
  const long bytes = send_now(socket, from, size);
  if (bytes >= 0) return {.bytes = static_cast<std::size_t>(bytes)};
  const Tried tried = outcome(Tried::Wants::to_write);
  if (tried.failed && is_planted("ignore_failed_send")) return {.bytes = size};
  return tried;
}

Tried plain_write(int socket, std::span<iovec> pieces) {
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  const ssize_t bytes = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (bytes >= 0) return {.bytes = static_cast<std::size_t>(bytes)};
  const Tried tried = outcome(Tried::Wants::to_write);
  if (tried.failed && is_planted("ignore_failed_send")) {
    std::size_t all = 0;
    for (const iovec& piece : pieces) all += piece.iov_len;
    return {.bytes = all};
  }
  return tried;
}

std::size_t plain_put(int socket, std::string_view bytes) {
  const long took = send_now(socket, bytes.data(), bytes.size());
  if (took < 0 && errno != EAGAIN && is_planted("ignore_failed_send")) return bytes.size();
  return took > 0 ? static_cast<std::size_t>(took) : 0;
}

Tried tls_accept(ssl_st& session) {
  ERR_clear_error();
  return outcome(session, SSL_accept(&session), 0);
}

Tried tls_read(ssl_st& session, void* to, std::size_t size) {
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(&session, to, size, &bytes);
  return outcome(session, result, bytes);
}

Tried tls_write(ssl_st& session, const void* from, std::size_t size) {
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(&session, from, size, &bytes);
  return outcome(session, result, bytes);
}

bool tls_holds_bytes(const ssl_st& session) {
  return SSL_has_pending(&session) == 1;
}

bool has_timed_out(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == ETIMEDOUT;
}

void tls_say_goodbye(ssl_st& session) {
  if (SSL_in_init(&session) == 1) return;
  ERR_clear_error();
  SSL_shutdown(&session);
}

}  // namespace xinqiao::net
