// Bytes of a non-blocking socket, plain or through OpenSSL: each call is one try, and says what to
// wait for before the next. A write through TLS that has to wait must be tried again with the same
// bytes. Threading: the session's loop. Errors: in Tried::failed; the end of the stream is eof.
#pragma once

#include <sys/uio.h>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <span>
#include <string_view>

struct ssl_st;

namespace xinqiao::net {

// The first piece of a stream's buffers that takes anything.
template <class Buffers>
boost::asio::mutable_buffer first_of(const Buffers& buffers) {
  for (auto at = boost::asio::buffer_sequence_begin(buffers);
       at != boost::asio::buffer_sequence_end(buffers); ++at) {
    if (const boost::asio::mutable_buffer piece(*at); piece.size() > 0) return piece;
  }
  return {};
}

struct Tried {
  enum class Wants { nothing, to_read, to_write };
  Wants wants = Wants::nothing;
  boost::system::error_code failed;
  std::size_t bytes = 0;
};

Tried plain_read(int socket, void* to, std::size_t size);
Tried plain_write(int socket, const void* from, std::size_t size);
// The pieces one after the other.
Tried plain_write(int socket, std::span<iovec> pieces);
// How many it took: Hub::Put.
std::size_t plain_put(int socket, std::string_view bytes);

Tried tls_accept(ssl_st& session);
Tried tls_read(ssl_st& session, void* to, std::size_t size);
Tried tls_write(ssl_st& session, const void* from, std::size_t size);
// Bytes it has read from the socket and not given yet.
bool tls_holds_bytes(const ssl_st& session);
// Whether the kernel gave the connection up: nobody acknowledged for TCP_USER_TIMEOUT. Says it
// once.
bool has_timed_out(int socket);
// That no more comes, said once; nobody waits until it is heard.
void tls_say_goodbye(ssl_st& session);

}  // namespace xinqiao::net
