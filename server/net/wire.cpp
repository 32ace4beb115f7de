#include "server/net/wire.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>

namespace xinqiao::net {
namespace {

namespace asio = boost::asio;
constexpr unsigned char first_byte_of_tls = 0x16;  // a record of the handshake

}  // namespace

void Wire::shake_hands(std::function<void(error_code)> done) {
  socket_.async_wait(Wait::wait_read, [this, done = std::move(done)](error_code failed) mutable {
    if (failed) return done(failed);
    look_at_first_byte(std::move(done));
  });
}

void Wire::look_at_first_byte(std::function<void(error_code)> done) {
  unsigned char first = 0;
  error_code failed;
  socket_.receive(asio::buffer(&first, 1), asio::socket_base::message_peek, failed);
  if (failed == asio::error::would_block) return shake_hands(std::move(done));
  if (failed) return done(failed);
  if (first == first_byte_of_tls) return go_on_shaking(std::move(done));
  tls_.reset();
  done({});
}

void Wire::go_on_shaking(std::function<void(error_code)> done) {
  ERR_clear_error();
  const Tried tried = outcome(SSL_accept(tls_.get()), 0);
  if (!tried.wait) return done(tried.failed);
  socket_.async_wait(*tried.wait, [this, done = std::move(done)](error_code failed) mutable {
    if (failed || !socket_.is_open()) return done(asio::error::operation_aborted);
    go_on_shaking(std::move(done));
  });
}

bool Wire::may_hold_bytes() const {
  return SSL_has_pending(tls_.get()) == 1;
}

// A socket that was closed meanwhile: its number may be another connection's by now.
Wire::Tried Wire::try_read(asio::mutable_buffer to) {
  if (!socket_.is_open()) return {{}, asio::error::operation_aborted};
  if (to.size() == 0) return {};
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_read_ex(tls_.get(), to.data(), to.size(), &bytes);
  return outcome(result, bytes);
}

Wire::Tried Wire::try_write(asio::const_buffer from) {
  if (!socket_.is_open()) return {{}, asio::error::operation_aborted};
  if (from.size() == 0) return {};
  std::size_t bytes = 0;
  ERR_clear_error();
  const int result = SSL_write_ex(tls_.get(), from.data(), from.size(), &bytes);
  return outcome(result, bytes);
}

Wire::Tried Wire::outcome(int result, std::size_t bytes) {
  if (result == 1) return {{}, {}, bytes};
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {Wait::wait_read};
    case SSL_ERROR_WANT_WRITE:
      return {Wait::wait_write};
    case SSL_ERROR_ZERO_RETURN:
      return {{}, asio::error::eof};
    default:
      return {{}, asio::error::connection_aborted};
  }
}

// That no more comes, said once; nobody waits until it is heard.
void Wire::say_goodbye() {
  if (!tls_ || !socket_.is_open() || SSL_in_init(tls_.get()) == 1) return;
  ERR_clear_error();
  SSL_shutdown(tls_.get());
}

void Wire::finish_writing(error_code& failed) {
  say_goodbye();
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failed);
}

void Wire::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace xinqiao::net
