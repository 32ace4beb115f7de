// A certificate with its chain and its key, as they stand in PEM files, and what can be wrong with
// them. Threading: plain values. Errors: one sentence that names the file and what to do.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.hpp"
#include "protocol/variant.hpp"

namespace xinqiao::net {

struct FreeOpenssl {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(BIO* file) const { BIO_free(file); }
};
using X509Pointer = std::unique_ptr<X509, FreeOpenssl>;
using KeyPointer = std::unique_ptr<EVP_PKEY, FreeOpenssl>;
using BioPointer = std::unique_ptr<BIO, FreeOpenssl>;

struct Identity {
  std::string certificate_file;
  std::string key_file;
  std::vector<X509Pointer> chain;  // the server's own first
  KeyPointer key;
};

variant<Identity, std::string> read_identity(const std::string& certificate_file,
                                             const std::string& key_file);
// Whether the key belongs to the certificate, and whether it is valid at this time.
std::optional<std::string> wrong_with(const Identity& identity, Instant now);

std::string fingerprint(const X509& certificate);  // SHA-256, "AB:CD:…"
std::string last_day(const X509& certificate);     // "2027-03-01", UTC
std::string openssl_reason();                      // the first in this thread's queue; empties it

}  // namespace xinqiao::net
