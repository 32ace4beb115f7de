#include "server/net/identity.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

namespace xinqiao::net {
namespace {

// A key with a passphrase must not make the server ask at a terminal nobody looks at.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

BioPointer open(const std::string& file, std::string& trouble) {
  errno = 0;
  BioPointer bio(BIO_new_file(file.c_str(), "r"));
  if (!bio) trouble = "cannot read " + file + ": " + std::strerror(errno);
  ERR_clear_error();
  return bio;
}

std::optional<std::string> read_chain(Identity& identity) {
  const std::string& file = identity.certificate_file;
  std::string trouble;
  const BioPointer bio = open(file, trouble);
  if (!bio) {
    return trouble + "; tls_certificate names a PEM file with the certificate and its chain";
  }
  while (X509* found = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)) {
    identity.chain.emplace_back(found);
  }
  const bool is_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (is_end && !identity.chain.empty()) return std::nullopt;
  return file + " cannot be read as certificates in PEM form: tls_certificate names a file that " +
         "begins with the server's own certificate";
}

std::optional<std::string> read_key(Identity& identity) {
  const std::string& file = identity.key_file;
  std::string trouble;
  const BioPointer bio = open(file, trouble);
  if (!bio) return trouble + "; tls_key names a PEM file with the certificate's private key";
  identity.key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (identity.key) return std::nullopt;
  return file +
         " cannot be read as a private key in PEM form: tls_key names a key file without a " +
         "passphrase";
}

std::string day(const ASN1_TIME* time) {
  std::tm parts{};
  char text[32] = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unreadable date";
  return std::string(text, std::strftime(text, sizeof text, "%F", &parts));
}

}  // namespace

variant<Identity, std::string> read_identity(const std::string& certificate_file,
                                             const std::string& key_file) {
  Identity identity{certificate_file, key_file, {}, {}};
  if (auto trouble = read_chain(identity)) return std::move(*trouble);
  if (auto trouble = read_key(identity)) return std::move(*trouble);
  return identity;
}

std::optional<std::string> wrong_with(const Identity& identity, Instant now) {
  const X509* certificate = identity.chain.front().get();
  const bool is_pair = X509_check_private_key(certificate, identity.key.get()) == 1;
  ERR_clear_error();
  if (!is_pair) {
    return "the key in " + identity.key_file + " does not belong to the certificate in " +
           identity.certificate_file + ": name the key that it was made with";
  }
  std::time_t seconds = now.ms / 1000;
  const ASN1_TIME* first = X509_get0_notBefore(certificate);
  const ASN1_TIME* last = X509_get0_notAfter(certificate);
  if (X509_cmp_time(last, &seconds) < 0) {
    return "the certificate in " + identity.certificate_file + " expired on " + day(last) +
           " (UTC): renew it";
  }
  if (X509_cmp_time(first, &seconds) > 0) {
    return "the certificate in " + identity.certificate_file + " is valid only from " + day(first) +
           " (UTC): wait until then, or look at the clock of this machine";
  }
  return std::nullopt;
}

std::string fingerprint(const X509& certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned bytes = 0;
  if (X509_digest(&certificate, EVP_sha256(), digest, &bytes) != 1) return {};
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) {
    constexpr const char* digits = "0123456789ABCDEF";
    if (i > 0) text += ':';
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::string last_day(const X509& certificate) {
  return day(X509_get0_notAfter(&certificate));
}

std::string openssl_reason() {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason == nullptr ? "no reason given" : reason;
}

}  // namespace xinqiao::net
