#include "server/net/wire.hpp"

#include <utility>

namespace xinqiao::net {

namespace {

namespace asio = boost::asio;
constexpr unsigned char first_byte_of_tls = 0x16;  // a record of the handshake

}  // namespace

void Wire::shake_hands(std::function<void(error_code)> done) {
  wait(Tried::Wants::to_read, [this, done = std::move(done)](error_code failed) mutable {
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
  const Tried tried = tls_accept(*tls_);
  if (tried.wants == Tried::Wants::nothing) return done(tried.failed);
  wait(tried.wants, [this, done = std::move(done)](error_code failed) mutable {
    if (failed || !socket_.is_open()) return done(asio::error::operation_aborted);
    go_on_shaking(std::move(done));
  });
}

bool Wire::may_hold_bytes() const {
  return tls_holds_bytes(*tls_);
}

// A socket that was closed meanwhile: its number may be another connection's by now.
Tried Wire::try_read(asio::mutable_buffer to) {
  if (!socket_.is_open()) return {.failed = asio::error::operation_aborted};
  if (to.size() == 0) return {};
  return tls_read(*tls_, to.data(), to.size());
}

Tried Wire::try_write(asio::const_buffer from) {
  if (!socket_.is_open()) return {.failed = asio::error::operation_aborted};
  if (from.size() == 0) return {};
  return tls_write(*tls_, from.data(), from.size());
}

void Wire::finish_writing(error_code& failed) {
  if (tls_ && socket_.is_open()) tls_say_goodbye(*tls_);
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failed);
}

Wire::Released Wire::release() {
  error_code failed;
  const int socket = socket_.release(failed);
  return {failed ? -1 : socket, std::move(tls_)};
}

void Wire::close() {
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace xinqiao::net
