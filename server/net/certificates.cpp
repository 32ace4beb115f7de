#include "server/net/certificates.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstring>
#include <string_view>
#include <utility>

#include "protocol/variant.hpp"
#include "server/net/identity.hpp"
#include "server/net/self_signed.hpp"

namespace xinqiao::net {
namespace {

// TLS 1.2 with forward secrecy and authenticated encryption only; 1.3 has nothing else. The client
// chooses among them: it knows whether its processor has AES.
constexpr const char* ciphers_of_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";

// Another protocol's client that was led here must not be talked to (the attack is called ALPACA).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* bytes,
                    const unsigned char* offered, unsigned offered_bytes, void*) {
  constexpr std::string_view wanted = "http/1.1";
  for (unsigned at = 0; at < offered_bytes; at += 1u + offered[at]) {
    const std::string_view one(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (one != wanted) continue;
    *chosen = offered + at + 1;
    *bytes = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// A context with the defaults of the house; null if OpenSSL refuses one.
SSL_CTX* new_context() {
  SSL_CTX* made = SSL_CTX_new(TLS_server_method());
  if (made == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  SSL_CTX_set_options(
      made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // An idle connection gives its buffers back. A write that waits is tried again from a copy.
  SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Tickets, kept by the clients: who comes back spares both sides most of the work.
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(made, choose_protocol, nullptr);
  const bool is_good = SSL_CTX_set_cipher_list(made, ciphers_of_1_2) == 1 &&
                       SSL_CTX_set1_groups_list(made, groups) == 1;
  if (is_good) return made;
  SSL_CTX_free(made);
  return nullptr;
}

bool use(SSL_CTX* context, const Identity& identity) {
  if (SSL_CTX_use_certificate(context, identity.chain.front().get()) != 1) return false;
  if (SSL_CTX_use_PrivateKey(context, identity.key.get()) != 1) return false;
  for (std::size_t i = 1; i < identity.chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, identity.chain[i].get()) != 1) return false;
  }
  return true;
}

std::string own_file(const Certificates::Own& own) {
  return own.folder + "/self-signed.pem";
}

}  // namespace

void EndTls::operator()(ssl_st* session) const {
  SSL_free(session);
}
void EndTls::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

std::optional<std::string> Certificates::refresh(Instant now) {
  const std::string key = files_ ? files_->key : own_file(own_);
  const std::string certificate = files_ ? files_->certificate : key;
  auto read = read_identity(certificate, key);
  if (!files_) {
    const auto* found = get_if<Identity>(&read);
    if (found == nullptr || !still_does(*found, own_.needed, now)) {
      std::vector<std::string> names = own_.needed;
      names.insert(names.end(), own_.wished.begin(), own_.wished.end());
      if (auto trouble = make_self_signed(key, names, now)) return trouble;
      read = read_identity(certificate, key);
    }
  }
  if (auto* trouble = get_if<std::string>(&read)) return std::move(*trouble);
  const Identity& identity = get<Identity>(read);
  if (auto trouble = wrong_with(identity, now)) return trouble;
  Context context(new_context());
  if (!context || !use(context.get(), identity)) {
    return "OpenSSL will not use the certificate in " + certificate + ": " + openssl_reason() +
           "; give one with an ECDSA P-256 key or an RSA key of 2048 bits";
  }
  const std::lock_guard held(mutex_);
  context_ = std::move(context);
  fingerprint_ = net::fingerprint(*identity.chain.front());
  last_day_ = net::last_day(*identity.chain.front());
  return std::nullopt;
}

TlsSession Certificates::begin(int socket) const {
  const std::lock_guard held(mutex_);
  TlsSession made(SSL_new(context_.get()));
  if (made && SSL_set_fd(made.get(), socket) == 1) SSL_set_accept_state(made.get());
  return made;
}

std::string Certificates::fingerprint() const {
  const std::lock_guard held(mutex_);
  return fingerprint_;
}

std::string Certificates::last_day() const {
  const std::lock_guard held(mutex_);
  return last_day_;
}

}  // namespace xinqiao::net
