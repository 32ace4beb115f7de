#include "bench/tls_client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>
#include <vector>

namespace xinqiao::bench {
namespace {

constexpr std::size_t record_bytes = 16 * 1024;

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// One for all connections of the thread: what they share is constant after it was made.
SSL_CTX* context() {
  thread_local const std::unique_ptr<SSL_CTX, FreeContext> made = [] {
    SSL_CTX* fresh = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(fresh, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(fresh, SSL_VERIFY_NONE, nullptr);
    // In the order of browsers; OpenSSL's own begins with the second of them.
    SSL_CTX_set_ciphersuites(fresh,
                             "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"
                             "TLS_CHACHA20_POLY1305_SHA256");
    return std::unique_ptr<SSL_CTX, FreeContext>(fresh);
  }();
  return made.get();
}

std::vector<char>& scratch() {
  thread_local std::vector<char> buffer(record_bytes);
  return buffer;
}

}  // namespace

struct TlsClient::Parts {
  struct FreeSession {
    void operator()(SSL* session) const { SSL_free(session); }
  };
  std::unique_ptr<SSL, FreeSession> session{SSL_new(context())};
  BIO* in = BIO_new(BIO_s_mem());   // owned by the session
  BIO* out = BIO_new(BIO_s_mem());  // likewise
  std::string waiting;              // until the handshake is through
};

TlsClient::TlsClient() : parts_(std::make_unique<Parts>()) {
  SSL_set_bio(parts_->session.get(), parts_->in, parts_->out);
  SSL_set_connect_state(parts_->session.get());
}

TlsClient::~TlsClient() = default;

void TlsClient::take_wire(std::string& wire) {
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(parts_->out, &bytes);
  if (count > 0) wire.append(bytes, static_cast<std::size_t>(count));
  BIO_reset(parts_->out);
}

std::string TlsClient::cipher() const {
  return SSL_get_cipher_name(parts_->session.get());
}

void TlsClient::start(std::string& wire) {
  ERR_clear_error();
  SSL_do_handshake(parts_->session.get());
  take_wire(wire);
}

void TlsClient::write(std::string_view plain, std::string& wire) {
  if (SSL_is_init_finished(parts_->session.get()) == 0) {
    parts_->waiting.append(plain);
    return;
  }
  ERR_clear_error();
  SSL_write(parts_->session.get(), plain.data(), static_cast<int>(plain.size()));
  take_wire(wire);
}

bool TlsClient::feed(std::string_view bytes, std::string& wire, const Sink& sink) {
  SSL* session = parts_->session.get();
  BIO_write(parts_->in, bytes.data(), static_cast<int>(bytes.size()));
  ERR_clear_error();
  while (true) {
    const int got = SSL_read(session, scratch().data(), static_cast<int>(record_bytes));
    if (got <= 0) {
      const int why = SSL_get_error(session, got);
      take_wire(wire);
      if (why != SSL_ERROR_WANT_READ) return false;
      break;
    }
    sink(std::string_view(scratch().data(), static_cast<std::size_t>(got)));
  }
  if (SSL_is_init_finished(session) != 0 && !parts_->waiting.empty()) {
    write(std::exchange(parts_->waiting, {}), wire);
  }
  return true;
}

}  // namespace xinqiao::bench
