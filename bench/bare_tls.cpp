#include "bench/bare_tls.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace xinqiao::bench {
namespace {

constexpr long a_day = 24L * 60 * 60;

struct FreeBareIdentity {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// Signed by itself: the generator checks nobody's.
bool use_own_identity(SSL_CTX* context) {
  const std::unique_ptr<EVP_PKEY, FreeBareIdentity> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, FreeBareIdentity> made(X509_new());
  return key != nullptr && made != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(made.get()), -a_day) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(made.get()), a_day) != nullptr &&
         X509_set_pubkey(made.get(), key.get()) == 1 &&
         X509_sign(made.get(), key.get(), EVP_sha256()) > 0 &&
         SSL_CTX_use_certificate(context, made.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

// What a call that brought no bytes means.
ssize_t nothing_or_end(SSL* session, int result) {
  const int why = SSL_get_error(session, result);
  return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? -1 : 0;
}

}  // namespace

void EndBareTls::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}
void EndBareTls::operator()(ssl_st* session) const {
  SSL_free(session);
}

BareTlsContext make_bare_tls() {
  BareTlsContext made(SSL_CTX_new(TLS_server_method()));
  if (!made) return nullptr;
  // As a server of ours has it: buffers are given back, so the next session writes into memory that
  // the processor still holds.
  SSL_CTX_set_mode(made.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);
  const bool is_good = SSL_CTX_set_min_proto_version(made.get(), TLS1_3_VERSION) == 1 &&
                       use_own_identity(made.get());
  return is_good ? std::move(made) : nullptr;
}

bool BareTlsSessions::begin(int socket) {
  const auto index = static_cast<std::size_t>(socket);
  if (index >= sessions_.size()) sessions_.resize(index + 1);
  auto& session = sessions_[index];
  session.reset(SSL_new(&context_));
  if (!session || SSL_set_fd(session.get(), socket) != 1) return false;
  SSL_set_accept_state(session.get());
  return true;
}

void BareTlsSessions::end(int socket) {
  sessions_[static_cast<std::size_t>(socket)].reset();
}

ssize_t BareTlsSessions::receive(int socket, char* to, std::size_t size) {
  SSL* session = sessions_[static_cast<std::size_t>(socket)].get();
  ERR_clear_error();
  const int got = SSL_read(session, to, static_cast<int>(size));
  return got > 0 ? got : nothing_or_end(session, got);
}

ssize_t BareTlsSessions::send(int socket, std::string_view bytes) {
  SSL* session = sessions_[static_cast<std::size_t>(socket)].get();
  ERR_clear_error();
  const int sent = SSL_write(session, bytes.data(), static_cast<int>(bytes.size()));
  return sent > 0 ? sent : nothing_or_end(session, sent);
}

}  // namespace xinqiao::bench
